/** One column of a CSV over time: seconds since the board booted in the first column, names in the first line. */
import { Complaint } from "../../complaint.js";

/** A row of it, as far as it matters. */
export interface Row {
  readonly atMs: number;
  readonly value: number;
}

/**
 * The rows of a column. Throws a Complaint that names the line, where something is wrong with it.
 * @param file its name, for the sentence
 * @param check says what is wrong with a value; undefined if nothing
 */
export function rowsOf(
  text: string,
  file: string,
  column: string,
  check: (value: number) => string | undefined,
): Row[] {
  const lines = text.split(/\r?\n/);
  const names = (lines[0] ?? "").split(",").map((name) => name.trim());
  const index = names.indexOf(column, 1);
  if (index < 0) {
    throw badCsv(
      `${file} has no column ${JSON.stringify(column)}; its first line has ${JSON.stringify(lines[0] ?? "")}`,
      "Name one of its columns but the first, which is the time.",
    );
  }
  const rows: Row[] = [];
  lines.forEach((line, at) => {
    if (at === 0 || line.trim() === "") return;
    const cells = line.split(",");
    const place = `line ${at + 1} of ${file}`;
    const seconds = numberIn(cells[0]);
    if (seconds === undefined) throw badCsv(`${place} has ${shown(cells[0])} for its time; wanted are seconds`, help);
    const before = rows.at(-1);
    if (before === undefined && seconds !== 0)
      throw badCsv(`${place} has the time ${seconds}; wanted is 0 in the first row`, help);
    if (before !== undefined && seconds * 1000 <= before.atMs)
      throw badCsv(`${place} has the time ${seconds}; wanted is one after ${before.atMs / 1000}`, help);
    const value = numberIn(cells[index]);
    if (value === undefined)
      throw badCsv(`${place} has ${shown(cells[index])} for ${column}; wanted is a number`, help);
    const wrong = check(value);
    if (wrong !== undefined) throw badCsv(`${place} has ${value} for ${column}; wanted is ${wrong}`, help);
    rows.push({ atMs: seconds * 1000, value });
  });
  if (rows.length < 2)
    throw badCsv(`${file} has ${rows.length} row${rows.length === 1 ? "" : "s"}; wanted are two or more`, help);
  return rows;
}

const help = "The first column is the time in seconds since the board booted; docs/parts.md has an example.";

const shown = (cell: string | undefined) => (cell === undefined ? "nothing" : JSON.stringify(cell.trim()));

function numberIn(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? "";
  const number = Number(text);
  return text === "" || !Number.isFinite(number) ? undefined : number;
}

function badCsv(sentence: string, remedy: string): Complaint {
  return new Complaint("bad-parts", `${sentence}.`, remedy);
}
