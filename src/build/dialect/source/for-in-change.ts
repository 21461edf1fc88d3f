import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { around, bare, isSame, leavesAfter } from "./reading.js";

export const forInChange: SourceRule = {
  name: "for-in-change",
  reason: "Espruino's for..in ends early where a key is deleted, and also walks the keys that are added meanwhile.",
  instead: "Walk a list of the keys: `for (const key of Object.keys(o))`.",
  fails: `
const waiting: { [tag: string]: number } = { a: 1, b: 2, c: 3 };
for (const tag in waiting) delete waiting[tag];
print(Object.keys(waiting).length);`,
  at: "delete waiting[tag]",
  works: `
const waiting: { [tag: string]: number } = { a: 1, b: 2, c: 3 };
for (const tag in waiting) if (tag === "b") { delete waiting[tag]; break; }
print(Object.keys(waiting).join());
for (const tag of Object.keys(waiting)) delete waiting[tag];
print(Object.keys(waiting).length);`,
  *find({ all, checker }) {
    // The loop around a node that walks this object.
    const loopOver = (node: ts.Node, object: ts.Expression): ts.ForInStatement | undefined => {
      for (const outer of around(node)) {
        if (ts.isFunctionLike(outer)) return undefined;
        if (ts.isForInStatement(outer) && isSame(outer.expression, object, checker)) return outer;
      }
      return undefined;
    };
    for (const node of all(ts.SyntaxKind.DeleteExpression)) {
      const deleted = bare(node.expression);
      if (!ts.isElementAccessExpression(deleted) && !ts.isPropertyAccessExpression(deleted)) continue;
      if (loopOver(node, deleted.expression) && !leavesAfter(node)) yield { node };
    }
    for (const node of all(ts.SyntaxKind.BinaryExpression)) {
      const { left, operatorToken } = node;
      if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isElementAccessExpression(left)) continue;
      // What the loop's own variable names is there; a name that is made of others may be new.
      const key = bare(left.argumentExpression);
      if (ts.isIdentifier(key) || ts.isLiteralExpression(key)) continue;
      if (loopOver(node, left.expression) && !leavesAfter(node)) yield { node };
    }
  },
};
