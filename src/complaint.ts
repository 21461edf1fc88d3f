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
  "sketch-not-found": 2,
  "bad-budget": 2,
  "sketch-error": 1,
  "module-not-found": 1,
  "module-error": 1,
  "setting-missing": 1,
  "setting-exposed": 1,
  "over-budget": 1,
  "port-taken": 1,
  "value-lost": 1,
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
