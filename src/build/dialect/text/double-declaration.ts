import type { TextRule } from "../rule.js";
import { readScopes } from "../scopes.js";

export const doubleDeclaration: TextRule = {
  name: "double-declaration",
  reason:
    "Espruino gives a function its name when its declaration runs: it replaces a variable, a parameter or a function of that name only then.",
  instead: "Give each its own name.",
  isText: true,
  fails: "var f = 1; function f() {} print(typeof f);",
  at: "function f",
  works: "var f = 1; function g() {} print(typeof f);",
  find: (text) =>
    readScopes(text).all.flatMap(({ parameters, vars, functions }) =>
      [...functions].flatMap(([name, nodes]) =>
        nodes.length > 1 || vars.has(name) || parameters.has(name) ? nodes.slice(-1) : [],
      ),
    ),
};
