/**
 * The offline buffer: records in flat memory that is allotted once, so that an outage never asks for more.
 *
 *   0
 *   [ in flight ][ waiting for its turn ]...... free ...
 *   |-- flight --|
 *   |--------------- used --------------|
 *
 * The oldest record is always at the front; what goes closes its gap. That moves bytes only while several batches wait
 * (the interpreter moves them itself), and spares the arithmetic of a ring on every other path.
 *
 * A record is the length of its body in two bytes, and its body: the kind in one byte, and text (values.ts). The oldest
 * records are in flight from `take` until `confirm` (they have arrived) or `rewind` (their connection ended). When a new
 * record finds no room, the oldest that is not in flight goes, and is counted: put = waiting + confirmed + dropped, always.
 *
 * A record that the broker does not bear ends one connection after the other and would hold up all behind it. So strikes
 * are counted: connections in a row that ended with records in flight and none confirmed. STRIKES of them put what is in
 * flight under suspicion: it goes one by one, and a record that goes alone and gathers as many is given up. What gives
 * way for want of room does not end a suspicion: those behind come under it instead, or a buffer that is always full
 * would hide for ever what its connections die of.
 */
import { options } from "./options";
import { char, packet } from "./packet";
import { heads, JSON_TAIL, nameOf, PLACE } from "./values";

const STRIKES = 3;
/** Bytes of a record ahead of its body, and ahead of the text in that. */
const HEAD = 2;
const TEXT = 3;
/** In a record's kind, beside its number: it was said before, so it is a repeat if it is said again. */
const SAID_BIT = 6;
const SAID = 1 << SAID_BIT;

/** The beginning of a PUBACK; an identifier is its rest (MQTT 3.1, section 3.4). */
const PUBACK = "@\x02";

let memory: Uint8Array;
/** Bytes of the memory; 0, or not set, while nothing can be put. */
export let size: number;
/** Bytes of all records. */
export let used = 0;
/** Bytes of those in flight. */
export let flight = 0;
/** Records in flight. */
let flying: number;
/** Records in the buffer, those in flight among them. */
export let waiting = 0;
/** Records that arrived. */
export let confirmed = 0;
/** Records that were not put, gave way to newer ones, or were given up. */
export let dropped = 0;
/** Bytes of the oldest records, those under suspicion; none are while this is not above 0, or not set. */
let suspects: number;
let strikes = 0;
/** Those in flight, spelled. */
export let batch: string | 0;
/** With QoS 1: the bytes of all that ever stood ahead of the oldest record. */
let gone = 0;
/** Whether the last turn was the PINGREQ that a record under suspicion wants ahead of it. */
let probed: boolean | 0;
/** Told of records that leave: how many, the place of the first, and why if they are lost; here and in the fast lane. */
export let leaving: ((count: number, place: number, why: string | undefined) => void) | 0 = 0;

/** Bytes that they take. */
export function storedBytes(): number {
  return used;
}

/** From now on that is told of records that leave. */
export function watch(hook: (count: number, place: number, why: string | undefined) => void): void {
  leaving = hook;
}

/** Takes the memory; the buffer is empty then. */
export function allot(): void {
  const bytes = options.bufferBytes || 1024;
  memory = new Uint8Array(bytes);
  // not before: where there is no memory the interpreter abandons the sketch on the line above
  size = bytes;
}

/** The length of the first record that is not in flight. A call of it would be longer than what it does. */
function nextLength(): number {
  return memory[flight] * 256 + memory[flight + 1] + HEAD;
}

/** Takes bytes out; what is behind them moves up. */
function cut(at: number, bytes: number): void {
  memory.set(memory.subarray(at + bytes, used), at);
  used -= bytes;
  if (QOS1) gone += at ? 0 : bytes;
}

/**
 * Puts a record behind all others; the oldest that are not in flight give way. False, and counted as dropped, if there is
 * no room for it whatever may go.
 */
