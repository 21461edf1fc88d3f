/**
 * The session talks in turns. Whatever the client says is owed exactly one known reply: CONNECT is owed CONNACK 0, a
 * batch of values with a PINGREQ behind it is owed PINGRESP, and a keep-alive is a batch of no values. A broker reads
 * one connection in order, so the PINGRESP says that it has taken the batch; until then the batch stays in the buffer.
 *
 *   begin --> opening --connected--> CONNACK owed --CONNACK 0--> our turn --say--> PINGRESP owed
 *                ^                                                  ^                   |
 *                | backed off                                       +-----PINGRESP------+
 *              lost <-- from everywhere: thrown, closed, silent, refused, garbage
 *
 * One socket, the reply owed and one timer are the whole state of the connection, and every failure is one function,
 * which backs off and opens anew. This is the one file that touches the socket and the timer.
 *
 * - An event is noted and acted upon in a turn of the timer's (`tick`), so one `try` holds what may throw. Only a board
 *   that does not wait for its connection greets from an event; the deadline of the reply stands by then.
 * - A listener asks first whether it was called for the socket of now: events of a forgotten one may still come.
 * - `tick` sets the timer before all else: where memory runs out the interpreter abandons a callback wherever it is,
 *   `finally` included, and this timer is then all that goes on.
 */

import { confirm, flight, giveUp, lose, put, rewind, strike, take, used } from "./buffer";
import { options } from "./options";
import { char, packet, utf } from "./packet";

const CONNECT_TIMEOUT_MS = 15000;
const REPLY_TIMEOUT_MS = 10000;
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 15000;
/** Eleven days stand for never. */
const NEVER_MS = 1e9;

// MQTT 3.1, sections 3.1, 3.2, 3.12, 3.13, 3.14
const CONNECT = "\x10";
const CONNECT_HEAD = "\0\x06MQIsdp\x03";
const CLEAN_SESSION = 2;
const PASSWORD = 64;
const USERNAME = 128;
const ACCEPTED = "\x20\x02\0\0";
const PINGREQ = "\xc0\0";
const PINGRESP = "\xd0\0";
const DISCONNECT = "\xe0\0";

/** Why a connection ended, beside CONNACK's return codes 1 to 5 and what `net.connect` threw. */
export const CLOSED = 6;
export const SILENCE = 7;
export const GARBAGE = 8;
export const POISON = 9;

let greeting: string;
/** How long to say nothing: a reply that takes its time must not make it longer than the keep-alive. */
let idleMs = 50000;

let socket: Socket | 0 = 0;
let owed: string;
/** Its id; 0 before `begin` and after `leave`. */
export let timer = 0;
/** The longest wait before the next connection; 0, or not set, while all is well. */
let retryMs: number;
/** How to leave, once `end` was called. */
let farewell: (() => void) | 0 = 0;

/** This connection's CONNACK 0 was heard. */
let ready = false;
/** Connections that the broker accepted. */
export let accepted = 0;
/** What ended the last connection; 0 before the first end. */
export let reason: string | number = 0;

/** Opens the first connection, in a turn of its own, with options that are known to be right. */
export function begin(): void {
  const username = HAS_USERNAME && options.username;
  const password = HAS_PASSWORD && options.password;
  reason = 0;
  const keepAliveS = HAS_KEEP_ALIVE_S && options.keepAliveS != null ? options.keepAliveS : 60;
  if (HAS_KEEP_ALIVE_S) idleMs = Math.max(keepAliveS * 1000 - REPLY_TIMEOUT_MS, keepAliveS * 500) || NEVER_MS;
  greeting = packet(
    CONNECT,
    CONNECT_HEAD +
      (HAS_USERNAME ? char(CLEAN_SESSION + (username ? USERNAME : 0) + (password ? PASSWORD : 0)) : "\x02") +
      (HAS_KEEP_ALIVE_S ? char(keepAliveS >> 8, keepAliveS & 255) : "\0\x3c") +
      // as much of the serial number's end as 23 characters leave room for
      utf(
        (HAS_CLIENT_ID && options.clientId) ||
          (options.device + getSerial().slice(options.device.length - 23)).slice(0, 23),
      ) +
      (username ? utf(username) : "") +
      (password ? utf(password) : ""),
  );
  arm(0);
}

