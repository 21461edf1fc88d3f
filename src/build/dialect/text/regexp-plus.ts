import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpPlus: TextRule = {
  name: "regexp-plus",
  reason:
    "Espruino's + matches nothing at all where what follows it can begin with the same character, or at the end of the text.",
  instead: "Write the part twice, with * behind the second: ..* for .+.",
  fails: 'print(/^.+$/.test(""));',
  at: "/",
  works: 'print(/^..*$/.test(""));',
  find: regexpFaults("plus"),
};
