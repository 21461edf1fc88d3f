import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpAnchor: TextRule = {
  name: "regexp-anchor",
  reason: "Espruino's regular expressions know ^ as the first and $ as the last character of the whole only.",
  instead: "Use a second expression.",
  fails: 'print(/b*^c*$/.test("c"), /(a)(^b)*/.test("a"));',
  at: "/b",
  works: 'print(/^c*$/.test("c"), /a/.test("a"));',
  find: regexpFaults("anchor"),
};
