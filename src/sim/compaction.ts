/**
 * Compaction, in the firmware's order: live files are read into a buffer, and as soon as a page is read to its end it is
 * erased and written anew. A power cut meanwhile loses what is in the buffer.
 */
import type { Flash } from "./flash.js";
import { aligned, headerBytes, isReal, type Log } from "./storage-log.js";

/**
 * Moves all files to the front; without trash there is nothing to do.
 * @param tell hears what the firmware prints meanwhile
 * @returns whether anything was done
 */
export function compact(flash: Flash, log: Log, tell: (line: string) => void): boolean {
  const { trashCount, compactFrom } = log.count();
  if (trashCount === 0) return false;
  let progress = 0;
  let printed = "Compacting... ";
  let writeAt = compactFrom;
  let buffered = "";
  /** Writes what is buffered, as far as its pages are read. */
  function flush(readAt: number): void {
    while (buffered !== "") {
      const pageEnd = log.nextPage(writeAt) ?? flash.bytes;
      if (readAt < pageEnd) return;
      const piece = buffered.slice(0, pageEnd - writeAt);
      if (writeAt % flash.pageBytes === 0) flash.erasePage(writeAt);
      flash.write(writeAt, piece);
      writeAt += piece.length;
      buffered = buffered.slice(piece.length);
    }
  }
  const { at: readTo = flash.bytes } = log.walk(compactFrom, (header) => {
    if (!isReal(header)) return undefined;
    const { at } = header;
    buffered += flash.read(at, headerBytes);
    flush(at + headerBytes);
    let left = aligned(header.size);
    let from = at + headerBytes;
    while (left > 0) {
      const piece = flash.read(from, Math.min(left, flash.pageBytes));
      buffered += piece;
      left -= piece.length;
      from += piece.length;
      flush(from);
    }
    const now = (at - compactFrom) >> 14;
    if (now !== progress) printed += `\b${"/-\\|"[now & 3]}`;
    progress = now;
    return undefined;
  });
  flush(flash.bytes);
  const eraseFrom = writeAt === compactFrom ? writeAt : log.nextPage(writeAt - 1);
  if (eraseFrom !== undefined) for (let at = eraseFrom; at < readTo; at += flash.pageBytes) flash.erasePage(at);
  tell(printed);
  return true;
}
