import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isGlobal, mayBe, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["toString"]);

export const toBytesUndefined: SourceRule = {
  name: "to-bytes-undefined",
  reason: "E.toString throws where it is given undefined.",
  instead: 'Ask first, or give it `?? ""`.',
  fails: `
const last: { text?: string } = {}; print("[" + E.toString("t=", last.text) + "]");`,
  at: "last.text)",
  works: `
const last: { text?: string } = {}; print("[" + E.toString("t=", last.text ?? "") + "]");`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      if (!isGlobal(on, "E", source.checker)) continue;
      for (const part of call.arguments) {
        const type = source.checker.getTypeAtLocation(part);
        if (mayBe(type, ts.TypeFlags.Undefined | ts.TypeFlags.Void)) yield { node: part };
      }
    }
  },
};
