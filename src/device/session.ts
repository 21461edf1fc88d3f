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

import { aside, askAll, clear, pending } from "./aside";
import {
  batch,
  confirm,
  confirmed,
  flight,
  giveUp,
  hold,
  leaving,
  lose,
  put,
  rewind,
  size,
  storedBytes,
  strike,
  take,
  used,
  waiting,
} from "./buffer";
import { acks, forget, sift } from "./frame";
import { bytesIn, unload, valuesIn } from "./lane";
import { options } from "./options";
import { char, encoded, packet, sized, utf } from "./packet";
import { JSON_TAIL, quick, stamp, valueRecord } from "./values";

const RETRY_MIN_MS = 1000;
/** Eleven days stand for never. */
const NEVER_MS = 1e9;

// MQTT 3.1, sections 3.1, 3.2, 3.12, 3.13, 3.14
const CONNECT = "\x10";
const CONNECT_HEAD = "\0\x06MQIsdp\x03";
const CLEAN_SESSION = 2;
const WILL = 4;
const WILL_RETAIN = 32;
const PASSWORD = 64;
const USERNAME = 128;
const ID_LENGTH = 23;
const ACCEPTED = "\x20\x02\0\0";
const PINGREQ = "\xc0\0";
const PINGRESP = "\xd0\0";
const DISCONNECT = "\xe0\0";

/** Chars of it: the acknowledgements of a batch are fewer. */
const MOST_UNREAD = 99;

// MQTT 3.1, section 3.3
const PUBLISH = 0x30;
const PUBLISH_RETAIN = 0x31;
/** The most values in the fast lane that are not said yet. Of the usual length they fill a chunk of the board's. */
const MOST_IN_LANE = 10;
/** The bytes of a buffer that has room for all that may be in the lane, said and not said: no record there has over 46. */
const ROOMY_BYTES = 920;

/** Why a connection ended, beside CONNACK's return codes 1 to 5 and what `net.connect` threw. */
export const CLOSED = 6;
export const SILENCE = 7;
const GARBAGE = 8;
export const POISON = 9;

let greeting: string;
let replyTimeoutMs = HAS_REPLY_TIMEOUT_MS ? 0 : 10000;
/** How long to say nothing: half the keep-alive, for a reply may take its time. */
let idleMs = HAS_KEEP_ALIVE_S ? 0 : 30000;

/** 0, or not set, between two connections. */
export let socket: Socket | 0;
/** The reply that the broker owes; empty, or not set, while it is our turn. */
let owed: string;
/** With QoS 1: the last that was heard since the turn before, behind what `arm` returns, which is nothing. */
let unread: string | undefined;
/** Its id; 0 before `begin` and after `leave`. */
export let timer = 0;
/** The longest wait before the next connection; 0, or not set, while all is well. */
let retryMs: number;
/** Connections that ended with nothing confirmed since the one before: each leads to the next host. */
let failures = 0;
/** How long to wait before the next value may go: one has gone. 0, or not set, if none has. */
let pauseMs: number | undefined;
/** How to leave, once `end` was called. */
let farewell: (() => void) | 0 = 0;

/**
 * The fast lane, around the buffer. While the broker is heard and nothing waits there, a number is spelled when it is put,
 * and never becomes a record: no bytes go into memory and out of it again, which is most of what a value costs.
 *
 * It is for good weather only. Whatever else happens (the connection ends, something is put that is no number, or of a new tag,
 * too much comes at a time) all that is here goes into the buffer (`spill`), and is there as if it had never been
 * elsewhere: so the order, what gives way, what is said again and what is under suspicion are the buffer's business alone.
 * These are the packets that are not said yet, and those that are, and not confirmed.
 */
let lane = "";
let said = "";
/** How many more there is room for until something is said. */
let room = MOST_IN_LANE;
/** Values that were said there, those that are not confirmed among them. */
let passed = 0;
/** The heads of those that may enter: `quick` in good weather, else none. */
let open: typeof quick = {};

/** 1 once this connection's CONNACK 0 was heard; 0, or not set, before. */
export let ready: 0 | 1 | undefined;
/** Connections that the broker accepted. */
export let accepted = 0;
/** What ended the last connection; 0 before the first end. */
export let reason: string | number = 0;

