/** Tables as CSV (RFC 4180), for spreadsheets: nothing in a cell may be run as a formula, or move a terminal's cursor. */

import { harmless } from "../line.js";

/** The first row is the head. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(text: string): string {
  // A spreadsheet takes these for the beginning of a formula; a number may begin with a sign all the same.
  const isFormula = /^[=+\-@]/.test(text) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  const shown = harmless(isFormula ? `'${text}` : text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
