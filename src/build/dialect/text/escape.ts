import type { TextRule } from "../rule.js";

export const escapes: TextRule = {
  name: "escape",
  reason: "Espruino knows no \\u{...}, and keeps the line's end that a backslash joins.",
  instead: "Write \\u20ac or the UTF-8 bytes, and join strings with +.",
  isText: true,
  fails: 'print("\\u{41}".length);',
  at: '"',
  works: 'print("\\u0041".length);',
  find: ({ all, code }) =>
    [...all("Literal"), ...all("TemplateElement")].filter(({ start, end }) =>
      /^[^/](?:[^\\]|\\[^u\n\r]|\\u(?!\{))*\\(?:u\{|[\n\r])/.test(
        ` ${code.slice(start, end)}`.replace(/^ (?=["/])/, ""),
      ),
    ),
};
