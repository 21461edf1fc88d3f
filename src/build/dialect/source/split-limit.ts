import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { methodCalls, partsOf } from "./reading.js";

const names: ReadonlySet<string> = new Set(["split"]);

export const splitLimit: SourceRule = {
  name: "split-limit",
  reason: "Espruino's split ignores how many parts are wanted.",
  instead: "Cut the list: `.split(separator).slice(0, count)`.",
  fails: `
print("a,b,c".split(",", 2).join());`,
  at: "2",
  works: `
print("a,b,c".split(",").slice(0, 2).join());`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [, limit] = call.arguments;
      const parts = partsOf(source.checker.getTypeAtLocation(on));
      if (limit && parts.some(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0)) yield { node: limit };
    }
  },
};
