/**
 * Files in flash as the firmware keeps them (`src/jsflash.c` of 2v29): a log that only grows. A file is a header of 32
 * bytes (size and flags, name) and its data, padded to four bytes; the next follows at once. A file that is erased or
 * replaced gets the first four bytes of its name zeroed and stays as trash, until a file finds no room: then all live
 * files move to the front, page by page. Nothing of this is safe against a power cut, and neither is it on a board.
 *
 *   |size flags|name ...|data ..pad|size flags|0000 ...|trash ....|size flags|name ...|data|FF FF FF FF FF FF FF ...|
 *
 * Here it is read, anew for each answer, as the firmware does: so what a torn write left is met as it is there.
 */
import type { Flash } from "./flash.js";

export const headerBytes = 32;
export const nameBytes = 28;

/** What stands in the top eight bits of a file's size. */
export const flags = { none: 0, storageFile: 64, compressed: 128 } as const;

/** What `getStats` answers. */
export interface StorageStats {
  readonly totalBytes: number;
  /** From the end of the last file to the end of Storage. */
  readonly freeBytes: number;
  readonly fileBytes: number;
  readonly fileCount: number;
  readonly trashBytes: number;
  readonly trashCount: number;
}

/** The first eight bytes of a header, which is all that is needed to pass by; plain numbers, for a log has thousands. */
export interface Header {
  readonly at: number;
  readonly size: number;
  readonly flags: number;
  /** The first four bytes of the name: 0 makes it trash. */
  readonly firstChars: number;
  /** Whether a file may begin so: not erased, not zero, and within the flash. */
  readonly isValid: boolean;
}

/** Where the log ended: at a header that is none, or (undefined) at the end of the flash; and the last header read. */
export interface End {
  readonly at: number | undefined;
  readonly header: Header;
}

/** How the log in a flash is read. */
export interface Log {
  headerAt(at: number): Header;
  /** 28 bytes, padded with zeros. */
  nameAt(at: number): string;
  nextPage(at: number): number | undefined;
  /** The place after that file. `all`: where no header follows, the next page may begin with one. */
  after(header: Header, all: boolean): End;
  /** Visits files and trash in their order, until a visit answers true. */
  walk(from: number, visit: (header: Header) => boolean | undefined): End;
  /** The file of that name, which has its 28 bytes. */
  find(name: string): Header | undefined;
  /** `compactFrom`: the last page before the first trash that no file reaches into. */
  count(): StorageStats & { readonly compactFrom: number };
}

/** The log in that flash, whatever is in it. */
export function logIn(flash: Flash): Log {
  const end = flash.bytes;

  function headerAt(at: number): Header {
    const word = flash.word(at);
    const size = word & 0xffffff;
    const isValid = word !== 0xffffffff && word !== 0 && at + headerBytes + size <= end;
    return { at, size, flags: word >>> 24, firstChars: flash.word(at + 4), isValid };
  }
  const nameAt = (at: number) => flash.read(at + 4, nameBytes);

  function nextPage(at: number): number | undefined {
    const next = (Math.floor(at / flash.pageBytes) + 1) * flash.pageBytes;
    return next < end ? next : undefined;
  }

  function after(header: Header, all: boolean): End {
    const next = aligned(header.at + header.size + headerBytes);
    if (next + headerBytes > end) return { at: undefined, header };
    const following = headerAt(next);
    if (following.isValid || !all) return { at: next, header: following };
    const page = nextPage(next);
    return page === undefined ? { at: undefined, header: following } : { at: page, header: headerAt(page) };
  }

  function walk(from: number, visit: (header: Header) => boolean | undefined): End {
    let place: End = { at: from, header: headerAt(from) };
    while (place.at !== undefined && place.header.isValid && !visit(place.header)) place = after(place.header, true);
    return place;
  }

  function find(name: string): Header | undefined {
    const firstChars = wordOf(name);
    const isIt = (header: Header) => header.firstChars === firstChars && nameAt(header.at) === name;
    const { at, header } = walk(0, isIt);
    return at !== undefined && header.isValid ? header : undefined;
  }

  function count(): ReturnType<Log["count"]> {
    let [fileBytes, fileCount, trashBytes, trashCount, last, wholePage, compactFrom] = [0, 0, 0, 0, 0, 0, 0];
    walk(0, (header) => {
      const { at } = header;
      if (at % flash.pageBytes === 0) wholePage = at;
      const bytes = aligned(header.size) + headerBytes;
      last = at + bytes;
      if (header.firstChars === 0) {
        if (trashCount === 0) compactFrom = wholePage;
        trashBytes += bytes;
        trashCount++;
      } else {
        fileBytes += bytes;
        fileCount++;
      }
      return undefined;
    });
    return { totalBytes: end, freeBytes: end - last, fileBytes, fileCount, trashBytes, trashCount, compactFrom };
  }

  return { headerAt, nameAt, nextPage, after, walk, find, count };
}

/** Whether it is listed, and kept when all is compacted. */
export function isReal({ firstChars, flags: kind }: Header): boolean {
  return firstChars !== 0 && (kind === flags.none || kind === flags.storageFile || kind === flags.compressed);
}

function wordOf(bytes: string): number {
  let word = 0;
  for (let at = 3; at >= 0; at--) word = word * 256 + bytes.charCodeAt(at);
  return word;
}

/** Data is padded to whole words. */
export function aligned(bytes: number): number {
  return (bytes + 3) & ~3;
}
