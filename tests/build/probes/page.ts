/** The tables of docs/dialect.md, made of the rules and of what the tests run. */
import type { Rule } from "../../../src/build/dialect/rule.js";
import type { Difference } from "./differences.js";

/** The page with these tables in the place of those it has. */
export function pageWith(page: string, rules: readonly Rule[], differences: readonly Difference[]): string {
  const ruleRows = rules.map(({ name, reason, instead, strings }) => [
    `\`${name}\``,
    plain(reason) + (strings === undefined ? "" : ` (${stringsSaid[strings]})`),
    plain(instead),
  ]);
  const differenceRows = differences.map(({ title, script, node, board, strings }) => [
    plain(title) + (strings === undefined ? "" : ` (${stringsSaid[strings]})`),
    code(script),
    code(node),
    code(board),
  ]);
  const withRules = between(page, "rules", table(["rule", "what the interpreter does", "what to write"], ruleRows));
  return between(withRules, "differences", table(["", "script", "Node", "board"], differenceRows));
}

const stringsSaid = { bytes: "where strings are bytes", unicode: "where strings are Unicode" } as const;

function between(page: string, name: string, text: string): string {
  const [before = "", rest = ""] = page.split(`<!-- ${name} -->`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${rest.split(`<!-- /${name} -->`)[1] ?? ""}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Text that Markdown takes as it is. */
function plain(text: string): string {
  return text.replace(/[\\*_|<>[\]`]/g, "\\$&");
}

function code(text: string): string {
  return text.includes("`") ? `\`\` ${text.replaceAll("|", "\\|")} \`\`` : `\`${text.replaceAll("|", "\\|")}\``;
}
