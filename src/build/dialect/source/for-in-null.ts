import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { mayBe } from "./reading.js";

export const forInNull: SourceRule = {
  name: "for-in-null",
  reason: "Espruino throws where for..in is given null.",
  instead: "Ask first, or give it `?? {}`.",
  fails: `
function count(by: { [name: string]: number } | null): number { let n = 0; for (const name in by) n += by[name]; return n; }
print(count({ a: 1, b: 2 }), count(null));`,
  at: "by) n",
  works: `
function count(by: { [name: string]: number } | null): number { let n = 0; if (by) for (const name in by) n += by[name]; return n; }
print(count({ a: 1, b: 2 }), count(null));`,
  *find({ all, checker }) {
    for (const { expression } of all(ts.SyntaxKind.ForInStatement)) {
      if (mayBe(checker.getTypeAtLocation(expression), ts.TypeFlags.Null)) yield { node: expression };
    }
  },
};
