import type { TextRule } from "../rule.js";

export const callee: TextRule = {
  name: "callee",
  reason: "Espruino's arguments have no callee: it is undefined.",
  instead: "Give the function a name and call that.",
  fails: "function f(): string { return typeof (arguments as unknown as { callee: unknown }).callee; } print(f());",
  at: "arguments",
  works: "function f(): string { return typeof f; } print(f());",
  find: ({ all }) =>
    all("MemberExpression").filter(
      ({ object, property }) =>
        object.type === "Identifier" &&
        object.name === "arguments" &&
        property.type === "Identifier" &&
        (property.name === "callee" || property.name === "caller"),
    ),
};
