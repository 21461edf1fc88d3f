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
  "sketch-error": 1,
  "port-taken": 1,
  "value-lost": 1,
  bug: 70,
} as const;

export type ComplaintName = Exclude<keyof typeof exitCodes, "bug">;

export class Complaint extends Error {
  readonly exitCode: number;

  /**
   * @param complaint which row of `exitCodes` this is
   * @param sentence what failed, the value seen, the value wanted
   * @param remedy the command, or the change, that mends it
   */
  constructor(
    readonly complaint: ComplaintName,
    readonly sentence: string,
    readonly remedy: string,
  ) {
    super(`${sentence}\n  ${remedy}`);
    this.name = "Complaint";
    this.exitCode = exitCodes[complaint];
  }
}
