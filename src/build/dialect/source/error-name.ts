import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, isNamed } from "./reading.js";

const errors: ReadonlySet<string> = new Set(["Error"]);

export const errorName: SourceRule = {
  name: "error-name",
  reason: "On Espruino the name of an error is undefined.",
  instead: "Tell errors apart by their message, or throw an object with a code of its own.",
  fails: `
try { throw new Error("no"); } catch (e) { print((e as Error).name); }`,
  at: "name",
  works: `
try { throw { code: 4, message: "no" }; } catch (e) { const { code, message } = e as { code: number; message: string }; print(code, message); }
try { throw new Error("no"); } catch (e) { print((e as Error).message); }`,
  *find({ all, checker }) {
    for (const { expression, name, parent } of all(ts.SyntaxKind.PropertyAccessExpression)) {
      if (name.text !== "name") continue;
      // A name that is given is there.
      const isSet = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      if (isSet && parent.left === name.parent) continue;
      if (isOfError(checker.getSymbolAtLocation(name)) || isCaught(expression, checker)) yield { node: name };
    }
    for (const pattern of all(ts.SyntaxKind.ObjectBindingPattern)) {
      const taken = pattern.elements.find(({ name, propertyName = name }) => propertyName.getText() === "name");
      if (taken && isNamed(checker.getTypeAtLocation(pattern), errors, checker)) yield { node: taken };
    }
  },
};

/** Whether a property is the one that the language's own Error has, not one of a class that the sketch makes of it. */
function isOfError(symbol: ts.Symbol | undefined): boolean {
  const [declaration] = symbol?.declarations ?? [];
  if (!declaration?.getSourceFile().isDeclarationFile) return false;
  return ts.isInterfaceDeclaration(declaration.parent) && declaration.parent.name.text === "Error";
}

/** Whether it is the variable of a `catch`, taken for anything. */
function isCaught(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const caught = bare(node);
  if (!ts.isIdentifier(caught) || (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) === 0) return false;
  const [declaration] = checker.getSymbolAtLocation(caught)?.declarations ?? [];
  return declaration !== undefined && ts.isCatchClause(declaration.parent);
}
