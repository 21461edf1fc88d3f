/**
 * The time, out of the Date of a web server's answer (HTTP/1.1, RFC 9110, section 6.6.1), and set by `setTime`: timers keep
 * what is left of them. An ESP32's own SNTP steps the clock beneath them, and each interval makes up for all the years
 * since 1970.
 */

/** In 2001, in milliseconds: what is before is no time. */
const NO_TIME_MS = 1e12;
const REPLY_TIMEOUT_MS = 10000;
/** Of a line that is not complete: so much of it, or the header is another. */
const LINE = 99;
const NAME = "\ndate: ";
/** `Sat, 28 Nov 2026 22:56:25 GMT` */
const DATE = 29;

/** 0, or not set, while nobody asks. */
let socket: Socket | 0 | undefined;
let head: string;
let timer = 0;
let told: ((why?: string) => void) | undefined;

/**
 * Asks a web server for its answer's date, and sets the board's clock by it, to the second. While it asks, a further call
 * changes nothing.
 * @param where the server; port 80 if not given
 * @param callback called once: with nothing, or with why the clock is not set: `silence` after 10 s, `no date`, or what
 *   `net.connect` threw
 */
export function setTimeFrom(where: { host: string; port?: number }, callback?: (why?: string) => void): void {
  if (socket) return;
  told = callback;
  head = "";
  try {
    socket = require("net").connect({ host: where.host, port: where.port || 80 });
    timer = setTimeout(done, REPLY_TIMEOUT_MS, "silence");
    socket.on("data", heard);
    socket.on("close", heard);
    // it waits in the socket until the connection stands
    socket.write("HEAD / HTTP/1.0\r\nHost: " + where.host + "\r\n\r\n");
  } catch (error) {
    done((error as { message: string }).message);
  }
}

/** The server said something, or the socket closed: then `news` is whether by an error. */
function heard(this: Socket, news: string | boolean): void {
  if (this == socket) {
    head += news;
    // the name may be in small letters
    const at = head.toLowerCase().indexOf(NAME) + NAME.length;
    if (at < NAME.length || head.length < at + DATE) {
      head = head.slice(-LINE);
      if (!(news as string).length) done("no date");
    } else {
      const ms = Date.parse(head.substr(at, DATE));
      if (ms > NO_TIME_MS) setTime(ms / 1000);
      done(ms > NO_TIME_MS ? undefined : "no date");
    }
  }
}

function done(why?: string): void {
  clearTimeout(timer);
  // its id may be somebody else's by the next call
  timer = 0;
  if (socket) socket.end();
  socket = 0;
  if (told) told(why);
}
