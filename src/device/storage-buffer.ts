/**
 * The buffer in a file of the board's Storage, where it outlives a reset, a power cut and deep sleep. It stands in the
 * place of buffer.ts and has its exports: the build takes this one where a sketch uses `spool`.
 *
 *   [ magic ][ entry ]...[ entry ][ entry ]...[ entry ] FF FF FF FF ...
 *            |  has arrived  | in flight |  waits  |
 *            1             first       flight     end
 *
 *   an entry: length of the body, 2 bytes | mark | body | complement of its CRC-32
 *
 * Flash turns bits to 0 only, so an entry is written once, into erased bytes, before `publishValue` answers; its mark stays
 * erased. The mark of the last value that has arrived is zeroed, which says that all ahead of it have, too. If any bit of
 * it is 0 the writing had begun, and so they had arrived; nothing else is ever written over. What a power cut has left of
 * an entry is known by its CRC and passed by: its length leads behind it; where half of the length is missing it leads behind
 * the mark, for of its second byte the complement is kept.
 *
 * A body is a record's (values.ts). The number of a tag lives in RAM, so the file has an entry for the head of each tag,
 * ahead of its first value. Heads go with their file: in a new one stand those of the tags that are used from then on.
 *
 * The file is made at boot if there is none, and anew whenever nothing waits and half of it is used. That alone may make
 * the firmware compact Storage, which no power cut should meet. While it can't be made, a string in RAM is used like it.
 * A value that finds no room is not taken, and counted. One that takes more than half of the file, with its head if the
 * file has not got that, is never taken: so where nothing waits all others have room, or the file is not what it was.
 */
import { options } from "./options";
import { char, packet } from "./packet";
import { heads, JSON_TAIL, nameOf, PLACE } from "./values";

/** What `spool` takes. */
export interface Spool {
  /** The file's name in Storage, 1 to 28 characters. It belongs to the spool: what else goes by that name is replaced. */
  file: string;
  /** Its size, 256 to 60,000; half of it, at least, is there for values that wait, and a value takes so much at most. */
  bytes: number;
}

/** What `spooled` tells; all since boot. */
export interface Spooled {
  /** Values that were found in the file at boot. For `status` they wait like those that are put. */
  restored: number;
  /** Values that were put while there was no file: they are in RAM alone. */
  unstored: number;
  /** Entries that were found torn or damaged, and values in a file of another version. */
  spoiled: number;
  /** How often the file was made. At boot: there was none, or a torn one, one of another version or another program's. */
  made: number;
}

const STRIKES = 3;
/** The beginning of a PUBACK; an identifier is its rest (MQTT 3.1, section 3.4). */
const PUBACK = "@\x02";

/** The file's first byte: its version, for what a value's text looks like depends on these. */
const MAGIC = QOS1 ? (HAS_STAMP ? "Y" : "X") : HAS_STAMP ? "U" : "T";
/** Marks: a value that waits; what is none, a tag or damaged. Any other says that all up to here has arrived. */
const VALUE = "\xff";
const ASIDE = "a";
const ARRIVED = "0";
/** The first tag's number in its entry, of two digits: no value begins so. */
const TAG = 10;
/** Bytes of an entry ahead of its mark, and ahead of its body. */
const LENGTH = 2;
const HEAD = 3;
/** Bytes of the CRC behind it. */
const SUM = 4;
/** Bytes of two entries beside their bodies, of a tag and of its value. */
const AROUND = 2 * (HEAD + SUM);
/** The fewest bytes of a file, and the most; erased bytes lead farther. */
const LEAST_BYTES = 256;
const MOST_BYTES = 6e4;

let storage: Storage;
let file: string;
let bytes: number;
/** In place of a file that can't be made. */
let memory: string;
/** Where the next entry goes. */
let end: number;
/** The first entry that has not arrived. */
let first: number;
/** The mark of the entry that was looked at last. */
let mark: string;
/** Tags that the file has. */
let known: number;
/** The last value in flight. */
let last: number;

/** Bytes of the file; 0, or not set, while nothing can be put. */
export let size: number;
/** Where what is in flight ends; 0 while nothing is. */
export let flight = 0;
/** Values in flight. */
let flying: number;
/** Values that wait, those in flight among them. */
export let waiting = 0;
/** For the session, whether any does. */
export { waiting as used };
/** Values that arrived. */
export let confirmed = 0;
/** Values that were not put, were damaged, or were given up. */
export let dropped = 0;
/** Where those under suspicion end; none are while this is not above `first`. */
let suspects = 0;
let strikes = 0;
/** With QoS 1: those in flight, spelled. */
export let batch: string;
/** With QoS 1: bytes of all files before this one, since the boot. */
let turned = 0;
/** With QoS 1: where those that were said before end. */
let saidTo = 0;
/** Whether the last turn was the PINGREQ that a record under suspicion wants ahead of it. */
let probed: boolean | 0;
/** Told of records that leave: how many, the place of the first, and why if they are lost. */
export let leaving: ((count: number, place: number, why: string | undefined) => void) | 0 = 0;

