import type { TextRule } from "../rule.js";

export const loneSurrogate: TextRule = {
  name: "lone-surrogate",
  reason:
    "Where strings are Unicode, Espruino has no half of a surrogate pair: the string stays without it, and an error is told.",
  instead: "Write the whole character, or a number.",
  strings: "unicode",
  fails: 'for (const s of ["a\\ud83d", "b"]) print(s.length);',
  at: '"a',
  works: 'for (const s of ["a\\u20ac", "b"]) print(s.length);',
  // By its text: the parser's value has something else in its place.
  find: ({ all, code }) =>
    all("Literal").filter(({ start, end, value }) => {
      const text = code.slice(start, end).replaceAll("\\\\", "");
      return (
        typeof value === "string" &&
        /\\ud[89ab][\da-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2}/i.test(text)
      );
    }),
};
