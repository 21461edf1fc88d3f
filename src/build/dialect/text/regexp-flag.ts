import { regexpsIn } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpFlag: TextRule = {
  name: "regexp-flag",
  reason: "Espruino's regular expressions have the flags g and i only: m does nothing, and others stop the script.",
  instead: "Leave the flag, and split the text into lines first.",
  fails: 'print(/^b/m.test("a\\nb"));',
  at: "/",
  works: 'print("a\\nb".split("\\n").filter((line) => /^b/.test(line)).length > 0);',
  find: (text) => regexpsIn(text).filter(({ flags }) => /[^gi]/.test(flags)),
};
