import ts from "typescript";
import type { SourceRule } from "../rule.js";

export const asyncTry: SourceRule = {
  name: "async-try",
  reason: "What TypeScript makes of a try around yield or await is a SyntaxError on Espruino.",
  instead: "Wait outside of the try, or write `.catch(...)` behind the promise.",
  fails: `
function* readings() { try { print("first"); yield 1; } finally { print("end"); } }
const all = (readings as any)(); all.next(); all.next();`,
  at: "try",
  works: `
function* readings() { print("first"); yield 1; print("end"); }
const all = (readings as any)(); all.next(); all.next();`,
  *find({ all }) {
    for (const node of all(ts.SyntaxKind.TryStatement)) if (waitsIn(node)) yield { node: node.getFirstToken() ?? node };
  },
};

function waitsIn(node: ts.Node): boolean {
  if (ts.isYieldExpression(node) || ts.isAwaitExpression(node)) return true;
  return !ts.isFunctionLike(node) && ts.forEachChild(node, (child) => waitsIn(child) || undefined) === true;
}
