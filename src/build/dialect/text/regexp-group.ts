import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpGroup: TextRule = {
  name: "regexp-group",
  reason:
    "Espruino's regular expressions have plain groups only, at most 9, without | in them, without ?: and names, and none within another.",
  instead: "Use a second expression.",
  fails: 'print(/^(?:on|off)$/.test("on"));',
  at: "/",
  works: 'print(/^on$/.test("off") || /^off$/.test("on"));',
  find: regexpFaults("group"),
};
