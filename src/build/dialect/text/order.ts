/** What is used before it is there: the finding is order.ts's, shared with the build that mends what it can. */
import { earlyIn } from "../order.js";
import type { TextRule } from "../rule.js";

export const order: TextRule = {
  name: "order",
  reason: "Espruino knows a variable once its var has run, and a function once its declaration has.",
  instead: "Declare it above.",
  isText: true,
  fails: "print(half(8)); function half(n) { return n / 2; }",
  at: "half",
  works: "function half(n) { return n / 2; } print(half(8));",
  find: (text) =>
    earlyIn(text).map(({ node, isVar }) => ({
      start: node.start,
      end: node.end,
      sentence: `${text.spelled(node)} may be used here before ${isVar ? "its var has run" : "its function is there"}: Espruino knows a variable once its var has run, and a function once its declaration has.`,
    })),
};
