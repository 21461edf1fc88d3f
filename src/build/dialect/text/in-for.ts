import { insInHeads } from "../heads.js";
import type { TextRule } from "../rule.js";

export const inFor: TextRule = {
  name: "in-for",
  reason:
    "Espruino takes an in within the head of a for for that of for..in, in parentheses too, and stops with a SyntaxError.",
  instead: "Take it out of the head, into a statement above.",
  isText: true,
  fails: 'var o = { a: 1 }, t; for (t = ("a" in o); t; t = false) print("in");',
  at: '"a" in',
  works: 'var o = { a: 1 }, t = "a" in o; for (; t; t = false) print("in");',
  find: (text) => insInHeads(text).map(({ node }) => node),
};
