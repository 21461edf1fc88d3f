/**
 * Cuts a stream of bytes into packets (MQTT 3.1, section 2.1): a first byte, a Remaining Length of one to four bytes,
 * and as many bytes as that says. Packets that lie whole in what arrived are not copied.
 *
 *   push(framer, bytes) ... next(framer) -> "packet", "packet", ... "incomplete" ... push(framer, bytes) ...
 *
 * The framer itself is the packet that `next` found last: nothing is allocated for one.
 * Rule: bytes that were given out are never written to again, so a payload stays what it was.
 */

import type { Flaw } from "./event.js";

export interface Framer {
  /** What arrived last, or a buffer of our own; only that has room behind `filled`. */
  bytes: Uint8Array;
  /** Where the next packet begins. */
  at: number;
  /** Where what arrived ends. */
  filled: number;
  /** The packet: its first byte, where that lies, and its body from `start` to before `end`. */
  first: number;
  begin: number;
  start: number;
  end: number;
}

const NOTHING = new Uint8Array(0);

export function createFramer(): Framer {
  return { bytes: NOTHING, at: 0, filled: 0, first: 0, begin: 0, start: 0, end: 0 };
}

/** Takes what arrived. The framer reads it but never writes to it. */
export function push(framer: Framer, chunk: Uint8Array): void {
  const waiting = framer.filled - framer.at;
  if (waiting === 0) {
    framer.bytes = chunk;
    framer.at = 0;
    framer.filled = chunk.length;
    return;
  }
  if (framer.bytes.length - framer.filled < chunk.length) {
    // Twice what is needed, so that a packet dripping in byte by byte costs time in proportion to its length.
    const roomier = new Uint8Array(2 * (waiting + chunk.length));
    roomier.set(framer.bytes.subarray(framer.at, framer.filled));
    framer.bytes = roomier;
    framer.at = 0;
    framer.filled = waiting;
  }
  framer.bytes.set(chunk, framer.filled);
  framer.filled += chunk.length;
}

/** Takes the bytes of the packet that is not complete out of the framer, for another one to go on with. */
export function takeRest(framer: Framer): Uint8Array {
  const rest = framer.bytes.slice(framer.at, framer.filled);
  framer.at = framer.filled;
  letGo(framer);
  return rest;
}

/** The first byte of the packet that is next, as soon as it is there. */
export function peek(framer: Framer): number | undefined {
  return framer.at < framer.filled ? framer.bytes[framer.at] : undefined;
}

/**
 * Goes to the next packet, or says what is wrong with its header.
 * @param maxPacketBytes a packet that announces more is a flaw, before its body is waited for
 */
export function next(framer: Framer, maxPacketBytes: number): "packet" | "incomplete" | Flaw {
  const { bytes, at, filled } = framer;
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    const byte = at + i < filled ? bytes[at + i] : undefined;
    if (byte === undefined) return letGo(framer);
    // Seven bits a byte, least significant first; the top bit says that another byte follows.
    length += (byte & 0x7f) << (7 * (i - 1));
    if (byte < 0x80) {
      const start = at + i + 1;
      if (1 + i + length > maxPacketBytes) {
        return {
          type: "flaw",
          text: `a packet of ${1 + i + length} bytes was announced, at most ${maxPacketBytes} are taken`,
        };
      }
      if (start + length > filled) return "incomplete";
      framer.first = bytes[at] ?? 0;
      framer.begin = at;
      framer.start = start;
      framer.end = start + length;
      framer.at = framer.end;
      return "packet";
    }
  }
  return {
    type: "flaw",
    text: "the Remaining Length goes on after its fourth byte, at most four are allowed",
    clause: "MQTT 3.1, section 2.1; MQTT 3.1.1, section 2.2.3",
  };
}

/** An idle connection holds on to no buffer. */
function letGo(framer: Framer): "incomplete" {
  if (framer.at === framer.filled) {
    framer.bytes = NOTHING;
    framer.at = 0;
    framer.filled = 0;
  }
  return "incomplete";
}
