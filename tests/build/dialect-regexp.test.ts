/**
 * The rules of regular expressions, against the interpreter: whatever pattern they accept finds the same there as in V8,
 * in whatever text.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOf } from "../../src/build/dialect/pattern.js";
import { boards, printedOnBoard, printedOnNode } from "./probes/run.js";

const PATTERNS = 250;
const seed = Math.floor(Math.random() * 2 ** 31);

const item = fc.constantFrom(
  "a",
  "b",
  "a",
  "b",
  ".",
  "\\d",
  "\\D",
  "\\w",
  "\\s",
  "\\.",
  "[ab]",
  "[^a]",
  "[a-c]",
  "[^,]",
  "[\\w-]",
  ",",
  "-",
  "1",
);
const quantified = fc
  .tuple(item, fc.constantFrom("", "", "", "*", "+", "?", "+?", "{2}"))
  .map(([one, many]) => one + many);
const piece = fc.oneof(
  { weight: 6, arbitrary: quantified },
  { weight: 1, arbitrary: fc.array(quantified, { minLength: 1, maxLength: 2 }).map((all) => `(${all.join("")})`) },
  { weight: 1, arbitrary: fc.constantFrom("|", "^", "$", "(?:a)", "(a|b)", "\\b", "(ab)+") },
);
const pattern = fc
  .tuple(fc.constantFrom("", "", "^"), fc.array(piece, { minLength: 1, maxLength: 5 }), fc.constantFrom("", "", "$"))
  .map(([start, all, end]) => start + all.join("") + end);
const texts = fc
  .array(fc.constantFrom("a", "b", "c", ",", "1", "-", ".", " ", "A"), { maxLength: 5 })
  .map((all) => all.join(""));

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

describe(`a random regular expression that the rules accept (seed ${seed})`, () => {
  const patterns = fc.sample(pattern, { numRuns: 4 * PATTERNS, seed }).filter(isPattern);
  const accepted = [...new Set(patterns)].filter((one) => faultsOf(one, false).size === 0).slice(0, PATTERNS);
  const inputs = ["", ...fc.sample(texts, { numRuns: 15, seed })];
  const script = `
    function show(found) { return found ? found.index + ":" + found.slice(0).join("/") : "-"; }
    function all(pattern, texts) { return texts.map(function (text) { return show(pattern.exec(text)); }).join(" "); }
    var texts = ${JSON.stringify(inputs)};
    ${accepted.map((one) => `print(all(/${one}/, texts));`).join("\n")}`;

  it("is often one, and not always", () => {
    expect(accepted.length).toBeGreaterThan(PATTERNS / 4);
    expect(accepted.length).toBeLessThan(patterns.length);
  });

  for (const { id, binary } of boards) {
    it.skipIf(binary === "")(`finds on ${id} what it finds in V8`, async () => {
      const wanted = printedOnNode(script);
      const printed = await printedOnBoard(binary, script);
      const told = (lines: string[]) =>
        lines.map((line, index) => `/${accepted[index]}/ in ${JSON.stringify(inputs)}: ${line}`);
      expect(told(printed)).toEqual(told(wanted));
    });
  }
});
