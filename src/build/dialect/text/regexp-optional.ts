import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpOptional: TextRule = {
  name: "regexp-optional",
  reason:
    "Espruino's regular expressions have no ? behind anything: it is taken for the character, so there is no optional part and nothing lazy.",
  instead: "Use * or two expressions, and cut what is too long with slice.",
  fails: 'print(/[+-]?\\d+/.test("12"));',
  at: "/[+-]",
  works: 'print(/[+-]*\\d+/.test("12"));',
  find: regexpFaults("optional"),
};
