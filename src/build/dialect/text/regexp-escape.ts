import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpEscape: TextRule = {
  name: "regexp-escape",
  reason:
    "Espruino's regular expressions have no \\b, \\B, \\u, \\c and no backreference: the letter is taken for itself, and a digit throws.",
  instead: "Write what may stand there, as in (^|\\W) with two expressions, and \\x41 for a character code.",
  fails: 'print(/\\bon/.test("is on"));',
  at: "/",
  works: 'print(/^on/.test("is on") || /\\Won/.test("is on"));',
  find: regexpFaults("escape"),
};
