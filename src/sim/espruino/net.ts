/**
 * `require("net")`: sockets as the firmware runs them. `data` is delivered at once from within the idle pass; connect,
 * drain, error, end and close are queued and run at its end. Each pass sends and receives one chunk per socket.
 *
 *   connect() -> not connected -> connected (conn) -> closing (cls: after what waits; clsNow: in the next pass) -> gone
 *
 * State lies open on the socket under the firmware's own names: sckt, conn, cls, clsNow, endd, dSnd, dRcv.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function net(inside: Inside): void {
  const { board, hardware, global } = inside;
  const codes = { closed: -1, notFound: -6, unsentData: -8, notConnected: -11, handshake: -100 };
  const messages: Record<string, string> = {
    "-3": "timeout",
    "-4": "no route",
    "-6": "not found",
    "-7": "max sockets",
    "-8": "unsent data",
    "-9": "connection reset",
  };
  /** What the stack beneath calls a refusal and a host without a route; anything else ran into its time limit. */
  const errnos: Record<string, number> = { "-9": 111, "-4": 113 };
  /** Most that is kept for `read()` while nobody listens. */
  const bufferBytes = 512;
  const buffer = "\xffbuf";
  /** Where the firmware would spin, a virtual board lets this much time go by. */
  const staleMs = 1;

  interface Socket {
    type: number;
    opt?: unknown;
    sckt?: number;
    conn?: boolean;
    cls?: boolean;
    clsNow?: boolean;
    endd?: boolean;
    dSnd?: string;
    dRcv?: string;
    "#onconnect"?: unknown;
    "#ondata"?: unknown;
    [key: string]: unknown;
  }
  const open: Socket[] = [];

  /** Thrown by the firmware itself: no Error, but it has message, type and stack. */
  function InternalError(this: Record<string, unknown>, message: string): void {
    this.message = message;
    this.type = "InternalError";
    this.stack = "";
  }
  InternalError.prototype.toString = function (this: { message: string }) {
    return `InternalError: ${this.message}`;
  };
  global.InternalError = InternalError;
  const failure = InternalError as unknown as new (message: string) => object;

  function toBytes(text: string): string {
    let bytes = "";
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 256) bytes += text.charAt(i);
      else if (board.strings === "bytes") bytes += String.fromCharCode(code & 255);
      else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
      else bytes += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return bytes;
  }
  inside.bytesOf = toBytes;

  /** Gives data to the listeners, else keeps it. False when it found no room and must be offered again. */
  function push(socket: Socket, data: string, force: boolean): boolean {
    if (socket["#ondata"] !== undefined) {
      inside.call(socket, socket["#ondata"], [data]);
      return true;
    }
    inside.busy = true;
    const kept = socket[buffer];
    if (typeof kept !== "string") {
      Object.defineProperty(socket, buffer, { value: data, writable: true, configurable: true, enumerable: false });
      return true;
    }
    const fits = kept.length + data.length <= bufferBytes;
    if (fits || force) socket[buffer] = kept + data.slice(0, Math.max(0, bufferBytes - kept.length));
    return fits;
  }

  function queue(socket: Socket, event: string, args: unknown[]): void {
    inside.queue(socket, socket[`#on${event}`], args);
  }

  /** One socket's share of a pass; answers in how many milliseconds it wants the next one. */
  function idle(socket: Socket): number {
    const waiting = socket.dSnd;
    let received = socket.dRcv;
    let closing = socket.clsNow === true;
    let error = 0;
    let stale = false;
    if (socket.sckt) {
      // What found no room before is offered again. The firmware does not take it off the socket until more arrives,
      // so a listener that comes late gets the same data in every pass.
      if (received) {
        const wasBusy = inside.busy;
        if (push(socket, received, false)) received = undefined;
        inside.busy = wasBusy;
        stale = true;
      }
      if (!closing) {
        if (socket.dSnd) {
          const chunk = socket.dSnd.slice(0, board.chunkBytes);
          const sent = hardware.send(socket.sckt, chunk);
          if (sent < 0) {
            closing = true;
            error = sent;
          } else if (sent > 0) {
            socket.dSnd = socket.dSnd.slice(sent);
            if (!socket.dSnd && !socket.cls) queue(socket, "drain", [socket]);
          }
        } else if (socket.cls) {
          closing = true;
        }
        const bytes = hardware.receive(socket.sckt, board.chunkBytes);
        if (typeof bytes === "string") {
          if (!socket.conn) {
            queue(socket, "connect", [socket]);
            socket.conn = true;
            if (!socket.dSnd) queue(socket, "drain", [socket]);
          }
          if (bytes) {
            const all = (received ?? "") + bytes;
            received = push(socket, all, false) ? undefined : all;
            if (received === undefined) delete socket.dRcv;
            else socket.dRcv = received;
            stale = false;
          }
        } else if (socket.conn || bytes !== codes.notConnected) {
          closing = true;
          error = bytes;
        }
      }
    }
    if (!closing) {
      const sentSome = socket.dSnd !== waiting && !!socket.dSnd;
      if (sentSome || hardware.restless(socket.sckt ?? 0) || (socket.cls === true && !socket.dSnd)) return 0;
      return stale ? staleMs : Number.POSITIVE_INFINITY;
    }
    // A socket whose last data nobody takes does not close.
    const wasBusy = inside.busy;
    if (received && !push(socket, received, true)) {
      inside.busy = wasBusy;
      return staleMs;
    }
    if (error === codes.handshake) {
      inside.uncaught(new failure("mbedtls_ssl_handshake returned -30592"));
      error = codes.closed;
    }
    if (socket.dSnd && error === codes.closed) error = codes.unsentData;
    if (socket.sckt) hardware.close(socket.sckt);
    delete socket.sckt;
    socket.conn = false;
    socket.cls = true;
    open.splice(open.indexOf(socket), 1);
    const hadError = error < 0 && error !== codes.closed;
    if (hadError) queue(socket, "error", [{ code: error, message: messages[String(error)] ?? "unknown" }]);
    socket.endd = true;
    queue(socket, "end", []);
    queue(socket, "close", [hadError]);
    return 0;
  }

  inside.steps.push(() => {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const socket of open.slice()) nextMs = Math.min(nextMs, idle(socket));
    return nextMs;
  });

  function write(socket: Socket, data: unknown): boolean {
    if (socket.cls || socket.clsNow) throw new Error("This socket is closed");
    if (data === undefined) return false;
    socket.dSnd = (socket.dSnd ?? "") + toBytes(String(data));
    hardware.noteWaiting(socket.dSnd.length);
    return false;
  }

  function Socket(): void {}
  const methods: Record<string, (this: Socket, ...args: never[]) => unknown> = {
    write(data: unknown) {
      return write(this, data);
    },
    end(data: unknown) {
      if (data !== undefined) write(this, data);
      if (!this.dSnd) this.clsNow = true;
      this.cls = true;
    },
    available() {
      const kept = this[buffer];
      return typeof kept === "string" ? kept.length : 0;
    },
    read(most: unknown) {
      const kept = this[buffer];
      if (typeof kept !== "string") return "";
      const count = Math.floor(Number(most)) > 0 ? Math.min(Math.floor(Number(most)), kept.length) : kept.length;
      if (count === kept.length) delete this[buffer];
      else this[buffer] = kept.slice(count);
      return kept.slice(0, count);
    },
    pipe: inside.pipe,
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Socket.prototype, name, { value: methods[name], writable: true, configurable: true });

  /** `tcp://host:port/path`, as far as a socket needs it. */
  function parse(url: string): { host: string; port: string | undefined } {
    const parts = /^(?:[a-z]*:?\/\/)?([^:/]*)(?::(\d+))?/i.exec(url);
    return { host: parts?.[1] ?? "", port: parts?.[2] };
  }

  /** What the firmware's mbedTLS takes for a certificate, or a key: DER; the first 100 chars may be a file's name. */
  function checkDer(name: string, text: unknown): void {
    if (text === undefined || typeof text === "function") return;
    if (String(text).length <= 100) throw new failure("Could not open file : UNKNOWN");
    if (String(text).charAt(0) === "0") return;
    const parser = name === "key" ? "mbedtls_pk_parse_key" : `mbedtls_x509_crt_parse of '${name}'`;
    throw new failure(`HTTPS init failed! ${parser}: Invalid format`);
  }

  function connect(options: unknown, callback: unknown, secure = false): Socket | undefined {
    const given = typeof options === "string" ? parse(options) : options;
    if (given === null || typeof given !== "object") {
      const kind = given === null ? "null" : typeof given;
      inside.error(`Expecting Options to be an Object but it was ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
      return undefined;
    }
    if (callback !== undefined && typeof callback !== "function") {
      inside.error("Expecting Callback Function");
      return undefined;
    }
    const { host, port = secure ? 443 : undefined } = given as { host?: unknown; port?: unknown };
    const socket: Socket = new (Socket as unknown as new () => Socket)();
    socket.type = secure ? 4 : 0;
    if (callback !== undefined) socket["#onconnect"] = callback;
    socket.opt = given;
    const name = host === undefined ? "127.0.0.1" : String(host);
    const number = hardware.open(name, Number(port) & 0xffff, secure);
    if (number === codes.notFound) throw new failure("Unable to locate host");
    if (number < 0) {
      if (board.connectFailure === "throws") inside.error(`Connect failed (err ${errnos[number] ?? 110})`);
      throw new failure("Unable to create socket");
    }
    if (secure) {
      try {
        for (const part of ["ca", "cert", "key"]) checkDer(part, (given as Record<string, unknown>)[part]);
      } catch (error) {
        hardware.close(number);
        throw error;
      }
    }
    socket.sckt = number;
    open.push(socket);
    return socket;
  }

  if (board.modules.indexOf("net") >= 0)
    inside.modules.net = { connect: (options: unknown, callback: unknown) => connect(options, callback) };
  if (board.modules.indexOf("tls") >= 0)
    inside.modules.tls = { connect: (options: unknown, callback: unknown) => connect(options, callback, true) };
}