let restored = 0;
let unstored = 0;
let spoiled = 0;
let made = 0;

/**
 * Keeps the values in that file: `connect({ ..., spool: spool({ file: "q", bytes: 8192 }) })`. Throws the name and the
 * value of what is wrong, where the build could not see it.
 */
export function spool(given: Spool): Spool {
  if (UNCHECKED_SPOOL) {
    if (!given.file) throw "file: " + given.file;
    if (!(given.bytes >= LEAST_BYTES && given.bytes <= MOST_BYTES)) throw "bytes: " + given.bytes;
  }
  storage = require("Storage");
  if (!SPOOL_FILE) file = given.file;
  if (!SPOOL_BYTES) bytes = given.bytes;
  return given;
}

/** What has become of the file. */
export function spooled(): Spooled {
  return { restored: restored, unstored: unstored, spoiled: spoiled, made: made };
}

/** From now on that is told of records that leave. */
export function watch(hook: (count: number, place: number, why: string | undefined) => void): void {
  leaving = hook;
}

/** Nothing where the file is gone. On a board this is the flash itself, not a copy, and null once the file is made anew. */
function read(at: number, length: number): string {
  return memory ? memory.substr(at, length) : storage.read(SPOOL_FILE || file, at, length) || "";
}

/** Whether that could be written: into erased bytes, with at 0 into a new file. In RAM it goes behind all. */
function write(text: string, at: number): unknown {
  try {
    return memory
      ? !memory[options.bufferBytes || 1024] && (memory += text)
      : storage.write(SPOOL_FILE || file, text, at, SPOOL_BYTES || bytes);
  } catch (_error) {}
}

function append(kind: string, body: string): unknown {
  const length = body.length;
  // the complement, for where it follows a text the CRC-32 of both is all ones
  const sum = ~E.CRC32(body);
  const entry =
    (BOARD_UNICODE ? char(length >> 8, ~length & 255) : char(length >> 8, ~length)) +
    kind +
    body +
    (BOARD_UNICODE
      ? char(sum & 255, (sum >> 8) & 255, (sum >> 16) & 255, sum >>> 24)
      : char(sum, sum >> 8, sum >> 16, sum >> 24));
  return write(entry, end) && (end += HEAD + length + SUM);
}

/** Where the entry there ends: no number, or far beyond, where there is none. */
function after(at: number): number {
  const head = read(at, HEAD);
  mark = head[LENGTH];
  return at + (HEAD + SUM + 255) + head.charCodeAt(0) * 256 - head.charCodeAt(1);
}

/** Its body, a copy; none if it is damaged. */
function bodyAt(at: number, to: number): string {
  const text = read(at + HEAD, to - at - HEAD);
  return ~E.CRC32(text) ? "" : "" + text.slice(0, -SUM);
}

/** Begins a new file where nothing waits and half of it is used, or it is wanted anyway; then forgets heads that no file has. */
function renew(isWanted?: boolean): void {
  if (!waiting && (isWanted || memory || end > (SPOOL_BYTES || bytes) / 2)) {
    if (QOS1) turned += end;
    memory = "";
    if (write(MAGIC, 0)) made++;
    else memory = " ";
    end = first = 1;
    known = suspects = saidTo = 0;
  }
  heads.splice(known);
}

/** Counts those behind the ones in flight that can't be read. */
function spoil(count: number): void {
  dropped += count;
  spoiled += count;
  if (leaving) leaving(count, flying, "dropped");
}

/** Bytes of the file that they take. */
export function storedBytes(): number {
  return waiting && end - first;
}

/** Begins with what the file has. */
export function allot(): void {
  let to: number;
  let body: string;
  // what `end` has left is no news
  const left = waiting;
  size = SPOOL_BYTES || bytes;
  waiting = 0;
  end = first = 1;
  // one of another version has the same entries, only not the same values
  for (; (to = after(end)) <= MOST_BYTES; end = to) {
    if (mark == VALUE) waiting++;
    else if (mark == ASIDE) {
      body = bodyAt(end, to);
      heads[(body.slice(0, 2) as never) - TAG] = body.slice(2);
    } else {
      first = to;
      waiting = 0;
    }
  }
  known = heads.length;
  if (waiting < left) spoil(left - waiting);
  else restored += waiting - left;
  if (read(0, 1) != MAGIC) {
    spoil(waiting);
    waiting = 0;
    renew(true);
  } else renew();
}

