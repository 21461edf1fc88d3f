import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpAlternative: TextRule = {
  name: "regexp-alternative",
  reason:
    "In Espruino's regular expressions nothing may stand beside | that could be tried in more than one way: no ^, no group, and no * or + but at the end of an alternative.",
  instead: "Use one expression for each alternative.",
  fails: 'print(" a ".replace(/^\\s+|\\s+$/g, ""));',
  at: "/",
  works: 'print(" a ".replace(/^\\s+/, "").replace(/\\s+$/, ""));',
  find: regexpFaults("alternative"),
};
