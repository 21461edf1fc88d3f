import { commasMissed } from "../commas.js";
import type { TextRule } from "../rule.js";

export const comma: TextRule = {
  name: "comma",
  reason: "Espruino stops at a comma between [ and ] of an index, and between case and its colon, with a SyntaxError.",
  instead: "Put what stands before the comma into a statement of its own.",
  isText: true,
  fails: "var a = [0, 1], n = 0; print(a[n++, 1]);",
  at: "n++, 1",
  works: "var a = [0, 1], n = 0; n++; print(a[1]);",
  find: commasMissed,
};
