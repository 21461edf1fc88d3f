import ts from "typescript";
import type { SourceRule } from "../rule.js";

export const deleteAnswer: SourceRule = {
  name: "delete-answer",
  reason: "On Espruino delete answers false where there is no such key.",
  instead: "Ask with hasOwnProperty, and delete in a statement of its own.",
  fails: `
const waiting: { [tag: string]: number } = { a: 1 }; print(delete waiting.a, delete waiting.b);`,
  at: "delete waiting.a",
  works: `
const waiting: { [tag: string]: number } = { a: 1 }; const had = waiting.hasOwnProperty("a"); delete waiting.a; delete waiting.b; print(had, Object.keys(waiting).length);`,
  *find({ all }) {
    for (const node of all(ts.SyntaxKind.DeleteExpression)) if (isUsed(node)) yield { node };
  },
};

/** Whether somebody reads what an expression answers. */
function isUsed(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return false;
  if (ts.isParenthesizedExpression(parent)) return isUsed(parent);
  // `() => delete o[key]`: most callbacks' answers are nobody's, and those that are somebody's have a type.
  if (ts.isArrowFunction(parent)) return parent.type !== undefined;
  if (ts.isForStatement(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent)) return true;
  const isLast = parent.right === node;
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
      return isLast && isUsed(parent);
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      return !isLast || isUsed(parent);
    default:
      return true;
  }
}
