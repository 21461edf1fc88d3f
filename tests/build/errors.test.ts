import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { optionRules, reportRules } from "../../src/build/option-rules.js";
import { exitCodes } from "../../src/complaint.js";

/** The rows of a table of docs/errors.md, by the title of its first column. */
function rows(title: string): string[][] {
  const lines = readFileSync("docs/errors.md", "utf8").split("\n");
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("`", "").trim());
  const start = lines.findIndex((line) => cells(line)[0] === title) + 2;
  return lines.slice(start, lines.indexOf("", start)).map(cells);
}

it("docs/errors.md has every exit code, and no other", () => {
  const found = rows("name").map(([name = "", code]) => [name, Number(code)] as const);
  expect(found).toHaveLength(Object.keys(exitCodes).length);
  expect(Object.fromEntries(found)).toEqual(exitCodes);
});

it("docs/errors.md has every rule of connect's options, and no other", () => {
  expect(rows("option")).toEqual(Object.entries(optionRules).map(([option, { wanted }]) => [option, wanted]));
});

it("docs/errors.md has every rule of report's options, and no other", () => {
  expect(rows("of report")).toEqual(Object.entries(reportRules).map(([option, { wanted }]) => [option, wanted]));
});
