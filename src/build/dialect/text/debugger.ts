import type { TextRule } from "../rule.js";

export const debuggerStatement: TextRule = {
  name: "debugger",
  reason: "Espruino stops at debugger and waits for somebody at the console.",
  instead: "Leave it out.",
  isText: true,
  fails: "debugger; print(1);",
  at: "debugger",
  works: "print(1);",
  find: ({ all }) => all("DebuggerStatement"),
};
