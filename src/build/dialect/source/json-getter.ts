import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isGlobal, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["stringify"]);

export const jsonGetter: SourceRule = {
  name: "json-getter",
  reason: "Espruino's JSON.stringify leaves out what a getter answers.",
  instead: "Put its value into the object: `{ ...o, celsius: o.celsius }`.",
  fails: `
const probe = { raw: 215, get celsius() { return this.raw / 10; } }; print(JSON.stringify(probe));`,
  at: "probe));",
  works: `
const probe = { raw: 215, get celsius() { return this.raw / 10; } }; print(JSON.stringify({ raw: probe.raw, celsius: probe.celsius }));`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [value] = call.arguments;
      if (!value || !isGlobal(on, "JSON", source.checker)) continue;
      if (hasGetter(source.checker.getTypeAtLocation(value), source.checker, 3)) yield { node: value };
    }
  },
};

/** Whether an object literal behind the type has a getter; those of a class are on its prototype and no JSON anywhere. */
function hasGetter(type: ts.Type, checker: ts.TypeChecker, depth: number): boolean {
  return type.getProperties().some((property) => {
    const { valueDeclaration: declaration } = property;
    if (!declaration || declaration.getSourceFile().isDeclarationFile) return false;
    if (ts.isGetAccessorDeclaration(declaration)) return ts.isObjectLiteralExpression(declaration.parent);
    if (depth === 0 || !ts.isPropertyAssignment(declaration)) return false;
    return hasGetter(checker.getTypeOfSymbol(property), checker, depth - 1);
  });
}
