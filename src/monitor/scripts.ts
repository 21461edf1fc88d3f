/**
 * Which script lies in a file of the board's Storage, so that places in it lead to the TypeScript. The board is asked for the
 * file's digest, and only when a trace names it: a board without traces never gets a byte from here.
 */
import type { Digest } from "../build/maps.js";
import type { Place } from "../complaint.js";
import type { BoardConsole } from "../upload/console.js";
import { MARKS } from "../upload/slots.js";
import { placesBy } from "./place.js";
import type { Frame } from "./trace.js";

/** A trace waits for its places so long, where the board has no time to answer. */
const ANSWER_MS = 3000;

/** A board that has left so many questions without an answer is asked no more until it is opened again, or restarts. */
const MOST_UNANSWERED = 2;

/** Answers where a place of the script is in the TypeScript. */
type Places = ReturnType<typeof placesBy>;

export interface Scripts {
  /** Where a frame is in the TypeScript; undefined if its script was not built here, or the board does not answer. */
  placeOf(frame: Frame, board: BoardConsole): Promise<Place | undefined>;
  /** Another script may lie there now. */
  forget(): void;
  /** What had no answer may be asked again. */
  askAgain(): void;
}

/** @param mapOf the source map of the script with that digest, if it is known here */
export function makeScripts(mapOf: (digest: Digest) => string | undefined): Scripts {
  const known = new Map<string, Places | "no answer" | "no map">();
  let unanswered = 0;

  const placesOf = async (file: string, board: BoardConsole): Promise<Places | "no answer" | "no map"> => {
    const digests = await board
      .ask(digestsOf(file), { deadlineMs: ANSWER_MS, againMs: ANSWER_MS / 2, interrupts: false })
      .catch(() => undefined);
    if (digests === undefined) {
      unanswered++;
      return "no answer";
    }
    unanswered = 0;
    if (!Array.isArray(digests)) return "no map";
    const [bytes, whole, withoutMarks] = digests as number[];
    if (bytes === undefined || whole === undefined || withoutMarks === undefined) return "no map";
    const map = mapOf({ bytes: bytes - MARKS, crc32: withoutMarks }) ?? mapOf({ bytes, crc32: whole });
    return map === undefined ? "no map" : placesBy(map);
  };

  return {
    async placeOf({ file, line, column }, board) {
      const places = known.get(file) ?? (unanswered < MOST_UNANSWERED ? await placesOf(file, board) : "no answer");
      known.set(file, places);
      return typeof places === "string" ? undefined : places(line, column);
    },
    forget() {
      known.clear();
      unanswered = 0;
    },
    askAgain() {
      if (unanswered >= MOST_UNANSWERED) return;
      for (const [file, places] of known) if (places === "no answer") known.delete(file);
    },
  };
}

/** Of a file as `flash` leaves it, and as another tool does: its length, its CRC-32, and the CRC-32 without marks. */
function digestsOf(file: string): string {
  return `(function(r){return r?[r.length,E.CRC32(r),E.CRC32(r.substr(0,r.length-${MARKS}))]:0})(require("Storage").read(${JSON.stringify(file)}))`;
}
