import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { around, isDeclared, isGlobal, isSame, isWithin, mayBe } from "./reading.js";

const clears = ["clearTimeout", "clearInterval", "clearWatch"];

export const clearUndefined: SourceRule = {
  name: "clear-undefined",
  reason: "Espruino throws where clearTimeout, clearInterval or clearWatch is given undefined.",
  instead: "Ask first, `if (timer !== undefined) clearTimeout(timer);`, or start with 0, which no timer has.",
  fails: `
let timer: number | undefined;
function stop(): void { clearTimeout(timer); timer = undefined; }
stop(); timer = setTimeout(() => print("late"), 5); stop(); print("stopped");`,
  at: "timer);",
  works: `
let timer: number | undefined;
let other = 0;
function stop(): void { if (timer !== undefined) clearTimeout(timer); timer = undefined; clearInterval(other); }
stop(); timer = setTimeout(() => print("late"), 5); stop(); print("stopped");`,
  *find({ all, checker }) {
    for (const { expression, arguments: given } of all(ts.SyntaxKind.CallExpression)) {
      const [id] = given;
      if (id === undefined || !clears.some((name) => isGlobal(expression, name, checker))) continue;
      if (mayBe(checker.getTypeAtLocation(id), ts.TypeFlags.Undefined | ts.TypeFlags.Void)) yield { node: id };
      else if (isNeverSet(id, checker)) {
        yield {
          node: id,
          sentence: `${id.getText()} may be without a value here, and its type does not say so: Espruino throws where ${expression.getText()} is given undefined.`,
        };
      }
    }
  },
};

/**
 * Whether it is a variable that is declared without a value, in another function than this, and nobody asks here whether
 * it has one. If its type told, the checker would have answered already.
 */
function isNeverSet(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || !ts.isVariableDeclaration(declaration)) return false;
  if (declaration.initializer || declaration.exclamationToken || isDeclared(declaration)) return false;
  // In the head of a loop each round sets it.
  if (!ts.isVariableStatement(declaration.parent.parent)) return false;
  if (bodyOf(node) === bodyOf(declaration) || isAsked(node, checker)) return false;
  return !mayBe(checker.getTypeOfSymbol(symbol), ts.TypeFlags.Undefined);
}

/** Whether the node runs only after something has looked at the same variable. */
function isAsked(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const mentions = (at: ts.Node): boolean =>
    (ts.isIdentifier(at) && isSame(at, node, checker)) || ts.forEachChild(at, mentions) === true;
  for (const outer of around(node)) {
    if (ts.isFunctionLike(outer)) return false;
    const asks =
      ts.isIfStatement(outer) || ts.isWhileStatement(outer)
        ? outer.expression
        : ts.isConditionalExpression(outer)
          ? outer.condition
          : ts.isBinaryExpression(outer)
            ? outer.left
            : undefined;
    if (asks && !isWithin(node, asks) && mentions(asks)) return true;
  }
  return false;
}

function bodyOf(node: ts.Node): ts.Node | undefined {
  for (const outer of around(node)) if (ts.isFunctionLike(outer)) return outer;
  return undefined;
}
