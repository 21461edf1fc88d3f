/** What a sketch sees: the board's globals, and nothing of the host. */
import { expect, it } from "vitest";
import { boot } from "../../src/sim/board.js";
import { virtualClock } from "../../src/sim/virtual-clock.js";
import { esp32, esp8266, linux } from "./boards.js";
import { bench, fakeNetwork } from "./fakes.js";

it("has no name of Node's", () => {
  const { board } = bench(esp32, "");
  const names =
    "module exports window Buffer setImmediate queueMicrotask structuredClone fetch URL TextEncoder performance";
  expect(board.evaluate(`"${names}".split(" ").filter(function (n) { return n in global; })`)).toBe("[  ]");
  expect(board.evaluate("typeof process + process.env.BOARD + typeof process.versions + typeof process.exit")).toBe(
    "functionESP32undefinedundefined",
  );
  expect(board.evaluate("global === globalThis && this === global")).toBe("true");
});

it.each([
  "this.constructor.constructor",
  "print.constructor",
  "require('net').connect.constructor",
  "require('net').connect({ port: 1 }).constructor.constructor",
  "Object.getPrototypeOf(function () {}).constructor",
  "process.env.constructor.constructor",
  "process.memory().constructor.constructor",
  "(function () { try { null.x } catch (e) { return e.constructor.constructor } })()",
  "(function () { try { require('fs') } catch (e) { return e.constructor.constructor } })()",
  "(function () { try { D0.write.call({}) } catch (e) { return e.constructor.constructor } })()",
  "(function () { try { Storage } catch (e) { return e.constructor.constructor } })()",
  "(function () { var found; function f() { try { f(); } catch (e) { found = found || e.constructor.constructor } } f(); return found })()",
  "(function () { var found; function f() { getTime(); try { f(); } catch (e) { found = found || e.constructor.constructor } } f(); return found })()",
  "(function () { Error.prepareStackTrace = function (e, frames) { return frames }; var s = new Error().stack; return typeof s === 'string' ? s.constructor.constructor : s[0].constructor.constructor })()",
  "(function f() { return (f.caller || f).constructor })()",
])("leads nowhere out of the realm by %s", (way) => {
  const { board, lines } = bench(esp32, "");
  const source = `typeof process.exit + typeof process.binding + typeof process.mainModule + (this === global)`;
  expect(board.evaluate(`(${way})("return ${source}").call(global)`)).toBe("undefinedundefinedundefinedtrue");
  expect(lines).toEqual([]);
});

it("refuses import, which no board knows, as an error of the script", () => {
  const { said, board } = bench(esp32, "");
  board.evaluate("import('fs')");
  expect(said()).toEqual(["Uncaught SyntaxError: import is not part of the board's language"]);
});

it("lacks what the firmware lacks", () => {
  const { board } = bench(esp32, "");
  const missing = [
    ...["Map", "Set", "WeakMap", "Symbol", "Proxy", "Reflect", "BigInt", "Intl", "WebAssembly", "Atomics", "escape"],
    ...["[].lastIndexOf", "[].reduceRight", "[].flat", "''.search", "''.localeCompare", "''.codePointAt"],
    ...["Array.from", "Number.isInteger", "(1).toPrecision", "Math.trunc", "Date.UTC", "Object.freeze", "Promise.race"],
  ];
  expect(missing.filter((name) => board.evaluate(`typeof ${name}`) !== "undefined")).toEqual([]);
  const there = [
    "[].map",
    "[].find",
    "''.trim",
    "''.padStart",
    "Object.assign",
    "Math.sign",
    "parseInt",
    "Promise.all",
  ];
  expect(there.filter((name) => board.evaluate(`typeof ${name}`) !== "function")).toEqual([]);
});

