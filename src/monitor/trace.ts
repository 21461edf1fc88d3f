/**
 * Places in the traces that Espruino prints. Since 2v25 a frame is `    at name (FILE:LINE:COLUMN)`, or without a name; the
 * name may be a function's whole text. Before, it is `at line LINE col COLUMN in FILE`, and of callers `in function "name"
 * called from line ...`. Below each are the script's line and a caret, which say little of a script on one line.
 */

/** Where a frame is in a file of the board's Storage; lines and columns count from 1. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const newer = /^ {4}at (?:.+ \()?([^\s():]+):(\d+):(\d+)\)?$/;
const older = /^ *(?:at|in function .*called from|in function called from) line (\d+) col (\d+) in (\S+)$/;

/** The frame that a printed line is; undefined if it is none, or one of code that is not in Storage. */
export function frameOf(text: string): Frame | undefined {
  const [, file, line, column] = newer.exec(text) ?? inOrder(older.exec(text));
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

function inOrder(found: RegExpExecArray | null): (string | undefined)[] {
  const [all, line, column, file] = found ?? [];
  return [all, file, line, column];
}

/** Whether a line is the mark below a frame's line of script. */
export function isCaret(text: string): boolean {
  return /^ *\^$/.test(text);
}
