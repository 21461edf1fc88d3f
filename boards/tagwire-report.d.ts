// Made of src/device/report.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** How a report goes on. */
export interface ReportOptions {
  /** Seconds from one reading to the next, more than 0, at most 86,400. */
  everyS: number;
  /** How many readings make one value, their mean; 1 if not given. */
  average?: number;
  /** A value is published only if it is off the last one that was by so much or more; 0 if not given. */
  delta?: number;
  /** After so many seconds without a value the next reading is published whatever it is, with the mean as far as it has come. */
  heartbeatS?: number;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is one that answers later
export type Read = (done: (reading: number) => void) => number | void;

/** What has become of a report's readings; they count on by themselves. */
export interface Report {
  readonly tag: string;
  /** Readings that came. */
  readonly good: number;
  /** Those that did not: `read` threw, gave no number, or its `done` was not called. One that is under way counts here. */
  readonly failed: number;
  /** Values that the buffer has taken. */
  readonly published: number;
}

/**
 * Reads each `everyS` from now on, and publishes as the options say. Any number of reports may run, for as long as the board
 * does. Throws `everyS: 0` where that is not more than 0 and the build could not see it.
 */
export declare function report(tag: string, read: Read, how: ReportOptions): void;

/** All reports, in the order of their calls, as they stand. */
export declare function reports(): readonly Report[];
