import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isSame, isWithin, leavesAfter, methodCalls } from "./reading.js";

const walks: ReadonlySet<string> = new Set(["forEach", "map", "filter", "some", "every", "reduce"]);
const changes: ReadonlySet<string> = new Set(["push", "pop", "shift", "unshift", "splice"]);

export const arrayInWalk: SourceRule = {
  name: "array-in-walk",
  reason:
    "Espruino walks a list as it was for what is taken out meanwhile, and goes on to what is added: the callback sees other elements.",
  instead: "Walk a copy, `list.slice().forEach(...)`, or make a new list with filter.",
  fails: `
const due = [1, 2, 3, 4];
due.forEach((at, index) => { print(at); if (at === 2) due.splice(index, 1); });`,
  at: "due.splice(index, 1)",
  works: `
const due = [1, 2, 3, 4];
due.slice().forEach((at, index) => { print(at); if (at === 2) due.splice(index, 1); });
due.some((at, index) => { if (at !== 3) return false; due.splice(index, 1); return true; });
print(due.join());`,
  *find(source) {
    const inside = methodCalls(source, changes);
    if (inside.length === 0) return;
    for (const { call, on, name } of methodCalls(source, walks)) {
      const [callback] = call.arguments;
      if (callback === undefined || !ts.isFunctionLike(callback)) continue;
      const mayLeave = name.text === "some" || name.text === "every";
      for (const change of inside) {
        if (!isWithin(change.call, callback) || !isSame(on, change.on, source.checker)) continue;
        if (!mayLeave || !leavesAfter(change.call)) yield { node: change.call };
      }
    }
  },
};
