import type { Parsed, TextRule } from "../rule.js";

export const arrayLength: TextRule = {
  name: "array-length",
  reason: "Espruino throws a TypeError where the length of an array is set.",
  instead:
    "Take elements away with splice or pop, or make a new array; if this is no array, call the property something else.",
  fails: "const a: any = [1, 2, 3]; a.length = 1; print(a.join());",
  at: "length = 1",
  works: "const a = [1, 2, 3]; a.splice(1); print(a.join());",
  find: ({ all }) =>
    [...all("AssignmentExpression").map(({ left }) => left), ...all("UpdateExpression").map(({ argument }) => argument)]
      .filter((node) => node.type === "MemberExpression" && !node.computed && node.object.type !== "ThisExpression")
      .map((node) => (node as Parsed<"MemberExpression">).property as Parsed<"Identifier">)
      .filter(({ name }) => name === "length"),
};
