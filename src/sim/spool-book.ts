/**
 * What the book knows of a spool's file: what waited as the RAM went has to wait after the boot, no less and no more. But
 * for one: where the power went as a value was put, nobody knows how much of it is written. Such a stray is not there, or
 * arrives, or is found torn and counted as dropped.
 */
import type { Fail } from "./checks/failures.js";
import type { Seen, Status } from "./probe.js";

/** An entry's own bytes around a value (docs/spool.md), beside those that it has in the buffer in RAM. */
export const ENTRY_BYTES = 5;
/** Those of an entry that has a tag's topic, around that, at most: its own with the tag's number, and what is a message's. */
const TAG_BYTES = 9 + 2 + 12;
/** What has no such entry has to fit as if a short one came with it. */
const LEAST_TAG_BYTES = 18;
/** So many tags have such an entry; which of more they are, only the file knows. */
const MOST_TAGS = 32;

/** The file as it stands: how large it is to be, whether it is there, and whether Storage has so much room. */
export interface SpoolFile {
  readonly bytes: number;
  readonly isThere: boolean;
  readonly hasRoom: boolean;
}

export interface SpoolBook {
  /** Whether what waits is in the file: without one it waits in RAM. */
  isInFile(): boolean;
  /** The RAM is gone. @param waiting how many waited; undefined if nobody has asked since the boot */
  ramLost(waiting: number | undefined, hasStray: boolean, isTorn: boolean): void;
  /** The file was found to have so many; answers whether a stray that there was is one of them. */
  restored(count: number): boolean;
  /** A stray has arrived. */
  arrived(): void;
  /** So many are counted as dropped since the last look, though nothing was put: of them, those that were torn. */
  torn(gone: number, status: Status): number;
  /** A value was put, and would take so many bytes in RAM. */
  put(seen: Extract<Seen, { seen: "put" }>, topic: string, bytes: number, file: SpoolFile): void;
}

export function spoolBook(fail: Fail): SpoolBook {
  /** How many waited as the RAM went last. */
  let kept = 0;
  let hasStray = false;
  /** Strays that are in the file. */
  let strays = 0;
  /** Bytes that were written since nothing waited last: at that moment half of the file was free, at least. */
  let written = 0;
  /** That does not hold: the power may have gone as the file was made anew. It will, once more than so many are confirmed. */
  let unsureTo: number | undefined;
  let isInFile = true;
  const topics = new Set<string>();
  /** Those that have their entry in the file of now, for sure. */
  const entered = new Set<string>();

  return {
    isInFile: () => isInFile,

    ramLost(waiting, isStray, isTorn) {
      kept = waiting ?? kept;
      isInFile = true;
      hasStray ||= isStray;
      if (!isTorn) return;
      unsureTo = 0;
      entered.clear();
    },

    restored(count) {
      const isThere = hasStray && count === kept + 1;
      if (count !== kept && !isThere) {
        fail("restored", `${kept} values waited in the spool as the RAM went, and ${count} after the boot`);
      }
      hasStray = false;
      if (isThere) strays++;
      return isThere;
    },

    arrived() {
      strays--;
    },

    torn(gone, { confirmed }) {
      const torn = Math.min(gone, strays);
      if (torn <= 0) return 0;
      strays -= torn;
      // Where it stood alone its bytes are passed by, and not set free.
      unsureTo = confirmed;
      return torn;
    },

    put({ taken, before, after, kind }, topic, bytes, file) {
      if (before.waiting === 0 && before.confirmed > (unsureTo ?? -1)) {
        written = 0;
        unsureTo = undefined;
      }
      // Then it may be a new file.
      if (before.waiting === 0) entered.clear();
      if (kind === "value") topics.add(topic);
      const entryBytes = bytes + ENTRY_BYTES;
      const tagBytes = kind === "value" && !entered.has(topic) ? TAG_BYTES + Buffer.byteLength(topic, "utf8") : 0;
      const mostBytes = entryBytes + Math.max(tagBytes, LEAST_TAG_BYTES);
      const grown = after.waitingBytes - before.waitingBytes;
      const gone = after.dropped - before.dropped;
      if (!taken) {
        if (file.isThere && unsureTo === undefined && written + mostBytes <= file.bytes / 2) {
          fail(
            "dropped-explained",
            `a value of ${entryBytes} bytes was not taken, though ${written} were written since nothing waited, and half of the file has ${file.bytes / 2}`,
          );
        }
        // Its topic may have had room yet.
        if (grown > 0) entered.add(topic);
        written += Math.max(grown, 0);
        return;
      }
      isInFile = file.isThere;
      if (before.waiting === 0 && !isInFile && file.hasRoom) {
        fail("restored", "a value waits in RAM, and Storage has room for the spool's file");
      }
      entered.add(topic);
      written += grown;
      if (gone > 0) fail("dropped-explained", `${gone} gave way to a value, and a spool takes no more when it is full`);
      if (topics.size <= MOST_TAGS && before.waiting > 0 && (grown < entryBytes || grown > entryBytes + tagBytes)) {
        fail("bounded", `a value takes ${grown} bytes of the spool, and ${entryBytes} by its length`);
      }
    },
  };
}
