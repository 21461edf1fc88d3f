/** Frames as the firmwares print them; the lines are of the real interpreter, where a comment does not say otherwise. */
import { describe, expect, it } from "vitest";
import { frameOf, isCaret } from "../../src/monitor/trace.js";

describe("a frame", () => {
  it.each([
    ["    at tw.a:1:206", { file: "tw.a", line: 1, column: 206 }],
    ["    at t (tw.a:1:21)", { file: "tw.a", line: 1, column: 21 }],
    ["    at eval (tw.b:2:51)", { file: "tw.b", line: 2, column: 51 }],
    ["    at boot code (.bootcde:1:512)", { file: ".bootcde", line: 1, column: 512 }],
    ['    at function () {throw new Error("at boot")} (tw.a:1:48)', { file: "tw.a", line: 1, column: 48 }],
    // Read off src/jsparse.c and src/jslex.c of 2v20.
    [" at line 1 col 21 in tw.a", { file: "tw.a", line: 1, column: 21 }],
    ["at line 1 col 21 in tw.a", { file: "tw.a", line: 1, column: 21 }],
    ['in function "t" called from line 1 col 383 in tw.a', { file: "tw.a", line: 1, column: 383 }],
    ["in function called from line 12 col 3 in .bootcde", { file: ".bootcde", line: 12, column: 3 }],
  ])("is found in %j", (text, frame) => {
    expect(frameOf(text)).toEqual(frame);
  });

  it.each([
    // Of code that is in RAM: no file says where.
    "    at :1:206",
    "    at REPL (:1:1)",
    " at line 1 col 21",
    "in function called from system",
    "meet at tw.a:1:206",
    "at 10:20:30",
    "    at most 3 (of 5)",
    "Uncaught Error: no sensor",
    "",
  ])("is none in %j", (text) => {
    expect(frameOf(text)).toBeUndefined();
  });

  it("has a mark below it", () => {
    expect(["^", "       ^"].map(isCaret)).toEqual([true, true]);
    expect(["", "a^", "^ ", "x = 1;"].map(isCaret)).toEqual([false, false, false, false]);
  });
});
