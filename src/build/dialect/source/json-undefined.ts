import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isGlobal, mayBe, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["stringify"]);

export const jsonUndefined: SourceRule = {
  name: "json-undefined",
  reason: 'Espruino\'s JSON.stringify answers "null" for undefined, not undefined.',
  instead: "Ask first, or say what is meant: `value ?? null`.",
  fails: `
const last: { value?: number } = {}; print(JSON.stringify(last.value));`,
  at: "last.value)",
  works: `
const last: { value?: number } = {}; print(JSON.stringify(last.value ?? null), JSON.stringify(last));`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [value] = call.arguments;
      if (!value || !isGlobal(on, "JSON", source.checker)) continue;
      const type = source.checker.getTypeAtLocation(value);
      if (mayBe(type, ts.TypeFlags.Undefined | ts.TypeFlags.Void)) yield { node: value };
    }
  },
};
