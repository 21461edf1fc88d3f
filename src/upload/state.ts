/** What a board says of itself and of its Storage, asked without disturbing what runs there. */

import { Complaint } from "../complaint.js";
import { type AskOptions, type BoardConsole, NoAnswer } from "./console.js";
import { crc32 } from "./crc32.js";
import { FILE_HEADER_BYTES, loader, loaderStart, MARKS, running, type Slot, slotNames } from "./slots.js";

/** `process.env` of the board, as far as it is used. */
export interface Env {
  readonly BOARD: string;
  readonly VERSION: string;
  /** Names of the modules in the firmware, separated by commas. */
  readonly MODULES?: string;
}

export interface StorageState {
  readonly totalBytes: number;
  /** In one piece, behind all files. */
  readonly freeBytes: number;
  /** What compacting would win. */
  readonly trashBytes: number;
  readonly slots: readonly Slot[];
  /** What boots: our loader as it is now, an earlier one of ours, something else, or nothing. */
  readonly boots: "loader" | "old-loader" | "other" | "nothing";
  /** Bytes of `.bootcde`. */
  readonly bootBytes: number;
  /** Code saved so that it runs instead of ours, or before it: `.bootrst` or `.varimg`. */
  readonly inTheWay: readonly string[];
}

/** Asks which board it is. Rejects with a Complaint where what answers is no board, or nothing does. */
export async function askEnv(board: BoardConsole, options?: AskOptions): Promise<Env> {
  try {
    return (await board.ask("process.env", options)) as Env;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw await whatIsThere(board, error);
  }
}

/** No board is supported with an older firmware. */
const OLDEST = "2v20";

/** A firmware before 2v10 has no CRC-32, so it is asked for its version in the plainest way there is. */
async function whatIsThere(board: BoardConsole, { heard }: NoAnswer): Promise<Complaint> {
  const { name, baud } = board.transport;
  const version = await plainVersion(board);
  if (version !== undefined && !isSince(version, OLDEST)) return firmwareOld(name, version, OLDEST);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that consoles send
  const strange = heard.replace(/[\t\r\n\x1b -~]/g, "").length;
  if (baud !== undefined && strange > heard.length / 5 && heard.length > 0) {
    return new Complaint(
      "wrong-baud",
      `What comes from ${name} at ${baud} baud is no text; wanted is the speed that the board's console has.`,
      "Name the board, which knows its speed: --board esp32   (115,200 baud; espruinowifi 9,600)",
    );
  }
  const seen = heard.trim() === "" ? "nothing comes back" : `what comes back is ${JSON.stringify(lastLine(heard))}`;
  return new Complaint(
    "not-a-board",
    `${name} does not answer as Espruino's console does${baud ? ` at ${baud} baud` : ""}: ${seen}.`,
    "Is it the right port, and Espruino on the board? Press its reset button and try again; tagwire flash --list shows the ports.",
  );
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? ""
  )
    .replace(/[^ -~]/g, "?")
    .slice(0, 60);
}

async function plainVersion(board: BoardConsole): Promise<string | undefined> {
  try {
    await board.askLine(() => '\x10print("<v"+process.version+">")\n', { deadlineMs: 1500, againMs: 1500 });
  } catch (error) {
    return error instanceof NoAnswer ? /<v(\d+v[\w.]+)>/.exec(error.heard)?.[1] : undefined;
  }
  return undefined;
}

export function firmwareOld(name: string, version: string, since: string): Complaint {
  return new Complaint(
    "firmware-old",
    `The board at ${name} has Espruino ${version}; wanted is ${since} or newer.`,
    "Put a newer firmware on it: https://www.espruino.com/Download",
  );
}

/** Whether a version, `2v19.1` for one, is at least another. */
export function isSince(version: string, since: string): boolean {
  const parts = (text: string) => text.split(/[v.]/).map(Number);
  const [major = 0, minor = 0] = parts(version);
  const [wantedMajor = 0, wantedMinor = 0] = parts(since);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Of one file: its length and what it begins with. Runs on the board. */
const fileOf = "function(n,r){r=s.read(n);return r?[r.length,E.CRC32(r),r.substr(0,9)]:0}";
/** Of one slot. Copied (`""+`), for a view on flash dies with its file. Runs on the board. */
const slotOf = `function(n,r){r=s.read(n);return r&&r.length>${MARKS}?[r.length-${MARKS},""+r.substr(r.length-${MARKS}).split("\\xff")[0]]:0}`;

const storageQuestion = `(function(s){return[s.getStats(),(${fileOf})(".bootcde"),[".bootrst",".varimg"].filter(function(n){return s.read(n)}),${JSON.stringify(slotNames)}.map(${slotOf})]})(require("Storage"))`;

export async function askStorage(board: BoardConsole, options?: AskOptions): Promise<StorageState> {
  const [stats, boot, inTheWay, slots] = (await board.ask(storageQuestion, options)) as [
    { totalBytes: number; freeBytes: number; trashBytes: number },
    [number, number, string] | 0,
    string[],
    ([number, string] | 0)[],
  ];
  const { totalBytes, freeBytes, trashBytes } = stats;
  return {
    totalBytes,
    freeBytes,
    trashBytes,
    slots: slotNames.flatMap((name, at) => {
      const slot = slots[at];
      return slot ? [{ name, bytes: slot[0], marks: slot[1] }] : [];
    }),
    boots: !boot ? "nothing" : boot[1] === crc32(loader) ? "loader" : boot[2] === loaderStart ? "old-loader" : "other",
    bootBytes: boot ? boot[0] : 0,
    inTheWay,
  };
}

/** The slot that runs; none where another tool's code boots, whatever an earlier flash has left. */
export function runningSlot({ boots, slots }: StorageState): Slot | undefined {
  return boots === "other" ? undefined : running(slots);
}

/**
 * Throws a Complaint unless a script of so many bytes fits beside what runs. Answers whether Storage must be compacted
 * for that: it is done at a moment of our choice, while no code runs from flash.
 */
export function room(state: StorageState, bytes: number, name: string): { compact: boolean } {
  const now = runningSlot(state);
  const file = (size: number) => FILE_HEADER_BYTES + 4 * Math.ceil(size / 4);
  const gone = state.slots
    .filter((slot) => slot.name !== now?.name)
    .reduce((sum, slot) => sum + file(slot.bytes + MARKS), 0);
  const keeps = state.boots === "other" ? file(state.bootBytes + MARKS) : 0;
  // The probe, and a page's end that a file does not use.
  const spare = 2 * FILE_HEADER_BYTES + 64;
  const wanted = file(bytes + MARKS) + (state.boots === "loader" ? 0 : file(loader.length)) + keeps + spare;
  const possible = state.freeBytes + state.trashBytes + gone;
  if (wanted > possible) {
    throw new Complaint(
      "storage-full",
      `The Storage of the board at ${name} has room for ${possible} of its ${state.totalBytes} bytes; wanted are ${wanted}, for the sketch that runs now stays beside the new one.`,
      'Make the sketch smaller (tagwire build --size), or erase files on the board\'s console: require("Storage").list()',
    );
  }
  return { compact: wanted > state.freeBytes };
}
