/**
 * Storage as sketches and the host use it: files by name, over the log of storage-log.ts. It does each thing in the
 * firmware's order, for a power cut may come between any two bytes.
 */
import { compact } from "./compaction.js";
import type { Flash } from "./flash.js";
import { aligned, type End, flags, headerBytes, isReal, logIn, nameBytes, type StorageStats } from "./storage-log.js";

/** What the name of a StorageFile's first chunk ends with. */
const firstChunk = "\x01";

/** Names are cut to 28 bytes, and `x:` ahead of one is left out. All bytes are one char each. */
export interface Storage {
  /** The bytes from `offset`, `length` of them or (0) to the end; undefined if there is no such file. */
  read(name: string, offset?: number, length?: number): string | undefined;
  /**
   * Writes a file, or (with an offset) into one. Answers "" or what the firmware throws. What was erased to make room
   * for it is gone even then.
   * @param size how large it becomes, 0: as the bytes given
   */
  write(name: string, bytes: string, offset?: number, size?: number, kind?: number): string;
  /** Bytes into a file as they come, without a look at what is there: a StorageFile's way to grow. */
  append(name: string, offset: number, bytes: string): void;
  /** Whether there was such a file. */
  erase(name: string): boolean;
  eraseAll(): void;
  /** Names in their order in flash, without those of the second and later chunks of a StorageFile. */
  list(kind?: "storage-file" | "file" | ""): string[];
  stats(): StorageStats;
  /** Whether anything was compacted; without trash there is nothing to. */
  compact(): boolean;
  /** What the firmware asks when it boots after the power came: false means that it will erase everything. */
  isValid(): boolean;
  /** Writes so far that changed a file. */
  writes(): number;
  readonly flash: Flash;
}

/**
 * The files in that flash.
 * @param tell hears what the firmware prints while it compacts
 */
export function storageIn(flash: Flash, tell: (line: string) => void): Storage {
  const end = flash.bytes;
  const log = logIn(flash);
  const { headerAt, nameAt, nextPage, after, walk, find } = log;
  let writes = 0;

  /** Where a file of so many bytes, its header among them, may begin. */
  function findRoom(wanted: number): number | undefined {
    for (let isCompacted = false; ; isCompacted = true) {
      let free = 0;
      let trash = 0;
      let page: number | undefined = 0;
      while (page !== undefined) {
        let place: End = { at: page, header: headerAt(page) };
        while (place.at !== undefined && place.header.isValid) {
          if (place.header.firstChars === 0) trash += place.header.size;
          place = after(place.header, false);
        }
        if (place.at === undefined) break;
        page = nextPage(place.at);
        const room: number = (page !== undefined && headerAt(page).isValid ? page : end) - place.at;
        if (room >= wanted) return place.at;
        free += room;
      }
      if (isCompacted || wanted >= free + trash || !compact(flash, log, tell)) return undefined;
    }
  }

  function zeroName(at: number): void {
    flash.write(at + 4, "\0\0\0\0");
  }

  function write(given: string, bytes: string, offset = 0, wanted = 0, kind: number = flags.none): string {
    const name = nameOf(given);
    const size = wanted || bytes.length;
    if (size === 0) return "Can't create zero length file";
    const file = find(name);
    let at = file?.at;
    let room = file?.size ?? 0;
    const isSame = file?.flags === kind && room === size;
    if (offset === 0 && !(file && isSame && flash.isErased(file.at + headerBytes, size))) {
      if (file && isSame && bytes.length === size && flash.read(file.at + headerBytes, size) === bytes) return "";
      if (file) zeroName(file.at);
      at = findRoom(aligned(size) + headerBytes);
      if (at === undefined) return "Unable to find or create file";
      const word = size | (kind << 24);
      flash.write(at, String.fromCharCode(word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24) + name);
      room = size;
    }
    if (at === undefined) return "Unable to find or create file";
    if (offset + bytes.length > room) return "Too much data for file size";
    const from = at + headerBytes + offset;
    if (!flash.isErased(from, bytes.length)) return "File already written with different data";
    writes++;
    flash.write(from, bytes);
    return "";
  }

  return {
    flash,
    write,
    compact: () => compact(flash, log, tell),
    writes: () => writes,
    read(name, offset = 0, length = 0) {
      const file = find(nameOf(name));
      if (!file) return undefined;
      const { size } = file;
      const from = Math.min(Math.max(offset, 0), size);
      return flash.read(file.at + headerBytes + from, Math.min(length > 0 ? length : size, size - from));
    },
    append(name, offset, bytes) {
      const file = find(nameOf(name));
      if (!file || bytes === "") return;
      writes++;
      flash.write(file.at + headerBytes + offset, bytes);
    },
    erase(name) {
      const file = find(nameOf(name));
      if (file) zeroName(file.at);
      return file !== undefined;
    },
    eraseAll() {
      for (let at = 0; at < end; at += flash.pageBytes) flash.erasePage(at);
    },
    list(wanted = "") {
      const names: string[] = [];
      walk(0, (header) => {
        const isStorageFile = (header.flags & flags.storageFile) !== 0;
        if (!isReal(header) || (wanted !== "" && isStorageFile !== (wanted === "storage-file"))) return undefined;
        const [name = ""] = nameAt(header.at).split("\0");
        if (!isStorageFile || wanted === "") {
          if (!isStorageFile || name.endsWith(firstChunk)) names.push(name);
        } else if (name.endsWith(firstChunk)) names.push(name.slice(0, -1));
        return undefined;
      });
      return names;
    },
    stats() {
      const { compactFrom: _, ...stats } = log.count();
      return stats;
    },
    isValid() {
      let last = headerAt(0);
      const { at, header } = walk(0, (one) => {
        last = one;
        return undefined;
      });
      if (at === undefined) {
        // There may simply be no room for one more header.
        const next = aligned(last.at + header.size + headerBytes);
        if (next <= end && next + headerBytes > end) return true;
      }
      return at === 0 ? flash.isErased(0, end) : !header.isValid && flash.isErased(header.at, headerBytes);
    },
  };
}

/** 28 bytes, padded with zeros; without the drive that a board with a second flash chip would look at. */
function nameOf(given: string): string {
  const name = given.slice(0, nameBytes);
  return (name[1] === ":" ? name.slice(2) : name).padEnd(nameBytes, "\0");
}
