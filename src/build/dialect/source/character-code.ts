import type { SourceRule } from "../rule.js";
import { isGlobal, methodCalls, partsOf } from "./reading.js";

const names: ReadonlySet<string> = new Set(["fromCharCode"]);

export const characterCode: SourceRule = {
  name: "character-code",
  reason: "Espruino's String.fromCharCode keeps the lowest eight bits of a code.",
  instead: "Write the character into a string literal.",
  fails: `
print(String.fromCharCode(0x20ac).charCodeAt(0));`,
  at: "0x20ac",
  works: `
print(String.fromCharCode(0x41, 0x42), "€" === "\\u20ac");`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      if (!isGlobal(on, "String", source.checker)) continue;
      for (const code of call.arguments) {
        const parts = partsOf(source.checker.getTypeAtLocation(code));
        if (parts.some((part) => part.isNumberLiteral() && part.value > 255)) yield { node: code };
      }
    }
  },
};
