import { describe, expect, it } from "vitest";
import { isIncomplete } from "../../src/sim/brackets.js";

describe("what was typed", () => {
  it.each([
    "f(",
    "{",
    "[1,",
    "if (a) {\n  b();",
    "`text",
    "/* remark",
    "f('(', \")\", `)`, /[)]/",
    "a = b / c; d = (e / f",
    "f( // )",
  ])("waits for more after %j", (text) => expect(isIncomplete(text)).toBe(true));

  it.each([
    "",
    "1+1",
    "f()",
    "}",
    "f())(",
    "'(",
    '"(',
    "'\\'('",
    "/\\/(/",
    "return /(/",
    "a / b / c",
    "// (",
    "/* ( */",
    "`(`",
    "x = {a: /[(]/}",
    "'a\\\nb('",
  ])("runs %j", (text) => expect(isIncomplete(text)).toBe(false));
});
