import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isGlobal, methodCalls, partsOf } from "./reading.js";

const names: ReadonlySet<string> = new Set(["stringify", "parse"]);
const nothing = ts.TypeFlags.Null | ts.TypeFlags.Undefined;

export const jsonCallback: SourceRule = {
  name: "json-callback",
  reason: "Espruino's JSON.stringify and JSON.parse ignore their second argument.",
  instead: "Pick or change the values yourself, before or after.",
  fails: `
print(JSON.stringify({ tag: "soil", key: "secret" }, ["tag"]));`,
  at: '["tag"]',
  works: `
const reading = { tag: "soil", key: "secret" }; print(JSON.stringify({ tag: reading.tag }, null));`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [, callback] = call.arguments;
      if (!callback || !isGlobal(on, "JSON", source.checker)) continue;
      const parts = partsOf(source.checker.getTypeAtLocation(callback));
      if (parts.some(({ flags }) => (flags & nothing) === 0)) yield { node: callback };
    }
  },
};
