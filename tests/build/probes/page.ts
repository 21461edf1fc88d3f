/** The tables of docs/dialect.md, made of the rules and of what the tests run. */
import type { Rule } from "../../../src/build/dialect/rule.js";
import type { Difference } from "./differences.js";

export interface Tables {
  /** Rules of the final text. */
  readonly text: readonly Rule[];
  /** Rules of the source. */
  readonly source: readonly Rule[];
  readonly differences: readonly Difference[];
}

/** The page with these tables in the place of those it has. */
export function pageWith(page: string, { text, source, differences }: Tables): string {
  const differenceRows = differences.map(({ title, script, node, board, strings }) => [
    plain(title) + about(strings),
    code(script),
    code(node),
    code(board),
  ]);
  const tables: Readonly<Record<keyof Tables, string>> = {
    text: rulesTable(text),
    source: rulesTable(source),
    differences: table(["", "script", "Node", "board"], differenceRows),
  };
  return Object.entries(tables).reduce((result, [name, rows]) => between(result, name, rows), page);
}

const stringsSaid = { bytes: "where strings are bytes", unicode: "where strings are Unicode" } as const;

function about(strings: keyof typeof stringsSaid | undefined): string {
  return strings === undefined ? "" : ` (${stringsSaid[strings]})`;
}

function rulesTable(rules: readonly Rule[]): string {
  const rows = rules.map(({ name, reason, instead, strings }) => [
    `\`${name}\``,
    plain(reason) + about(strings),
    plain(instead),
  ]);
  return table(["rule", "what the interpreter does", "what to write"], rows);
}

function between(page: string, name: string, text: string): string {
  const [before = "", rest = ""] = page.split(`<!-- ${name} -->`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${rest.split(`<!-- /${name} -->`)[1] ?? ""}`;
}

/** With columns as wide as their widest cell, to be read as it is. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(titles), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Text that Markdown takes as it is; what stands between backquotes is code already. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part.replaceAll("|", "\\|") : part.replace(/[\\*_|<>[\]`]/g, "\\$&")))
    .join("");
}

function code(text: string): string {
  return text.includes("`") ? `\`\` ${text.replaceAll("|", "\\|")} \`\`` : `\`${text.replaceAll("|", "\\|")}\``;
}
