import { headsMissed } from "../heads.js";
import type { TextRule } from "../rule.js";

export const forHead: TextRule = {
  name: "for-head",
  reason:
    "Espruino takes the first part of a for for a statement: behind function it wants a name there, and { opens a block.",
  instead: "Put it in front of the loop, or in parentheses.",
  isText: true,
  fails: 'for (function () { print("first"); }(), i = 0; i < 1; i++) print(i);',
  at: "function",
  works: 'for ((function () { print("first"); })(), i = 0; i < 1; i++) print(i);',
  find: headsMissed,
};
