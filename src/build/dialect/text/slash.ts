import type { TextRule } from "../rule.js";
import { slashesMissed } from "../slashes.js";

export const slash: TextRule = {
  name: "slash",
  reason:
    "Espruino tells the start of a regular expression by the token before the slash, and takes it for a division behind ), ~, | and ^, and for a start behind ++, --, this and names that are words of the language.",
  instead: "Put the regular expression, or what is divided, in parentheses.",
  isText: true,
  fails: "var i = 8, n = 2; print(i++ / n / 1);",
  at: "i++",
  works: "var i = 8, n = 2; print((i++) / n / 1);",
  find: slashesMissed,
};
