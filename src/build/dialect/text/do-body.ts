import type { Parsed, TextRule } from "../rule.js";

export const doBody: TextRule = {
  name: "do-body",
  reason:
    "Espruino wants braces around what do repeats, if that is a statement of its own: it stops with a SyntaxError.",
  instead: "Put it in braces.",
  isText: true,
  fails: "var i = 0; do if (i++) break; while (i < 3); print(i);",
  at: "if",
  works: "var i = 0; do { if (i++) break; } while (i < 3); print(i);",
  find: ({ all }) =>
    all("DoWhileStatement")
      .map(({ body }) => body as Parsed)
      .filter(({ type }) => type !== "BlockStatement" && type !== "ExpressionStatement"),
};
