/**
 * Reads the fields of one packet's body, left to right. The first thing that is wrong is kept in `flaw`; from then on
 * every read gives an empty value, so that a decoder reads like the table of fields in the specification and asks once,
 * at its end, whether all was well.
 */

import type { Flaw } from "./event.js";

export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  flaw: Flaw | undefined;
}

const NOTHING = new Uint8Array(0);

// Fatal, so that surrogates and overlong forms are refused; a byte order mark is a character like any other
// (MQTT 3.1.1, MQTT-1.5.3-3).
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Notes what is wrong, unless something was before. */
export function fail(cursor: Cursor, text: string, clause: string): void {
  cursor.flaw ??= { type: "flaw", text, clause };
  cursor.at = cursor.end;
}

/** One byte. @param field its name, for the reason given when it is missing */
export function readByte(cursor: Cursor, field: string, clause: string): number {
  const byte = cursor.at < cursor.end ? cursor.bytes[cursor.at] : undefined;
  if (byte === undefined) {
    fail(cursor, `the packet ends before its ${field}`, clause);
    return 0;
  }
  cursor.at += 1;
  return byte;
}

/** Two bytes, the more significant first (MQTT 3.1, section 2.1; MQTT 3.1.1, section 1.5.2). */
export function readUint16(cursor: Cursor, field: string, clause: string): number {
  const high = readByte(cursor, field, clause);
  return high * 256 + readByte(cursor, field, clause);
}

/** Bytes behind a length of two bytes, as a view: a password or a will message. */
export function readBinary(cursor: Cursor, field: string, clause: string): Uint8Array {
  const length = readUint16(cursor, `${field}'s length`, clause);
  const left = cursor.end - cursor.at;
  if (length > left) {
    fail(cursor, `the ${field} announces ${length} bytes where ${left} are left in the packet`, clause);
    return NOTHING;
  }
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

/** A string: UTF-8 behind a length of two bytes, without U+0000 (MQTT 3.1, section 2.5; MQTT 3.1.1, section 1.5.3). */
export function readString(cursor: Cursor, field: string, clause: string): string {
  const bytes = readBinary(cursor, field, clause);
  let ascii = "";
  for (const byte of bytes) {
    if (byte === 0) {
      fail(cursor, `the ${field} contains U+0000`, "MQTT-1.5.3-2");
      return "";
    }
    if (byte >= 0x80) return readWide(cursor, field, bytes);
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

function readWide(cursor: Cursor, field: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    fail(cursor, `the ${field} is not well-formed UTF-8: ${hex}${bytes.length > 16 ? " ..." : ""}`, "MQTT-1.5.3-1");
    return "";
  }
  if (text.includes("\u0000")) fail(cursor, `the ${field} contains U+0000`, "MQTT-1.5.3-2");
  return text;
}
