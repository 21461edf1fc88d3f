import type { TextRule } from "../rule.js";

export const lineEnd: TextRule = {
  name: "line-end",
  reason:
    "Espruino does not end a statement at a line's end: a value on the line behind return is returned, and ++ on the next line belongs to this one.",
  instead: "Write the semicolon.",
  isText: true,
  fails: "var a = 1, b = 1\nb = a\n++b\nprint(a, b)",
  at: "++b",
  works: "var a = 1, b = 1;\nb = a;\n++b;\nprint(a, b)",
  find: ({ all, code }) => [
    ...all("UpdateExpression").filter(
      ({ start, prefix }) => prefix && /[^;{}\s]\s*\n\s*$/.test(code.slice(Math.max(0, start - 200), start)),
    ),
    ...all("ReturnStatement").filter(
      ({ end, argument }) => !argument && code[end - 1] !== ";" && /^\s*\n\s*[^\s;}]/.test(code.slice(end)),
    ),
  ],
};
