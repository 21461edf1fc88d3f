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
  /** Whether a lapse is a flaw. */
  readonly strict: boolean;
  flaw: Flaw | undefined;
  /** What was wrong and was let pass. */
  lapses: Flaw[] | undefined;
}

const NOTHING = new Uint8Array(0);

/** Up to so many bytes, ASCII is faster without the TextDecoder. */
const SHORT = 64;

// Fatal, so that surrogates and overlong forms are refused; a byte order mark is a character like any other
// (MQTT 3.1.1, MQTT-1.5.3-3).
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Notes what is wrong, unless something was before. */
export function fail(cursor: Cursor, text: string, clause: string): void {
  cursor.flaw ??= { type: "flaw", text, clause };
  cursor.at = cursor.end;
}

/** Notes what the specification forbids and mosquitto 2.0 lets pass; the strict broker lets nothing pass. */
export function lapse(cursor: Cursor, text: string, clause: string): void {
  if (cursor.strict) {
    fail(cursor, text, clause);
    return;
  }
  cursor.lapses ??= [];
  cursor.lapses.push({ type: "flaw", text, clause });
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

// Those that a string should not have, and over which a receiver may close the connection (MQTT 3.1.1, section 1.5.3).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwanted = /[\u0001-\u001f\u007f-\u009f\p{Noncharacter_Code_Point}]/u;

/** A string: UTF-8 behind a length of two bytes, without U+0000 (MQTT 3.1, section 2.5; MQTT 3.1.1, section 1.5.3). */
export function readString(cursor: Cursor, field: string, clause: string): string {
  const bytes = readBinary(cursor, field, clause);
  // A string put together from characters would take many times its length for as long as it is kept.
  if (bytes.length > SHORT || bytes.some((byte) => byte < 0x20 || byte >= 0x7f)) return readWide(cursor, field, bytes);
  return String.fromCharCode(...bytes);
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
  const code = unwanted.exec(text)?.[0].codePointAt(0);
  if (code !== undefined) {
    const name = code.toString(16).toUpperCase().padStart(4, "0");
    lapse(cursor, `the ${field} contains U+${name}, a control character or none at all`, "section 1.5.3");
  }
  return text;
}
