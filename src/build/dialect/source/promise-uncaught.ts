import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, isGlobal, isNamed } from "./reading.js";

const promises: ReadonlySet<string> = new Set(["Promise", "PromiseLike"]);

export const promiseUncaught: SourceRule = {
  name: "promise-uncaught",
  reason: "Espruino delivers a rejection that nobody catches to the next chain of promises, whosever it is.",
  instead: "End the chain with `.catch(...)`.",
  fails: `
declare const Promise: any;
Promise.resolve(1).then(() => { throw 5; });
Promise.resolve(2).then((value: number) => print("value", value)).catch(() => print("not mine"));`,
  at: "Promise.resolve(1).then(() => { throw 5; })",
  works: `
declare const Promise: any;
Promise.resolve(1).then(() => { throw 5; }).catch((e: number) => print("caught", e));
Promise.resolve(2).then((value: number) => print("value", value)).catch(() => print("not mine"));`,
  *find({ all, checker }) {
    for (const { expression } of all(ts.SyntaxKind.ExpressionStatement)) {
      // `void promise` says that nobody waits, not that nothing is thrown.
      const node = bare(ts.isVoidExpression(expression) ? expression.expression : expression);
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
      if (isPromise(node, checker) && !isCaught(node)) yield { node };
    }
  },
};

/** Whether it is a promise by its type, or a chain that starts at `Promise`. */
function isPromise(node: ts.Expression, checker: ts.TypeChecker): boolean {
  if (isNamed(checker.getTypeAtLocation(node), promises, checker)) return true;
  let at: ts.Expression = node;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isNewExpression(at)) {
    at = bare(at.expression);
  }
  return at !== node && isGlobal(at, "Promise", checker);
}

function isCaught(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = bare(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return callee.name.text === "catch" || (callee.name.text === "then" && node.arguments.length > 1);
}
