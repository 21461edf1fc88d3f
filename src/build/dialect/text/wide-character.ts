import type { TextRule } from "../rule.js";

export const wideCharacter: TextRule = {
  name: "wide-character",
  reason: "Where strings are bytes, Espruino keeps the low byte of a character over 0xFF.",
  instead: "Write its UTF-8 bytes, as \\xe2\\x82\\xac for the euro sign.",
  strings: "bytes",
  fails: "function f(s: TemplateStringsArray) { return s[0]!.charCodeAt(0); } print(f`\\u20ac`);",
  at: "`",
  works: 'function f(s: string) { return s.charCodeAt(0); } print(f("\\u20ac"));',
  find: ({ all }) =>
    [...all("Literal"), ...all("TemplateElement")].filter(({ value }) =>
      /[^\0-\xff]/.test(
        typeof value === "object" && value !== null && "cooked" in value
          ? (value.cooked ?? "")
          : typeof value === "string"
            ? value
            : "",
      ),
    ),
};
