import ts from "typescript";
import type { SourceRule } from "../rule.js";

export const arrayHole: SourceRule = {
  name: "array-hole",
  reason: "Espruino takes a list with holes for a SyntaxError where it stands in what is passed over.",
  instead: "Write undefined in its place.",
  fails: `
function pick(which: boolean): number { const list = which && [1, , 3]; return list ? list.length : 0; }
print(pick(true), pick(false));`,
  at: "[1, , 3]",
  works: `
function pick(which: boolean): number { const list = which && [1, undefined, 3]; return list ? list.length : 0; }
print(pick(true), pick(false));
let a = 1, b = 2; [, a] = [a, b]; print(a);`,
  *find({ all }) {
    for (const node of all(ts.SyntaxKind.ArrayLiteralExpression)) {
      // On the left of `=` it takes a list apart: TypeScript makes assignments of it.
      const { parent } = node;
      if (ts.isBinaryExpression(parent) && parent.left === node) continue;
      if (node.elements.some(ts.isOmittedExpression)) yield { node };
    }
  },
};
