/** The digest that board and host compute of the same bytes. */
import { crc32 as ofBuffer } from "node:zlib";

/** CRC-32 as `E.CRC32` has it, of a text of one byte a character; 0 to 2 ** 32 - 1. */
export function crc32(bytes: string): number {
  return ofBuffer(Buffer.from(bytes, "latin1"));
}
