/** What was put since one boot; with a spool, which keeps it, since the first: by numbers, in the order of putting. */
import type { Seen, Status } from "./probe.js";
import { type RecordBytes, recordBytes } from "./record-bytes.js";

export interface Entry {
  readonly atMs: number;
  readonly retain: boolean;
  /** It was being put as the power went: a spool may have it or not. */
  readonly isStray: boolean;
  arrived: boolean;
}

/** What a call puts. */
export type What = Extract<Seen, { seen: "put" | "putting" }>;

/** What `connect` was given. */
export type Options = NonNullable<Epoch["options"]>;

export interface Epoch {
  readonly entries: Entry[];
  /** Numbers of what says the same, in order. */
  readonly byText: Map<string, number[]>;
  bytes: RecordBytes;
  options:
    | {
        /** Where the values of a device go. */
        readonly prefixOf: (device: string) => string;
        readonly device: string;
        readonly bufferBytes: number;
        readonly retain: boolean;
        readonly stamp: boolean;
        /** The spool's file, where it has one. */
        readonly spools: string | undefined;
      }
    | undefined;
  /** Since the last boot. */
  put: number;
  /** Whether `connect` was called since the last boot. */
  isOpen: boolean;
  /** Of a spool: what it had when the board booted last; undefined until the device has told how things stand since. */
  restored: number | undefined;
  /** Of a spool: what is being put. */
  underway: What | undefined;
  /** Of a spool: values that had left it by the last boot, the oldest; and those that were confirmed until then. */
  left: number;
  confirmedBefore: number;
  arrived: number;
  /** The highest number that has arrived. */
  newest: number;
  status: Status | undefined;
  /** Of those that are counted as dropped, the ones that were taken; what was not taken is counted, too. */
  givenUp: number;
  /** Values that gave way since the buffer was empty last while others were, or may have been, in flight ahead of them. */
  holes: number;
  /** The largest record so far, in bytes. */
  largestBytes: number;
  endedMs: number | undefined;
  /** By connection, the last number on it. */
  readonly last: Map<number, number>;
}

export function newEpoch(maySayTime: boolean): Epoch {
  return {
    entries: [],
    byText: new Map(),
    bytes: recordBytes(maySayTime, 0),
    options: undefined,
    put: 0,
    isOpen: false,
    restored: 0,
    underway: undefined,
    left: 0,
    confirmedBefore: 0,
    arrived: 0,
    newest: -1,
    status: undefined,
    givenUp: 0,
    holes: 0,
    largestBytes: 0,
    endedMs: undefined,
    last: new Map(),
  };
}

/** Topic and message as one text, and what else is known of them. */
export function enter({ entries, byText }: Epoch, text: string, entry: Entry): void {
  const numbers = byText.get(text);
  if (numbers) numbers.push(entries.length);
  else byText.set(text, [entries.length]);
  entries.push(entry);
}

/** The last entry was none: a stray that nobody will see. */
export function forgetLast({ entries, byText }: Epoch): void {
  entries.pop();
  for (const [text, numbers] of byText) {
    if (numbers.at(-1) !== entries.length) continue;
    numbers.pop();
    if (numbers.length === 0) byText.delete(text);
  }
}

/** Of numbers that say the same: one that arrived before and comes again, else the next that is due. */
export function chosen({ entries, newest }: Epoch, numbers: readonly number[]): number | undefined {
  return numbers.find((one) => entries[one]?.arrived) ?? numbers.find((one) => one > newest) ?? numbers[0];
}

/** The lowest number that is still in the buffer, by all that is known. */
export function oldest({ entries, status, holes, left }: Epoch): number {
  if (status === undefined) return left;
  return Math.max(0, left + status.confirmed, entries.length - status.waiting - holes);
}

/** How many that were put before that time are missing. */
export function notArrived({ entries }: Epoch, beforeMs: number): number {
  return entries.filter(({ arrived, isStray, atMs }) => !arrived && !isStray && atMs < beforeMs).length;
}
