import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpClass: TextRule = {
  name: "regexp-class",
  reason:
    "Espruino takes a [ within a class for the start of another, a dot in a range for any character, and a range to the same character for none.",
  instead: "Write \\[ for the bracket and single characters for the range.",
  fails: 'print(/[+-.]/.test("z"));',
  at: "/",
  works: 'print(/[+,.-]/.test("z"));',
  find: regexpFaults("class"),
};
