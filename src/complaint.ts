/**
 * What goes wrong in a way that its owner can mend is a Complaint: one sentence with the value seen and the value
 * wanted, and the command that mends it. Verbs print it without a stack trace and end with its exit code; any other
 * error is a bug of ours and keeps its trace.
 */

/**
 * Every complaint by name, with the exit code it ends a verb with: 2 where the command line is at fault, 70 for a bug
 * of ours, 1 elsewhere. docs/errors.md has this table.
 */
export const exitCodes = {
  "bad-option": 2,
  "unknown-board": 2,
  "board-file": 1,
  "sketch-not-found": 2,
  "bad-budget": 2,
  "sketch-error": 1,
  "module-not-found": 1,
  "module-error": 1,
  "setting-missing": 1,
  "setting-exposed": 1,
  "too-large": 1,
  "over-budget": 1,
  "port-unreachable": 1,
  "port-busy": 1,
  "port-forbidden": 1,
  "serial-missing": 1,
  "not-a-board": 1,
  "wrong-baud": 1,
  "board-mismatch": 1,
  "firmware-old": 1,
  "storage-full": 1,
  "storage-corrupt": 1,
  "storage-occupied": 1,
  "upload-failed": 1,
  "not-up": 1,
  "not-confirmed": 1,
  "no-port": 2,
  stopped: 130,
  "files-exist": 2,
  "port-taken": 1,
  "bad-certificate": 2,
  "bad-access-list": 2,
  "bad-fault": 2,
  "record-file": 1,
  "bad-record": 1,
  "answers-differ": 1,
  "value-lost": 1,
  "bad-faults": 2,
  "bad-parts": 2,
  "sketch-hangs": 1,
  "sketch-throws": 1,
  "check-failed": 1,
  bug: 70,
} as const;

export type ComplaintName = Exclude<keyof typeof exitCodes, "bug">;

/** Where a mistake stands in a sketch; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export class Complaint extends Error {
  readonly exitCode: number;

  /**
   * @param complaint which row of `exitCodes` this is
   * @param sentence what failed, the value seen, the value wanted
   * @param remedy the command, or the change, that mends it
   * @param place the first mistake's, for tools that show it themselves; the sentence has it too
   */
  constructor(
    readonly complaint: ComplaintName,
    readonly sentence: string,
    readonly remedy: string,
    readonly place?: Place,
  ) {
    super(`${sentence}\n  ${remedy}`);
    this.name = "Complaint";
    this.exitCode = exitCodes[complaint];
  }
}
