import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpLookaround: TextRule = {
  name: "regexp-lookaround",
  reason: "Espruino's regular expressions have no lookahead and no lookbehind: they are taken for a group.",
  instead: "Match more in a group, and take the group.",
  fails: 'print(/\\d+(?=C)/.test("21C"));',
  at: "/",
  works: 'print(/(\\d+)C/.exec("21C")![1]);',
  find: regexpFaults("lookaround"),
};
