import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, isGlobal, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["create"]);

export const nullPrototype: SourceRule = {
  name: "null-prototype",
  reason: "On Espruino an object without a prototype has toString and the other methods of every object.",
  instead: "Write `{}` and ask with hasOwnProperty.",
  fails: `
const seen = Object.create(null); seen.a = 1; print("a" in seen, "toString" in seen);`,
  at: "Object.create(null)",
  works: `
const seen: { [tag: string]: number } = {}; seen.a = 1; print(seen.hasOwnProperty("a"), seen.hasOwnProperty("toString"));
const base = { unit: "C" }; print(Object.create(base).unit);`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [prototype] = call.arguments;
      if (!prototype || !isGlobal(on, "Object", source.checker)) continue;
      if (bare(prototype).kind === ts.SyntaxKind.NullKeyword) yield { node: call };
    }
  },
};
