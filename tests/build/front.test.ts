import { describe, expect, it } from "vitest";
import { front } from "../../src/build/front.js";

/** What it is, as it is, and with its variables in front. */
const moved: [string, string, string][] = [
  ["the most mentioned first", "function f(){b++}var a,b=1;f();b;a", "var b=1,a;function f(){b++}f();b;a"],
  [
    "a value of the board's",
    "function f(){}var a=String.fromCharCode;f(a)",
    "var a=String.fromCharCode;function f(){}f(a)",
  ],
  ["lists and objects of such", "function f(){}var a=[1,-2],b={c:{}};f()", "var a=[1,-2],b={c:{}};function f(){}f()"],
  ["what is called stays", "function f(){}var a=1,b=f(),c;f()", "var a=1,c;function f(){}var b=f();f()"],
  ["what is made of another stays", "function f(){}var a=1,b=a;f()", "var a=1;function f(){}var b=a;f()"],
  ["and what is made of a function", "function f(){}var a=f,b=[f],c;f()", "var c;function f(){}var a=f,b=[f];f()"],
  ["a name's other meaning does not count", "function f(b){b;b;b}var a,b;a;f()", "var a,b;function f(b){b;b;b}a;f()"],
];

const untouched = ["print(1)", "function f(){}f()", "function f(){}var a=f();", "print(1);var a=1;", ""];

describe("a script's variables", () => {
  it.each(moved)("go in front: %s", (_, code, text) => {
    expect(front({ code, map: "" }).code).toBe(text);
  });

  it.each(untouched)("stay where there is nothing to move: %s", (code) => {
    expect(front({ code, map: "" }).code).toBe(code);
  });
});
