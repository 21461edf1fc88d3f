import type { TextRule } from "../rule.js";

export const plainAscii: TextRule = {
  name: "plain-ascii",
  reason:
    "A script reaches the board as bytes, and its console acts on control characters: other than printable ASCII is read as something else.",
  instead: "Write it as an escape, \\xe9 or \\n.",
  isText: true,
  fails: 'print("é".length);',
  at: "é",
  works: 'print("\\xe9".length);',
  find: ({ code }) => [...code.matchAll(/[^\t\n\r -~]/g)].map(({ index }) => ({ start: index, end: index + 1 })),
};
