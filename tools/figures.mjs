/** What the benches have in common: how often each thing is measured, and how what was found is shown. */
import { readFileSync, writeFileSync } from "node:fs";

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Aligned columns: the first to the left, figures to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  "))
    .join("\n");
}

/** What `--runs` says; ends the process where that is no number of runs. */
export function runsOf(text, command) {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  console.error(`--runs is ${JSON.stringify(text)}; wanted is a whole number from 1 to 999.\n  ${command} --runs 9`);
  process.exit(2);
}

/** A table as Markdown, its columns aligned as the formatter has them: the first to the left, figures to the right. */
export function markdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const aligned = rows.map((row) =>
    line(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))),
  );
  aligned[0] = line(rows[0].map((cell, column) => cell.padEnd(widths[column])));
  const rule = line(widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)));
  return [aligned[0], rule, ...aligned.slice(1)].join("\n");
}

/** Puts what was found between the marks of a page: by the mark's name, a table, or a text that stands in its line. */
export function putIntoPage(page, found, isInline = false) {
  let text = readFileSync(page, "utf8");
  for (const [mark, put] of Object.entries(found)) {
    const between = new RegExp(`(<!-- ${mark} -->)[^]*(<!-- /${mark} -->)`);
    const gap = isInline ? "" : "\n\n";
    text = text.replace(between, (_, open, close) => open + gap + put + gap + close);
  }
  writeFileSync(page, text);
}