export function put(record: string): boolean {
  const length = record.length;
  const fits = length <= size - flight;
  if (fits) {
    while (used + length > size) {
      // the strikes were those of the record that goes
      if (!flight && suspects > 0) strikes = 0;
      cut(flight, /* @__INLINE__ */ nextLength());
      waiting--;
      dropped++;
      if (leaving) leaving(1, flight ? flying : 0, "dropped");
    }
    memory.set(record, used);
    used += length;
    waiting++;
  } else dropped++;
  return fits;
}

/** Counts a record that was not even put. */
export function lose(): boolean {
  dropped++;
  return false;
}

/**
 * Puts records in flight, oldest first: as many as fill a chunk of the board once spelled, a PINGREQ behind them, but at
 * least one if any waits. Answers what acknowledges them with QoS 1, and else `batch`. A record under suspicion goes
 * alone, and only every other time, so that a PINGREQ of its own is answered ahead of it.
 */
export function take(): string {
  let acknowledgements = (batch = "");
  flying = 0;
  probed = suspects > 0 && !probed;
  while (flight < used && !probed) {
    const length = /* @__INLINE__ */ nextLength();
    // of its place among all bytes that were ever put: never 0, and not again for 32,768 bytes
    const identifier = BOARD_UNICODE
      ? char((((gone + flight) >> 8) & 255) | 128, (gone + flight) & 255)
      : char(((gone + flight) >> 8) | 128, gone + flight);
    const kind = memory[flight + HEAD];
    const number = QOS1 ? kind % SAID : kind;
    // the memory itself under another type, not a copy
    const text = E.toString(memory).substr(flight + TEXT, length - TEXT);
    const message = number ? heads[number - 1] + text + JSON_TAIL : text;
    // MQTT 3.1, section 3.3: QoS, DUP and RETAIN
    const spelled = QOS1
      ? packet((options.retain ? "\x33\x3b" : "\x32\x3a")[kind >> SAID_BIT], message.replace(PLACE, identifier))
      : packet(options.retain ? "\x31" : "\x30", message);
    if (batch && (suspects > 0 || options.paceMs || batch.length + spelled.length > BOARD_CHUNK_BYTES - 2)) break;
    batch += spelled;
    if (QOS1) {
      acknowledgements += PUBACK + identifier;
      memory[flight + HEAD] |= SAID;
    }
    flight += length;
    flying++;
  }
  return QOS1 ? acknowledgements : batch;
}

/** What is in flight has arrived, or goes for another reason. */
export function confirm(why?: string): void {
  suspects -= flight;
  cut(0, flight);
  flight = strikes = batch = 0;
  waiting -= flying;
  confirmed += flying;
  if (leaving) leaving(flying, 0, why);
}

/** All that is here was said, elsewhere: it is in flight. */
export function hold(): void {
  flight = used;
  flying = waiting;
}

/** What is in flight must go again. */
export function rewind(): void {
  flight = probed = batch = 0;
}

/** The name in the last record that was given up because no connection survived it. */
export let poison = "";

function oldest(): string {
  const length = memory[0] * 256 + memory[1] + HEAD;
  return nameOf(QOS1 ? memory[HEAD] & (SAID - 1) : memory[HEAD], E.toString(memory).substr(TEXT, length - TEXT));
}

/** A connection ended under what is in flight, if anything is. True if that was given up. */
export function strike(): boolean {
  if (!flight || ++strikes < STRIKES) return false;
  if (suspects > 0) {
    poison = /* @__PURE__ */ oldest();
    // it goes the same way, and is counted elsewhere
    confirm("dropped");
    confirmed--;
    dropped++;
    return true;
  }
  suspects = flight;
  strikes = 0;
  return false;
}

/** Gives up all, and takes no more. */
export function giveUp(): void {
  dropped += waiting;
  if (leaving) leaving(waiting, -1, "ended");
  // a broker that keeps the session may still hold theirs
  if (QOS1) gone += used;
  size = waiting = used = flight = suspects = strikes = 0;
}
