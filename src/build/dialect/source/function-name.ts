import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, partsOf } from "./reading.js";

export const functionName: SourceRule = {
  name: "function-name",
  reason: "On Espruino the name of a function or class is undefined, and minifying shortens it everywhere else.",
  instead: "Keep the name in a property of your own.",
  fails: `
class Probe {} print(typeof (Probe as unknown as { name: string }).name);`,
  at: "name);",
  works: `
class Probe { static readonly label = "Probe"; } print(Probe.label);
const sensor = { name: "soil", read: () => 5 }; print(sensor.name, sensor.read());`,
  *find({ all, checker }) {
    for (const { expression, name } of all(ts.SyntaxKind.PropertyAccessExpression)) {
      if (name.text !== "name") continue;
      const type = checker.getTypeAtLocation(bare(expression));
      const own = type.getProperty("name")?.declarations ?? [];
      if (own.some((declaration) => !declaration.getSourceFile().isDeclarationFile)) continue;
      if (partsOf(type).some((part) => isFunction(part))) yield { node: name };
    }
  },
};

function isFunction(type: ts.Type): boolean {
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return true;
  return type.getSymbol()?.name === "Function";
}
