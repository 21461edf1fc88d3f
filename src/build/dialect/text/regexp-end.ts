import { regexpFaults } from "../regexps.js";
import type { TextRule } from "../rule.js";

export const regexpEnd: TextRule = {
  name: "regexp-end",
  reason: "Espruino does not look behind the last character: where nothing must stand before $, it is not found there.",
  instead: "Write + for *, or begin with ^.",
  fails: 'print(/\\s*$/.test("a"));',
  at: "/",
  works: 'print(/^.*\\s*$/.test("a"));',
  find: regexpFaults("end"),
};
