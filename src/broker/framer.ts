/**
 * Cuts a stream of bytes into packets (MQTT 3.1, section 2.1): a first byte, a Remaining Length of one to four bytes,
 * and as many bytes as that says. Packets that lie whole in what arrived are not copied.
 *
 *   push(bytes) ... next() -> packet, packet, ... undefined ... push(bytes) ...
 *
 * Rule: bytes that were given out are never written to again, so a payload stays what it was.
 */

import type { Flaw } from "./event.js";

/** One packet as bytes: the body is `bytes` from `start` to before `end`. One object, used again for each packet. */
export interface Frame {
  readonly type: "frame";
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export interface Framer {
  /** Takes what arrived. The framer reads it but never writes to it. */
  push(chunk: Uint8Array): void;
  /** The first byte of the packet that is next, as soon as it is there. */
  peek(): number | undefined;
  /** The next whole packet, undefined while it is incomplete, or what is wrong with its header. */
  next(): Frame | Flaw | undefined;
}

const NOTHING = new Uint8Array(0);

/** @param maxPacketBytes a packet that announces more is a flaw, before its body is waited for */
export function createFramer(maxPacketBytes: number): Framer {
  const frame = { type: "frame" as const, first: 0, bytes: NOTHING as Uint8Array, start: 0, end: 0 };
  /** What arrived last, or a buffer of our own; only that has room behind `end`. */
  let bytes: Uint8Array = NOTHING;
  let at = 0;
  let end = 0;

  function push(chunk: Uint8Array): void {
    if (at === end) {
      bytes = chunk;
      at = 0;
      end = chunk.length;
      return;
    }
    const waiting = end - at;
    if (bytes.length - end < chunk.length) {
      // Twice what is needed, so that a packet dripping in byte by byte costs time in proportion to its length.
      const roomier = new Uint8Array(2 * (waiting + chunk.length));
      roomier.set(bytes.subarray(at, end));
      bytes = roomier;
      at = 0;
      end = waiting;
    }
    bytes.set(chunk, end);
    end += chunk.length;
  }

  function peek(): number | undefined {
    return at < end ? bytes[at] : undefined;
  }

  function next(): Frame | Flaw | undefined {
    let length = 0;
    for (let i = 1; i <= 4; i++) {
      const byte = at + i < end ? bytes[at + i] : undefined;
      if (byte === undefined) return undefined;
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
        if (start + length > end) return undefined;
        frame.first = bytes[at] ?? 0;
        frame.bytes = bytes;
        frame.start = start;
        frame.end = start + length;
        at = frame.end;
        return frame;
      }
    }
    return {
      type: "flaw",
      text: "the Remaining Length goes on after its fourth byte, at most four are allowed",
      clause: "MQTT 3.1, section 2.1; MQTT 3.1.1, section 2.2.3",
    };
  }

  return { push, peek, next };
}