function arm(delayMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(tick, delayMs);
}

function tick(): void {
  arm(REPLY_TIMEOUT_MS);
  try {
    if (!socket) {
      socket = BOARD_CONNECT_BLOCKS ? require("net").connect(options) : require("net").connect(options, connected);
      socket.on("data", heard);
      socket.on("close", heard);
      if (BOARD_CONNECT_BLOCKS) greet();
      else {
        owed = [] as never; // in this nothing is found: whatever a broker says now is wrong
        arm(CONNECT_TIMEOUT_MS);
      }
    } else if (owed) lost(SILENCE);
    else if (farewell && !used) farewell();
    else {
      owed = PINGRESP;
      socket.write(take() + PINGREQ);
    }
  } catch (error) {
    lost(/* @__PURE__ */ messageOf(error as { message: string }));
  }
}

function messageOf(error: { message: string }): string {
  return error.message;
}

function connected(this: Socket): void {
  if (this == socket) greet();
}

function greet(): void {
  owed = ACCEPTED;
  arm(REPLY_TIMEOUT_MS);
  (socket as Socket).write(greeting);
}

/** The broker said something, or the socket closed: then `news` is whether by an error, and never what is owed. */
function heard(this: Socket, news: string | boolean): void {
  if (this == socket) {
    if (owed.indexOf(news as string)) {
      lost(strike() ? POISON : /* @__PURE__ */ refusal(news));
    } else if (!(owed = owed.slice((news as string).length))) {
      if (!ready) accepted++;
      ready = true;
      if (flight) {
        confirm();
        retryMs = 0;
      }
      arm(used || farewell ? 0 : idleMs);
    }
  }
}

/** Why a connection ended: a CONNACK that is right but for its last byte, 1 to 5, is a refusal. */
function refusal(news: string | boolean): number {
  if (typeof news != "string") return CLOSED;
  const code = news.charCodeAt(news.length - 1);
  const isConnack = !ready && news.length == owed.length;
  return isConnack && news.slice(0, -1) == owed.slice(0, -1) && code < CLOSED ? code : GARBAGE;
}

function lost(why: string | number): void {
  reason = why;
  arm(Math.random() * (retryMs = retryMs > RETRY_MAX_MS / 2 ? RETRY_MAX_MS : retryMs * 2 || RETRY_MIN_MS));
  forgetSocket();
  if (farewell) farewell();
}

function forgetSocket(): void {
  rewind();
  ready = false;
  if (socket) socket.end();
  socket = 0;
}

/** Puts a record; it goes out at the end of this turn of the board's, with all that were put in it. */
export function offer(record: string): boolean {
  if (farewell) return lose();
  if (socket && !owed && !used) arm(0);
  return put(record);
}

/** Sends what waits, then DISCONNECT, for one connection at most. */
export function finish(): void {
  if (timer) {
    farewell = leave;
    if (!socket || !owed) arm(0);
  }
}

function leave(): void {
  if (socket) socket.write(DISCONNECT); // what it throws comes back here by way of `lost`
  farewell = 0;
  forgetSocket();
  clearTimeout(timer);
  timer = 0;
  giveUp();
}

/** What the session is about; `refused` is `waiting` after CONNACK 1 to 5. */
export function state(): "idle" | "connecting" | "connected" | "waiting" | "refused" | "ended" {
  if (ready) return "connected";
  if (!timer) return greeting ? "ended" : "idle";
  if (socket || !reason) return "connecting";
  return (reason as number) < CLOSED ? "refused" : "waiting";
}
