import type { TextRule } from "../rule.js";

export const loneSurrogate: TextRule = {
  name: "lone-surrogate",
  reason:
    "Where strings are Unicode, Espruino has no half of a surrogate pair: the string stays without it, and an error is told.",
  instead: "Write the whole character, or a number.",
  strings: "unicode",
  fails: 'function f(s: string) { print(s.length); } f("a\\ud83d"); f("b");',
  at: '"a',
  works: 'function f(s: string) { print(s.length); } f("a\\u20ac"); f("b");',
  find: ({ all }) =>
    all("Literal").filter(
      ({ value }) =>
        typeof value === "string" &&
        /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value),
    ),
};
