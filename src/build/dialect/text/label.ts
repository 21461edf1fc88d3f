import type { TextRule } from "../rule.js";

export const label: TextRule = {
  name: "label",
  reason: "Espruino has no labels: it takes the name for a variable, and throws a ReferenceError.",
  instead: "Leave the loops with a flag, or put them into a function and return.",
  fails: "outer: for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) { if (j === i) continue outer; print(i, j); }",
  at: "outer",
  works:
    "function inner(i: number) { for (let j = 0; j < 3; j++) { if (j === i) return; print(i, j); } } for (let i = 0; i < 3; i++) inner(i);",
  find: ({ all }) => all("LabeledStatement"),
};
