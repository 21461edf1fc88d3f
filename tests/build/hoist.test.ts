import { SourceMap, type SourceMapPayload } from "node:module";
import { describe, expect, it } from "vitest";
import { mend } from "../../src/build/mend.js";
import { bundleOf } from "./sketch.js";

const hoisted = (code: string) => mend({ code, map: "" }).code;

describe("a variable that may be touched before its var", () => {
  it.each([
    ["is written above it", "function f(){n=1;return n;var n}", "function f(){var n;n=1;return n}"],
    [
      "is declared in a branch and read behind it",
      "function f(a){if(a)var n=1;return n}",
      "function f(a){var n;if(a)var n=1;return n}",
    ],
    [
      "is declared in a loop that may not run",
      "function f(a){for(;a;)var n=1;return n}",
      "function f(a){var n;for(;a;)var n=1;return n}",
    ],
    [
      "is declared in a case of a switch",
      "function f(a){switch(a){case 1:var n=1}return n}",
      "function f(a){var n;switch(a){case 1:var n=1}return n}",
    ],
    [
      "is declared where something may throw",
      "function f(){try{g();var n=1}catch(e){}return n}",
      "function f(){var n;try{g();var n=1}catch(e){}return n}",
    ],
    [
      "is used by a function made above it",
      "function f(){g(function(){n=1});var n=2}",
      "function f(){var n;g(function(){n=1});var n=2}",
    ],
    ["comes into the first var", "function f(){var a=1;n=a;return n;var n}", "function f(){var n,a=1;n=a;return n}"],
    ["is declared at the script's top in a branch", "if(a)var n=1;print(n);", "var n;if(a)var n=1;print(n);"],
    ["is declared between statements", "function f(){n=1;var n;return n}", "function f(){var n;n=1;return n}"],
    [
      "is read by a function called at once",
      "!function(){print(n)}();var n=1;",
      "var n;!function(){print(n)}();var n=1;",
    ],
    ["comes behind a loop without a body", "function f(){for(;n=g(););var n}", "function f(){var n;for(;n=g(););}"],
  ])("%s", (_, code, wanted) => {
    expect(hoisted(code)).toBe(wanted);
  });
});

describe("a variable that is declared first", () => {
  it.each([
    "function f(){var n=1;return n}",
    "function f(n){n=2;return n;var n}",
    "for(var i=0;i<3;i++)print(i);",
    "function f(o){for(var k in o)print(k)}",
    "function f(){var n=1;g(function(){n++});return o.m={m:n}.m}",
    "function f(){g()}var g=function(){};f();",
    "try{g()}catch(e){print(e)}",
  ])("stays: %s", (code) => {
    expect(hoisted(code)).toBe(code);
  });
});

it("what is moved keeps its place in the source map, and every byte its file", async () => {
  const { code, parts, map } = await bundleOf(
    `declare function g(n: number): boolean;
     function f(a: number) { if (g(a)) { var n: number | undefined = a * 2; g(n); } return n; }
     print(f(1), f(2));`,
  );
  expect(code).toMatch(/^function \w\(\w\)\{var/);
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(code.length);
  const at = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(0, code.indexOf("print("));
  expect(at).toMatchObject({ originalLine: 2, originalColumn: 5 });
});
