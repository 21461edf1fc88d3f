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
 * A record is the length of its body in two bytes, and its body: the kind in one byte, and text (values.ts). The oldest records are in flight from `take` until `confirm` (they
 * have arrived) or `rewind` (their connection ended). When a new record finds no room, the oldest that is not in flight
 * goes, and is counted: put = waiting + confirmed + dropped, always.
 *
 * A record that the broker does not bear ends one connection after the other and would hold up all behind it. So strikes
 * are counted: connections in a row that ended with records in flight and none confirmed. STRIKES of them put what is in
 * flight under suspicion: it goes one by one, and a record that goes alone and gathers as many is given up. What gives
 * way for want of room does not end a suspicion: those behind come under it instead, or a buffer that is always full
 * would hide for ever what its connections die of.
 */
import { options } from "./options";
import { sized } from "./packet";
import { nameOf, spell } from "./values";

const STRIKES = 3;
/** Bytes of a record ahead of its body, and ahead of the text in that. */
const HEAD = 2;
const TEXT = 3;

let memory: Uint8Array;
/** Bytes of the memory; 0 while nothing can be put. */
export let size = 0;
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
/** Whether the last turn was the PINGREQ that a record under suspicion wants ahead of it. */
let probed: boolean | 0;

/** Takes the memory; the buffer is empty then. */
export function allot(): void {
  const bytes = (HAS_BUFFER_BYTES && options.bufferBytes) || 1024;
  memory = new Uint8Array(bytes);
  // not before: where there is no memory the interpreter abandons the sketch on the line above
  size = bytes;
}

/** The length of the record there. */
function lengthAt(at: number): number {
  return memory[at] * 256 + memory[at + 1] + HEAD;
}

/** Takes bytes out; what is behind them moves up. */
function cut(at: number, bytes: number): void {
  memory.set(memory.subarray(at + bytes, used), at);
  used -= bytes;
}

/** Puts a record behind all others; the oldest that are not in flight give way. False, and counted as dropped, if there is no room for it whatever may go. */
export function put(body: string): boolean {
  body = sized(body);
  const length = body.length;
  const fits = length <= size - flight;
  if (fits) {
    while (used + length > size) {
      // the strikes were those of the record that goes
      if (suspects > 0 && !flight) strikes = 0;
      cut(flight, lengthAt(flight));
      waiting--;
      dropped++;
    }
    memory.set(body, used);
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
 * least one if any waits. Answers them spelled. A record under suspicion goes alone, and only every other time, so that
 * a PINGREQ of its own is answered ahead of it.
 */
export function take(): string {
  let batch = "";
  flying = 0;
  probed = suspects > 0 && !probed;
  while (flight < used && !probed) {
    const length = lengthAt(flight);
    // the memory itself under another type, not a copy
    const spelled = spell(memory[flight + HEAD], E.toString(memory).substr(flight + TEXT, length - TEXT));
    if (batch && (suspects > 0 || batch.length + spelled.length > BOARD_CHUNK_BYTES - 2)) break;
    batch += spelled;
    flight += length;
    flying++;
  }
  return batch;
}

/** Takes out what is in flight. */
function land(): void {
  suspects -= flight;
  cut(0, flight);
  flight = strikes = 0;
  waiting -= flying;
}

/** What is in flight has arrived. */
export function confirm(): void {
  land();
  confirmed += flying;
}

/** What is in flight must go again. */
export function rewind(): void {
  flight = probed = 0;
}

/** The name in the last record that was given up because no connection survived it. */
export let poison = "";

function oldest(): string {
  return nameOf(memory[HEAD], E.toString(memory).substr(TEXT, lengthAt(0) - TEXT));
}

/** A connection ended under what is in flight, if anything is. True if that was given up. */
export function strike(): boolean {
  if (!flight || ++strikes < STRIKES) return false;
  if (suspects > 0) {
    poison = /* @__PURE__ */ oldest();
    land();
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
  size = waiting = used = flight = suspects = strikes = 0;
}
