import { returnsMissed } from "../returns.js";
import type { TextRule } from "../rule.js";

export const returnEnd: TextRule = {
  name: "return-end",
  reason:
    "Espruino stops at a return of nothing that a function ends with and that belongs to an if or a loop, for want of a semicolon.",
  instead: "Write the semicolon.",
  isText: true,
  fails: "function f(n) { if (n)return} f(1); print(1);",
  at: "return",
  works: "function f(n) { if (n)return;} f(1); print(1);",
  find: returnsMissed,
};
