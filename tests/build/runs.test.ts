/** What the build makes of TypeScript runs on the interpreter as it does in V8. */
import { describe, expect, it } from "vitest";
import { interpreters, linesOn } from "../espruino/interpreter.js";
import { bundleOf, printedInV8 } from "./sketch.js";

/** A title, a sketch, and what it prints. */
const sketches: readonly (readonly [string, string, readonly string[]])[] = [
  ["a function is called above its declaration", `print(late(2)); function late(n: number) { return n * 2; }`, ["4"]],
  [
    "a function that can't be put in place of its call is called above its declaration",
    `print(sum(2), sum(3)); function sum(n: number): number { return n > 0 ? n + sum(n - 1) : 0; }`,
    ["3 6"],
  ],
  [
    "so is an inner one",
    `function outer(m: number) { const all = sum(m) + sum(1); return all; function sum(n: number): number { return n > 0 ? n + sum(n - 1) : 0; } }
     print(outer(2), outer(3));`,
    ["4 7"],
  ],
  [
    "two functions call each other",
    `function even(n: number): boolean { return n === 0 || odd(n - 1); }
     function odd(n: number): boolean { return n !== 0 && even(n - 1); }
     print(even(4), odd(4));`,
    ["true false"],
  ],
  [
    "an inner function is called above its declaration",
    `function outer() { return inner() + 1; function inner() { return 1; } }
     print(outer());`,
    ["2"],
  ],
  [
    "a default parameter is filled in",
    `function scale(n: number, by = 3) { return n * by; }
     print(scale(2), scale(2, 2));`,
    ["6 4"],
  ],
  [
    "a default parameter of a function that is used once is filled in",
    `function f(n = 4) { return n; }
     print(f());`,
    ["4"],
  ],
  [
    "a class inherits from another",
    `class A { n = 1; name() { return "A" + this.n; } }
     class B extends A { name() { return "B" + super.name(); } }
     print(new B().name());`,
    ["BA1"],
  ],
  [
    "a class that stands below the one that extends it in another function",
    `class Sensor { constructor(public pin: number) {} read() { return this.pin; } }
     class Probe extends Sensor { constructor() { super(7); } }
     print(new Probe().read());`,
    ["7"],
  ],
  [
    "a closure in a loop keeps its own variable",
    `const all: (() => number)[] = [];
     for (let i = 0; i < 3; i++) all.push(() => i);
     print(all.map((f) => f()).join());`,
    ["0,1,2"],
  ],
  [
    "objects are spread and taken apart",
    `const { a, ...rest } = { ...{ a: 1, b: 2 }, c: 3 };
     print(a, JSON.stringify(rest));`,
    ['1 {"b":2,"c":3}'],
  ],
  [
    "arrays are spread and taken apart",
    `const [first, ...others] = [1, ...[2, 3]];
     print(first, others.join(), Math.max(...others));`,
    ["1 2,3 3"],
  ],
  ["rest parameters are collected", `function f(...n: number[]) { return n.join(); } print(f(1, 2, 3));`, ["1,2,3"]],
  ["for of walks an array", `for (const n of [1, 2]) print(n);`, ["1", "2"]],
  ["optional chaining ends at nothing", `const o: { p?: { q: number } } = {}; print(o.p?.q ?? "none");`, ["none"]],
  ["an enum counts", `enum Mode { Off, On } print(Mode.On, Mode[1]);`, ["1 On"]],
  ["a const enum leaves its number", `const enum Level { Low = 2 } print(Level.Low);`, ["2"]],
  [
    "a template holds values",
    "const t = 21.5; print(`${t} degrees, ${t > 20 ? `warm` : `cold`}`);",
    ["21.5 degrees, warm"],
  ],
  ["a template adds no numbers", "const a = 1, b = 2; print(`${a}${b}`);", ["12"]],
  [
    "a switch falls through",
    `function f(n: number) { switch (n) { case 1: case 2: return "few"; default: return "many"; } } print(f(1), f(3));`,
    ["few many"],
  ],
  ["a regular expression finds", `print(/[a-c]+\\/(\\d)/.exec("xab/7")![1]);`, ["7"]],
  [
    "what is thrown is caught",
    `try { throw new Error("no"); } catch (e) { print((e as Error).message); } finally { print("end"); }`,
    ["no", "end"],
  ],
  ["numbers keep their value", `print(1e3, 0.5, 0xff, 1 / 3 > 0.33, -1 >>> 0);`, ["1000 0.5 255 true 4294967295"]],
  [
    "an accessor of a class reads",
    `class T { private n = 2; get twice() { return this.n * 2; } } print(new T().twice);`,
    ["4"],
  ],
  [
    "a variable is set above the place that declares it",
    `function f() { if (n === undefined) n = 5; return n; var n: number | undefined; }
     print(f());`,
    ["5"],
  ],
];

describe.each([
  ["V8", "esp32", (code: string) => Promise.resolve(printedInV8(code)), true],
  ["a board with byte strings", "esp32", linesOn(interpreters().board), interpreters().board !== undefined],
  ["a board with Unicode strings", "linux", linesOn(interpreters().plain), interpreters().plain !== undefined],
] as const)("on %s", (_, board, run, isThere) => {
  for (const [title, source, printed] of sketches) {
    it.skipIf(!isThere)(title, async () => {
      const { code } = await bundleOf(source, board);
      expect(await run(code)).toEqual(printed);
    });
  }
});
