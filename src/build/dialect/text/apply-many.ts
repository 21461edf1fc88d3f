import type { Parsed, TextRule } from "../rule.js";

export const applyMany: TextRule = {
  name: "apply-many",
  reason: "Espruino's apply takes at most 256 arguments.",
  instead: "Walk the array in a loop.",
  fails: `print(Math.max.apply(null, [${Array(257).fill(7)}]));`,
  at: "[",
  works: "print([7, 7].reduce((most, n) => Math.max(most, n), 0));",
  find: ({ all }) =>
    all("CallExpression").flatMap(({ callee, arguments: [, list] }) => {
      const isApply =
        callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "apply";
      return isApply && list?.type === "ArrayExpression" && list.elements.length > 256 ? [list as Parsed] : [];
    }),
};
