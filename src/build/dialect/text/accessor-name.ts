import { isKeyword } from "../keywords.js";
import type { Parsed, TextRule } from "../rule.js";

export const accessorName: TextRule = {
  name: "accessor-name",
  reason:
    "Espruino takes only a plain name, and no word of the language, for a getter or setter of an object literal: anything else is a SyntaxError.",
  instead: "Use Object.defineProperty.",
  fails: 'const o = { get "a-b"() { return 1; } }; print(o["a-b"]);',
  at: "get",
  works: 'const o: Record<string, number> = {}; Object.defineProperty(o, "a-b", { get: () => 1 }); print(o["a-b"]!);',
  find: ({ all }) =>
    all("Property")
      .filter(({ kind, key }) => kind !== "init" && !(key.type === "Identifier" && !isKeyword(key.name)))
      .map(({ key }) => key as Parsed),
};
