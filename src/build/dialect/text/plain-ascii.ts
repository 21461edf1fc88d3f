import type { TextRule } from "../rule.js";

export const plainAscii: TextRule = {
  name: "plain-ascii",
  reason:
    "A script goes to the board as bytes: a NUL ends it, other control characters act at its console, and where strings are bytes other characters are several.",
  instead: "Write it as an escape, \\0 or \\xe9.",
  isText: true,
  fails: 'print("a\0b".length);',
  at: "\0",
  works: 'print("a\\0b".length);',
  find: ({ code }, { strings }) =>
    [...code.matchAll(strings === "bytes" ? /[^\t\n\r -~]/g : /[^\t\n\r -~\x80-\uffff]/g)].map(({ index }) => ({
      start: index,
      end: index + 1,
    })),
};