/** Puts a record behind all others. False, and counted as dropped, if there is no room for it. */
export function put(record: string): boolean {
  // where there is no such head that counts as "undefined": a few bytes less
  const fits = (record + heads[known]).length < (SPOOL_BYTES || bytes) / 2 - AROUND;
  if (
    fits &&
    (!heads[known] || (append(ASIDE, TAG + known + heads[known]) && ++known)) &&
    append(VALUE, record.slice(LENGTH))
  ) {
    waiting++;
    if (memory) unstored++;
    return true;
  }
  // what has no room though nothing waits is in no file of ours: it is gone, or damaged; the next value finds another
  renew(fits);
  return lose();
}

/** Counts a record that was not even put. */
export function lose(): boolean {
  dropped++;
  return false;
}

/**
 * Puts values in flight, as the buffer in RAM does: as many as fill a chunk of the board once spelled, a PINGREQ behind
 * them, but at least one if any waits. One under suspicion goes alone, and only every other time.
 */
export function take(): string {
  let said = "";
  let acknowledgements = "";
  let body: string;
  let kind: number;
  let to: number;
  let at = first;
  flying = 0;
  probed = suspects > first && !probed;
  for (; at < end && !probed; at = to) {
    to = after(at);
    if (!(to <= end)) {
      // somebody has erased the file, or written into it
      spoil(waiting - flying);
      waiting = flying;
      to = end;
    } else if (mark == VALUE) {
      body = bodyAt(at, to);
      kind = body.charCodeAt(0);
      if (kind ? heads[kind - 1] : body) {
        // of its place among all bytes since the boot: never 0, and not again for 32,768 of them
        const identifier = BOARD_UNICODE
          ? char((((turned + at) >> 8) & 255) | 128, (turned + at) & 255)
          : char(((turned + at) >> 8) | 128, turned + at);
        body = body.slice(1);
        if (kind) body = heads[kind - 1] + body + JSON_TAIL;
        // MQTT 3.1, section 3.3: QoS, DUP and RETAIN
        body = QOS1
          ? packet(
              at < saidTo ? (options.retain ? "\x3b" : "\x3a") : options.retain ? "\x33" : "\x32",
              body.replace(PLACE, identifier),
            )
          : packet(options.retain ? "\x31" : "\x30", body);
        if (said && (suspects > first || options.paceMs || said.length + body.length > BOARD_CHUNK_BYTES - 2)) break;
        said += body;
        if (QOS1) acknowledgements += PUBACK + identifier;
        last = at;
        flying++;
      } else {
        write(ASIDE, at + LENGTH);
        spoil(1);
        waiting--;
      }
    }
  }
  flight = flying && at;
  if (!QOS1) return said;
  if (flight > saidTo) saidTo = flight;
  batch = said;
  return acknowledgements;
}

/** What is in flight has arrived, or goes for another reason. */
export function confirm(why?: string): void {
  if (!memory) write(ARRIVED, last + LENGTH);
  first = flight;
  flight = strikes = 0;
  waiting -= flying;
  confirmed += flying;
  renew();
  if (leaving) leaving(flying, 0, why);
}

/** What is in flight must go again. */
export function rewind(): void {
  flight = probed = 0;
}

/** The name in the last record that was given up because no connection survived it. */
export let poison = "";

function oldest(): string {
  const body = bodyAt(last, after(last));
  return nameOf(body.charCodeAt(0), body.slice(1));
}

/** A connection ended under what is in flight, if anything is. True if that was given up. */
export function strike(): boolean {
  if (!flight || ++strikes < STRIKES) return false;
  if (suspects > first) {
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

/** Only the fast lane asks for it, and with a spool there is none: each value is in the file before all else. */
export const hold = undefined as never;

/** Takes no more; what waits in the file stays there. */
export function giveUp(): void {
  if (leaving) leaving(waiting, -1, "ended");
  if (memory) {
    dropped += waiting;
    waiting = 0;
    memory = "";
  }
  size = flight = suspects = strikes = 0;
}

/** What the layers above take from buffer.ts has to be here, too: else this is no type. */
export type InPlaceOf<Buffer extends typeof import("./buffer") = typeof import("./storage-buffer")> = Buffer;