it("takes its time, chance and serial number from what it was given", () => {
  const { board, clock } = bench(esp32, "");
  clock.advance(1500);
  expect(board.evaluate("new Date().toISOString()")).toBe("2026-01-02T03:04:06.500Z");
  expect(board.evaluate("new Date(0).constructor.now() === Date.now() && Date.now() === getTime() * 1000")).toBe(
    "true",
  );
  expect(board.evaluate("new Date(2026, 0, 2, 3).getHours() + new Date().getTimezoneOffset()")).toBe("3");
  expect(board.evaluate("Math.random() + E.hwRand() / 0x40000000")).toBe("1.25");
  expect(board.evaluate("getSerial()")).toBe("01020304-05060708");
});

it("spells JSON as the firmware does: what is not printable ASCII as \\u and four digits", () => {
  const { board } = bench(esp32, "");
  expect(board.evaluate(`JSON.stringify({ a: "\\xe9\\x7f\\n" })`)).toBe('{"a":"\\u00E9\\u007F\\n"}');
  expect(board.evaluate("JSON.stringify(undefined)")).toBe("null");
});

it("has bytes for strings where the board has them, and UTF-8 helpers where it is Unicode", () => {
  const text = `E.isUTF8("\\u0100") + " " + typeof E.fromUTF8("\\u0100x") + " " + String.fromCharCode(0x141).charCodeAt(0)`;
  expect(bench(esp8266, "").board.evaluate(text)).toBe("false undefined 65");
  const unicode = bench(linux, "").board;
  expect(unicode.evaluate(text)).toBe("true string 321");
  expect(unicode.evaluate(`E.fromUTF8("\\u0100" + "\\xe9\\u20ac").substr(2) === "\\xc3\\xa9\\xe2\\x82\\xac"`)).toBe(
    "true",
  );
  expect(unicode.evaluate(`E.asUTF8("\\xe2\\x82\\xac") === "\\u20ac"`)).toBe("true");
});

it("refuses a bundle whose chars are no bytes for a board whose strings are", () => {
  const surroundings = { clock: virtualClock(), network: fakeNetwork(), random: () => 0, serial: "", onConsole() {} };
  expect(() => boot("print('€')", esp32, surroundings)).toThrow(/"€" at 7; strings of esp32 are bytes, so it wants/);
});

it("reports an error of the boot code with its place and runs on", () => {
  const { said, clock } = bench(esp32, "setTimeout(print, 5, 'on');\nnope();");
  clock.advance(10);
  expect(said()).toEqual(["Uncaught ReferenceError: nope is not defined", "    at :2:1", "on"]);
  expect(bench(esp32, "var = 1").said()).toEqual(["Uncaught SyntaxError: Unexpected token '='"]);
});

it("runs E's init listeners, then onInit, after the boot code", () => {
  const { said } = bench(
    esp32,
    `function onInit() { print("onInit"); } E.on("init", function () { print("init"); }); print("boot");`,
  );
  expect(said()).toEqual(["boot", "init", "onInit"]);
});

it("prints lists and objects on one line, strings bare outside and quoted within", () => {
  const { said } = bench(
    esp32,
    `print("a", 1.5, null, undefined, { a: [1, "b"] }, new Uint8Array([1, 2])); console.log(new Error("x"));`,
  );
  expect(said()).toEqual(['a 1.5 null undefined { "a": [ 1, "b" ] } new Uint8Array([1, 2])', "Error: Error: x"]);
});

it("finds modules that are built in, cached or in Storage, and no others", () => {
  const { said } = bench(
    esp32,
    `Modules.addCached("one", "exports.n = 1"); Modules.addCached("two", function (exports) { exports.n = 2; });
     require("Storage").write("three", "exports.n = 3");
     print(require("one").n, require("two").n, require("three").n, require("three") === require("three"));
     try { require("fs") } catch (e) { print(e.message) }`,
  );
  expect(said()).toEqual(["1 2 3 true", 'Module "fs" not found']);
  expect(bench(linux, `try { require("Wifi") } catch (e) { print(e.message) }`).said()).toEqual([
    'Module "Wifi" not found',
  ]);
});
