import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpRepeatedGroup: TextRule = {
  name: "regexp-repeated-group",
  reason:
    "Espruino's regular expressions repeat one character or class, never a group: the * or + behind it is taken for the character.",
  instead: "Match the whole, and split it.",
  fails: 'print(/^(\\d+,)+$/.test("1,2,"));',
  at: "/",
  works: 'print(/^[\\d,]*,$/.test("1,2,"));',
  find: regexpFaults("repeated-group"),
};
