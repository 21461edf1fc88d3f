import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare } from "./reading.js";

export const newBound: SourceRule = {
  name: "new-bound",
  reason: "Espruino makes no objects with a bound function, which is what `new` with a spread list becomes.",
  instead: "Name the arguments, or make the object in a function that has them.",
  fails: `
class Probe { constructor(readonly pin: number, readonly unit: string) {} }
const settings: [number, string] = [5, "C"]; print(new Probe(...settings).unit);`,
  at: "new Probe(...settings)",
  works: `
class Probe { constructor(readonly pin: number, readonly unit: string) {} }
const settings: [number, string] = [5, "C"]; print(new Probe(settings[0], settings[1]).unit);`,
  *find({ all, checker }) {
    for (const node of all(ts.SyntaxKind.NewExpression)) {
      const isSpread = node.arguments?.some(ts.isSpreadElement);
      if (isSpread || isBound(node.expression, checker)) yield { node };
    }
  },
};

function isBound(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const made = bare(node);
  if (ts.isIdentifier(made)) {
    const declaration = checker.getSymbolAtLocation(made)?.valueDeclaration;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value !== undefined && isCallOfBind(bare(value));
  }
  return isCallOfBind(made);
}

function isCallOfBind(node: ts.Expression): boolean {
  const callee = ts.isCallExpression(node) ? bare(node.expression) : undefined;
  return callee !== undefined && ts.isPropertyAccessExpression(callee) && callee.name.text === "bind";
}
