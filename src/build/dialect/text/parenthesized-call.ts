import type { Parsed, TextRule } from "../rule.js";

export const parenthesizedCall: TextRule = {
  name: "parenthesized-call",
  reason: "Espruino forgets what a method is called on if the method stands in parentheses.",
  instead: "Leave the parentheses out.",
  isText: true,
  fails: "var o = { v: 5, f: function () { return this.v; } }; print((o.f)());",
  at: "o.f",
  works: "var o = { v: 5, f: function () { return this.v; } }; print(o.f());",
  find: ({ all, code }) =>
    all("CallExpression")
      .map(({ callee }) => callee as Parsed)
      .filter(({ type, end }) => type === "MemberExpression" && /^\s*\)/.test(code.slice(end))),
};
