import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, isGlobal, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["defineProperty"]);

export const hiddenProperty: SourceRule = {
  name: "hidden-property",
  reason:
    "Espruino has no hidden properties: Object.keys, for..in and JSON.stringify show what is not enumerable (and what has a get is never in JSON).",
  instead: "Say `enumerable: true`, or keep the value in a variable.",
  fails: `
const probe = { raw: 5 }; Object.defineProperty(probe, "secret", { value: 7 }); print(JSON.stringify(probe));`,
  at: "{ value: 7 }",
  works: `
const probe = { raw: 5 }; Object.defineProperty(probe, "unit", { value: "C", enumerable: true }); print(JSON.stringify(probe));
class Tank { raw = 3; } Object.defineProperty(Tank.prototype, "half", { get() { return this.raw / 2; } });
print((new Tank() as unknown as { half: number }).half);`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const descriptor = call.arguments[2] && bare(call.arguments[2]);
      if (!descriptor || !ts.isObjectLiteralExpression(descriptor)) continue;
      if (!isGlobal(on, "Object", source.checker)) continue;
      const field = (name: string) => descriptor.properties.find((property) => property.name?.getText() === name);
      const enumerable = field("enumerable");
      const isShown =
        enumerable && ts.isPropertyAssignment(enumerable) && enumerable.initializer.kind !== ts.SyntaxKind.FalseKeyword;
      if (field("value") && !isShown) yield { node: descriptor };
    }
  },
};
