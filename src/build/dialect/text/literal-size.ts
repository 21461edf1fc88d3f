import type { TextRule } from "../rule.js";

export const literalSize: TextRule = {
  name: "literal-size",
  reason: "A string takes a variable for every few characters, and the board has fewer than this one wants.",
  instead: "Keep it in Storage and read a piece at a time.",
  strings: "bytes",
  fails: `function f(s: string) { print(s.length); } f("${"x".repeat(300_000)}"); f("");`,
  at: '"x',
  works: `function f(s: string) { print(s.length); } f("${"x".repeat(300)}"); f("");`,
  // One variable holds its size but for the link to the next; the code itself takes as much, so this is generous.
  find: ({ all }, { jsVars, jsVarBytes }) =>
    all("Literal").filter(({ value }) => typeof value === "string" && value.length > jsVars * (jsVarBytes - 2)),
};
