import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpCounted: TextRule = {
  name: "regexp-counted",
  reason: "Espruino's regular expressions have no {2} or {2,3}: the braces are taken for characters.",
  instead: "Write the part as often as it is wanted.",
  fails: 'print(/^\\d{2}:\\d{2}$/.test("12:34"));',
  at: "/^",
  works: 'print(/^\\d\\d:\\d\\d$/.test("12:34"));',
  find: regexpFaults("counted"),
};
