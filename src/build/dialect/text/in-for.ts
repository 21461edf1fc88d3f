import type { Parsed, TextRule } from "../rule.js";
import { isFunction } from "../scopes.js";

export const inFor: TextRule = {
  name: "in-for",
  reason:
    "Espruino takes an in within the head of a for for that of for..in, in parentheses too, and stops with a SyntaxError.",
  instead: "Take it out of the head, into a variable.",
  fails: 'const o: { a?: number } = { a: 1 }; let t; for (t = ("a" in o); t; t = false) print("in");',
  at: "for (t",
  works: 'const o: { a?: number } = { a: 1 }; let t = "a" in o; for (; t; t = false) print("in");',
  find: ({ all, parent }) =>
    all("BinaryExpression").filter((node) => {
      if (node.operator !== "in") return false;
      let at: Parsed = node as Parsed;
      for (let around = parent(at); around !== undefined && !isFunction(around); around = parent(at)) {
        if (around.type === "ForStatement") return around.init === at;
        at = around;
      }
      return false;
    }),
};
