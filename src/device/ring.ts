/**
 * The offline buffer: records in a ring of flat memory that is allotted once, so that an outage never asks for more.
 *
 *                 start                                         (positions only grow; modulo the size)
 *                   v
 *   ... free ...... [ in flight ][ waiting for its turn ]...... free ...
 *                   |-- flight --|
 *                   |--------------- used --------------|
 *
 * A record is its length in two bytes, and its body. The oldest records are in flight from `take` until
 * `confirm` (they have arrived) or `rewind` (their connection ended). When a new record finds no room, the oldest that
 * is not in flight goes, and is counted: put = waiting + confirmed + dropped, always.
 *
 * A record that the broker does not bear ends one connection after the other and would hold up all behind it. So strikes
 * are counted: connections that ended under the same batch. STRIKES of them put the batch under suspicion, and its
 * records go one by one; a record that goes alone and gathers as many is given up.
 */
import { options } from "./options";
import { char } from "./packet";
import { spell } from "./values";

const STRIKES = 3;
/** Bytes of a record ahead of its body. */
const HEAD = 2;

let memory: Uint8Array;
let size = 0;
let start = 0;
/** Bytes of all records. */
export let used = 0;
/** Bytes of those in flight. */
export let flight = 0;
/** Records in flight. */
let flying = 0;
/** Records in the ring, those in flight among them. */
export let waiting = 0;
/** Records that arrived. */
export let confirmed = 0;
/** Records that were not put, gave way to newer ones, or were given up. */
export let dropped = 0;
/** Bytes of the oldest records, those under suspicion; none if not above 0. */
let suspects = 0;
let strikes = 0;
/** Whether the last turn was the PINGREQ that a record under suspicion wants ahead of it. */
let probed = false;

/** Takes the ring's memory; the ring is empty then. */
export function allot(): void {
  memory = new Uint8Array((size = (HAS_BUFFER_BYTES && options.bufferBytes) || 1024));
}

function read(at: number, length: number): string {
  const all = E.toString(memory); // the ring itself under another type, not a copy
  at %= size;
  return all.substr(at, length) + all.substr(0, at + length - size);
}

function write(at: number, bytes: string): void {
  at %= size;
  memory.set(bytes, at); // what reaches beyond the end is cut off here ...
  memory.set(bytes.substr(size - at)); // ... and goes to the beginning
}

/** The body of the record there. */
function bodyAt(at: number): string {
  return read(at + HEAD, memory[at % size] * 256 + memory[(at + 1) % size] - HEAD);
}

/** Puts a record behind all others. False, and counted as dropped, if there is no room for it whatever may go. */
export function put(body: string): boolean {
  const length = body.length + HEAD;
  if (length > size - flight) return lose();
  while (used + length > size) drop();
  write(start + used, char(length >> 8, BOARD_UNICODE ? length & 255 : length) + body);
  used += length;
  waiting++;
  return true;
}

/** Counts a record that was not even put. */
export function lose(): boolean {
  dropped++;
  return false;
}

/** Gives up the oldest record that is not in flight; those in flight move up to close the gap. */
function drop(): void {
  const gap = bodyAt(start + flight).length + HEAD;
  if (flight) write(start + gap, read(start, flight));
  else strikes = 0;
  forget(gap);
  waiting--;
  dropped++;
}

function forget(bytes: number): void {
  start += bytes;
  used -= bytes;
  suspects -= bytes;
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
    const body = bodyAt(start + flight);
    const spelled = spell(body);
    if (batch && (suspects > 0 || batch.length + spelled.length > BOARD_CHUNK_BYTES - 2)) break;
    batch += spelled;
    flight += body.length + HEAD;
    flying++;
  }
  return batch;
}

/** What is in flight has arrived. */
export function confirm(): void {
  forget(flight);
  flight = strikes = 0;
  waiting -= flying;
  confirmed += flying;
}

/** What is in flight must go again. */
export function rewind(): void {
  flight = 0;
  probed = false;
}

/** The body of the last record that was given up because no connection survived it. */
export let poison = "";

/** A connection ended under what is in flight, if anything is. True if that was given up. */
export function strike(): boolean {
  if (!flight || ++strikes < STRIKES) return false;
  strikes = 0;
  if (suspects > 0) {
    poison = /* @__PURE__ */ bodyAt(start);
    flight = 0;
    drop();
    return true;
  }
  suspects = flight;
  return false;
}

/** Gives up all, and takes no more. */
export function giveUp(): void {
  dropped += waiting;
  size = waiting = used = flight = suspects = strikes = 0;
}
