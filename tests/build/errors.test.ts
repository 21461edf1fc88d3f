import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sentences } from "../../src/build/sentences.js";
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
  expect(rows("name").map(([name, code]) => [name, Number(code)])).toEqual(Object.entries(exitCodes));
});

it("docs/errors.md has every sentence of connect, and no other", () => {
  expect(rows("code")).toEqual(Object.entries(sentences).map(([code, { option, wanted }]) => [code, option, wanted]));
});

it("every code that the device's check throws has a sentence", () => {
  const source = readFileSync("src/device/check.ts", "utf8");
  const codes = [...source.matchAll(/\bT(\d+)\b/g)].map(([code]) => code);
  expect(new Set(codes)).toEqual(new Set(Object.keys(sentences)));
});
