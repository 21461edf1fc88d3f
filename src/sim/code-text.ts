/** The text of a sketch's code on its way into the board, where a string may be bytes. */
import type { Board } from "../boards.js";

/** Code in bytes as the interpreter reads it: where strings are Unicode, UTF-8 makes chars of it. */
export function decoded(bytes: string, { strings }: Pick<Board, "strings">): string {
  if (strings === "bytes" || !/[\x80-\xff]/.test(bytes)) return bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** Throws a RangeError where a char is no byte. */
export function demandBytes(bundle: string, id: string): void {
  const at = bundle.search(/[\u0100-\uffff]/);
  if (at < 0) return;
  throw new RangeError(
    `The bundle has the char ${JSON.stringify(bundle[at])} at ${at}; strings of ${id} are bytes, so it wants chars of 0 to 255.`,
  );
}