/** Opens the first connection, in a turn of its own, with options that are known to be right. */
export function begin(): void {
  const username = options.username;
  const password = options.password;
  const will = options.will;
  let keepAliveS = options.keepAliveS;
  if (keepAliveS == null) keepAliveS = 60;
  reason = 0;
  if (HAS_REPLY_TIMEOUT_MS) replyTimeoutMs = options.replyTimeoutMs || 10000;
  if (HAS_KEEP_ALIVE_S) idleMs = keepAliveS * 500 || NEVER_MS;
  greeting = packet(
    CONNECT,
    CONNECT_HEAD +
      (HAS_USERNAME || HAS_WILL || HAS_CLEAN_SESSION
        ? char(
            // multiplied, a boolean is 0 or 1
            CLEAN_SESSION * ((options.cleanSession != false) as never) +
              (will ? (will.retain ? WILL + WILL_RETAIN : WILL) : 0) +
              USERNAME * (!!username as never) +
              PASSWORD * (!!password as never),
          )
        : "\x02") +
      (HAS_KEEP_ALIVE_S ? char(keepAliveS >> 8, BOARD_UNICODE ? keepAliveS & 255 : keepAliveS) : "\0\x3c") +
      // as much of the serial number's end as 23 characters leave room for
      utf(options.clientId || (getSerial() + options.device).slice(-ID_LENGTH)) +
      (will ? utf(will.topic) + utf(will.message) : "") +
      (username ? utf(username) : "") +
      (password ? utf(password) : ""),
  );
  arm(0);
}

function arm(delayMs: number): undefined {
  clearTimeout(timer);
  timer = setTimeout(tick, delayMs);
}

