/**
 * MQTT's building blocks as strings of one char per byte. Pure: nothing here knows of a socket or of state.
 */

/** The board's own, spelled out once. Where strings are bytes it cuts each number to its low eight bits. */
export const char = String.fromCharCode;

/**
 * Text as its UTF-8 bytes. Where strings are bytes they hold UTF-8 already. Where they are Unicode, the char over 255 in
 * front makes the interpreter mark the whole as Unicode; of the bytes that it then gives out, two are that char's own.
 */
export function encoded(text: unknown): string {
  return BOARD_UNICODE ? E.fromUTF8("\u0100" + text).substr(2) : "" + text;
}

/** Bytes, their number in front in two bytes; 0 to 65,535 (MQTT 3.1, section 2.5). */
export function sized(bytes: string): string {
  return char(bytes.length >> 8, BOARD_UNICODE ? bytes.length & 255 : bytes.length) + bytes;
}

/** A text as MQTT wants it: UTF-8, its length in front; 0 to 65,535 bytes (MQTT 3.1, section 2.5). */
export const utf = BOARD_UNICODE ? utfOfUnicode : sized;

function utfOfUnicode(text: string): string {
  return sized(encoded(text));
}

/**
 * Fixed header and body. The body's length stands between, seven bits a byte, the least significant first; 0 to
 * 268,435,455 (MQTT 3.1, section 2.1).
 */
export function packet(header: string, body: string): string {
  let length = body.length;
  for (; length > 127; length >>= 7) header += char(BOARD_UNICODE ? (length & 127) | 128 : length | 128);
  return header + char(length) + body;
}
