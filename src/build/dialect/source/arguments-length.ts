import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { around, bare, isGlobal } from "./reading.js";

export const argumentsLength: SourceRule = {
  name: "arguments-length",
  reason: "On Espruino arguments has at least as many elements as there are parameters, given or not, and no callee.",
  instead: "Collect what is given with a rest parameter, `...values`.",
  fails: `
function given(first?: number, second?: number): number { return arguments.length; }
print(given(), given(1), given(1, 2));`,
  at: "arguments.length",
  works: `
function given(...values: number[]): number { return values.length; }
function all(): number { return arguments.length; }
print(given(), given(1), given(1, 2), (all as (...values: number[]) => number)(1, 2));`,
  *find({ all, checker }) {
    for (const node of all(ts.SyntaxKind.PropertyAccessExpression)) {
      if (!isGlobal(bare(node.expression), "arguments", checker)) continue;
      if (node.name.text === "callee" || (node.name.text === "length" && hasParameters(node))) yield { node };
    }
  },
};

/** Whether the function whose arguments these are has parameters by name. */
function hasParameters(node: ts.Node): boolean {
  for (const outer of around(node)) {
    if (ts.isFunctionLike(outer) && !ts.isArrowFunction(outer)) {
      return outer.parameters.some(({ name, dotDotDotToken }) => !dotDotDotToken && name.getText() !== "this");
    }
  }
  return false;
}