function tick(): void {
  // of what was heard before this turn nothing is an answer to it: the last PINGRESP would do for the next
  if (LANE) {
    // `arm`, and spared its call
    clearTimeout(timer);
    timer = setTimeout(tick, replyTimeoutMs);
  } else unread = arm(replyTimeoutMs);
  try {
    if (!socket) {
      const hosts = SEVERAL_HOSTS ? ([] as string[]).concat(options.host) : [];
      const host = SEVERAL_HOSTS ? hosts[failures % hosts.length] : (options.host as string);
      const broker = { host: host, port: options.port || 1883 };
      changed();
      if (HAS_SOCKET) {
        socket = (
          BOARD_CONNECT_BLOCKS
            ? (options.socket || require("net").connect)(broker)
            : (options.socket || require("net").connect)(broker, connected)
        ) as Socket;
      } else socket = BOARD_CONNECT_BLOCKS ? require("net").connect(broker) : require("net").connect(broker, connected);
      socket.on("data", QOS1 ? heardQos1 : heard);
      socket.on("close", QOS1 ? heardQos1 : heard);
      if (BOARD_CONNECT_BLOCKS) greet();
      else {
        owed = QOS1 ? greeting : ([] as never); // in this nothing is found: whatever a broker says now is wrong
        arm(options.connectTimeoutMs || 15000);
      }
    } else if (owed) lost(SILENCE);
    else if (farewell && !used && !(LANE && lane)) farewell();
    else if (HAS_PACE_MS && pauseMs && !used && !(SUBSCRIBES && pending())) {
      // the pause was a part of the silence
      arm(idleMs - pauseMs);
      pauseMs = 0;
    } else {
      if (QOS1) {
        owed = take() || PINGRESP;
        socket.write(SUBSCRIBES ? aside() + (batch || PINGREQ) : batch || PINGREQ);
      } else {
        owed = PINGRESP;
        if (LANE) {
          // more than a chunk is for the buffer to cut
          if (lane[BOARD_CHUNK_BYTES - PINGREQ.length]) spill();
          said = lane;
          lane = "";
          passed += MOST_IN_LANE - room;
          room = MOST_IN_LANE;
        }
        socket.write((SUBSCRIBES ? aside() + ((LANE && said) || take()) : (LANE && said) || take()) + PINGREQ);
      }
      if (SUBSCRIBES) clear();
      if (HAS_PACE_MS) pauseMs = flight && options.paceMs;
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
  arm(replyTimeoutMs);
  (socket as Socket).write(greeting);
  if (SUBSCRIBES) askAll();
}

/**
 * The broker said something, or the socket closed: then `news` is whether by an error, a boolean, and never what is owed.
 * With subscriptions `sift` hands on whole packets; else a reply may come in pieces.
 */
function heard(this: Socket, news: string | boolean): void {
  if (this == socket) {
    if (SUBSCRIBES && news !== !!news && !(news = sift(news as string))) {
      if (HAS_CLEAN_SESSION && acks) speak();
    } else if (LANE && news === owed) {
      // what it nearly always is, by the cheapest way
      owed = "";
      replied();
    } else if (SUBSCRIBES ? news !== owed : owed.indexOf(news as string)) {
      if (LANE) spill();
      lost(strike() ? POISON : /* @__PURE__ */ refusal(news));
    } else {
      owed = SUBSCRIBES ? "" : owed.slice((news as string).length);
      if (!LANE && (SUBSCRIBES || !owed)) replied();
    }
  }
}

/**
 * The same with QoS 1, where acknowledgements come in any order and any pieces, late, twice, or for nobody. So what is
 * owed is looked for in the last that was heard since, the first of it first. What else there is, is passed over; while
 * nothing is owed it puts off the next keep-alive.
 * None is found where it does not begin, for no identifier of ours begins as a PUBACK does. (It is looked for from behind,
 * for `indexOf` also finds what has only begun at the end.)
 */
function heardQos1(this: Socket, news: string | boolean): void {
  if (this == socket) {
    if (news === !!news) lost(strike() ? POISON : /* @__PURE__ */ refusal((!ready && unread) || news));
    else {
      if (SUBSCRIBES && !(news = sift(news as string))) {
        if (HAS_CLEAN_SESSION && acks) speak();
        return;
      }
      unread = (unread + (news as string)).slice(-MOST_UNREAD);
      while (owed && ~unread.lastIndexOf(owed.slice(0, 4))) owed = owed.slice(4);
      if (!owed) replied();
    }
  }
}

/** All that was owed has come. */
function replied(): void {
  if (!ready) welcome();
  ready = 1;
  if (LANE && said) {
    if (leaving) leaving(valuesIn(said), 0, undefined);
    said = "";
    retryMs = 0;
  }
  if (flight) {
    confirm();
    retryMs = 0;
    if (LANE) clearUp();
  }
  const waitMs = farewell && !used ? 0 : pauseMs || (used || (LANE && lane) || (SUBSCRIBES && pending()) ? 0 : idleMs);
  if (LANE) changeInterval(timer, waitMs);
  else arm(waitMs);
}

/** The weather is good, if nothing waits. */
function clearUp(): void {
  if (!used && !farewell && !(HAS_PACE_MS && options.paceMs) && (options.bufferBytes || 1024) >= ROOMY_BYTES) {
    open = quick;
  }
}

/** The connection is accepted. */
function welcome(): void {
  const birth = options.birth;
  accepted++;
  changed();
  if (LANE) clearUp();
  if (birth)
    (socket as Socket).write(
      packet(
        birth.retain ? "\x31" : "\x30",
        utf(birth.topic) + (BOARD_UNICODE ? encoded(birth.message) : birth.message),
      ),
    );
}

/** Tells the sketch that the state is another. */
function changed(): void {
  if (options.onStatus) setTimeout(options.onStatus, 0);
}

/** Why a connection ended: a CONNACK that is right but for its last byte, 1 to 5, is a refusal. */
function refusal(news: string | boolean): number {
  if (typeof news != "string") return CLOSED;
  if (QOS1) news = news.slice(-owed.length);
  const code = news.charCodeAt(news.length - 1);
  const isConnack = !ready && news.length == owed.length;
  return isConnack && news.slice(0, -1) == owed.slice(0, -1) && code < CLOSED ? code : GARBAGE;
}

function lost(why: string | number): void {
  reason = why;
  if (retryMs != 0) failures++;
  // twice as long each time
  arm(Math.random() * (retryMs = Math.min(retryMs * 2 || RETRY_MIN_MS, (options.retryMaxS || 15) * 1000)));
  forgetSocket();
  changed();
  if (farewell) farewell();
}

function forgetSocket(): void {
  if (LANE) spill();
  rewind();
  if (socket) socket.end();
  socket = ready = 0;
  if (SUBSCRIBES) forget();
}

/** Puts a value, by way of the buffer. */
export function putValue(tag: string, value: string | number | boolean, device?: string): boolean {
  return size && value != null && value == value ? offer(valueRecord(tag, value, device)) : lose();
}

/** The same where the fast lane is there: a number goes by that, if it is open. */
export function putQuickly(tag: string, value: string | number | boolean, device?: string): boolean {
  let spelled = open[(NAMES_DEVICES && device ? device : "") + "\0" + tag];
  if (!spelled || typeof value != "number" || value != value || room-- <= 0) {
    // with its call in place of what it does there would be one more variable here, which costs as much as the call
    return /* @__NOINLINE__ */ putValue(tag, value, device);
  }
  if (!owed && !lane) stir();
  spelled += value + (HAS_STAMP ? stamp() + JSON_TAIL : JSON_TAIL);
  lane += char(options.retain ? PUBLISH_RETAIN : PUBLISH, spelled.length) + spelled;
  return true;
}

/** The first value is in the fast lane: it goes out at the end of this turn of the board's, with all that follow in it. */
function stir(): void {
  try {
    changeInterval(timer, 0);
  } catch (_) {
    // the sketch has cleared all timers, ours too
    arm(0);
  }
}

/** The weather turns: what is in the fast lane goes into the buffer, where nothing is. */
function spill(): void {
  open = {};
  if (said || lane) {
    unload(said);
    hold();
    unload(lane);
    passed -= valuesIn(said);
    room = MOST_IN_LANE;
    said = lane = "";
  }
}

/** Values that wait, wherever. */
export function waitingValues(): number {
  return LANE ? waiting + valuesIn(said + lane) : waiting;
}

/** Bytes of the buffer that they take, or would take. */
export function waitingBytes(): number {
  return LANE ? storedBytes() + bytesIn(said + lane) : storedBytes();
}

/** Values that arrived, whichever way. */
export function confirmedValues(): number {
  return LANE ? confirmed + passed - valuesIn(said) : confirmed;
}

/** Puts the body of a record; it goes out at the end of this turn of the board's, with all that were put in it. */
export function offer(body: string): boolean {
  if (farewell) return lose();
  if (LANE) spill();
  if (socket && !owed && !used && !pauseMs) arm(0);
  return put(sized(body));
}

/** There is something to say aside: in a turn of now, if it is nobody's. */
export function speak(): void {
  if (!owed && !pauseMs) arm(0);
}

/** Sends what waits, then DISCONNECT, for one connection at most. */
export function finish(): void {
  if (timer) {
    farewell = leave;
    if (LANE) open = {};
    if (!socket || (!owed && !(used && pauseMs))) arm(0);
  }
}

/**
 * Says DISCONNECT, and then nothing more on this connection: what is put now waits as if it were the broker's turn. For
 * who has no time to wait for `end`; there is a socket.
 */
export function hush(): void {
  arm(NEVER_MS);
  owed = DISCONNECT;
  (socket as Socket).write(DISCONNECT);
}

function leave(): void {
  if (socket) socket.write(DISCONNECT); // what it throws comes back here by way of `lost`
  farewell = 0;
  // as before the first failure
  retryMs = undefined as never;
  if (SEVERAL_HOSTS) failures = 0;
  forgetSocket();
  clearTimeout(timer);
  timer = 0;
  giveUp();
  changed();
}

/** What the session is about; `refused` is `waiting` after CONNACK 1 to 5. */
export function state(): "idle" | "connecting" | "connected" | "waiting" | "refused" | "ended" {
  if (ready) return "connected";
  if (!timer) return greeting ? "ended" : "idle";
  if (socket || !reason) return "connecting";
  return (reason as number) < CLOSED ? "refused" : "waiting";
}
