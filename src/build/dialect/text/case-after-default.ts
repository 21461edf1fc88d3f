import type { Parsed, TextRule } from "../rule.js";

export const caseAfterDefault: TextRule = {
  name: "case-after-default",
  reason: "Espruino stops at a case behind default with a SyntaxError.",
  instead: "Put default last.",
  fails:
    'function f(n: number) { switch (n) { case 2: return "two"; default: return "other"; case 1: return "one"; } } print(f(1), f(2));',
  at: "case 1",
  works:
    'function f(n: number) { switch (n) { case 2: return "two"; case 1: return "one"; default: return "other"; } } print(f(1), f(2));',
  find: ({ all }) =>
    all("SwitchStatement").flatMap(({ cases }) => {
      const position = cases.findIndex(({ test }) => !test);
      return position < 0 ? [] : (cases.slice(position + 1, position + 2) as Parsed[]);
    }),
};
