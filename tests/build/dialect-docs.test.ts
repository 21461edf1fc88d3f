import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sourceRules } from "../../src/build/dialect/source.js";
import { textRules } from "../../src/build/dialect/text.js";

it.each([["source", sourceRules]] as const)(
  "docs/dialect.md lists every rule of the %s, with its reason and way out, and no other",
  (name, rules) => {
    const section =
      readFileSync("docs/dialect.md", "utf8").split(`## Refused in the ${name}\n`)[1]?.split("\n## ")[0] ?? "";
    const cells = section
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|")));
    expect(cells.map(([, rule]) => rule)).toEqual(rules.map((rule) => `\`${rule.name}\``));
    for (const [n, rule] of rules.entries()) {
      expect(cells[n]?.[2], rule.name).toContain(rule.reason);
      expect(cells[n]?.[3]).toBe(rule.instead);
    }
  },
);

it("docs/dialect.md lists every rule of the final text, in order, and no other", () => {
  const section = readFileSync("docs/dialect.md", "utf8").split("## Rules\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.map((row) => row.split("`")[1])).toEqual(textRules.map(({ name }) => name));
});
