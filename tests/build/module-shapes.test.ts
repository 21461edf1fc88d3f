/** Modules in the shapes that their authors give them: in the bundle they mean what they mean on a board. */
import { describe, expect, it } from "vitest";
import { interpreters, linesOn } from "../espruino/interpreter.js";
import { bundleOf, printedInV8 } from "./sketch.js";

/** A driver as Espruino's are, for a thermometer on a bus: calibration words, signed values, a prototype. */
const sensor = `
var C = { ADDRESS: 0x76, CALIBRATION: 0x88, DATA: 0xFA };
function Sensor(i2c, options) {
  this.i2c = i2c;
  this.address = (options && options.address) || C.ADDRESS;
  this.calibration = this.read(C.CALIBRATION, 6);
}
Sensor.prototype.read = function (register, count) {
  this.i2c.writeTo(this.address, register);
  return this.i2c.readFrom(this.address, count);
};
Sensor.prototype.word = function (at, signed) {
  var n = this.calibration[at] | (this.calibration[at + 1] << 8);
  return signed && n & 0x8000 ? n - 0x10000 : n;
};
Sensor.prototype.temperature = function () {
  var d = this.read(C.DATA, 3), raw = (d[0] << 12) | (d[1] << 4) | (d[2] >> 4);
  var a = (raw / 16384 - this.word(0) / 1024) * this.word(2, true);
  var b = (raw / 131072 - this.word(0) / 8192) * (raw / 131072 - this.word(0) / 8192) * this.word(4, true);
  return (a + b) / 5120;
};
exports.connect = function (i2c, options) {
  return new Sensor(i2c, options);
};
exports.connectSPI = function (spi, cs) {
  return new Sensor({ writeTo: function () {}, readFrom: function () { return spi.send([0, 0], cs); } });
};
`;

/** A title, a sketch, its modules, and what it prints. */
const shapes: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    "a driver reads its sensor",
    `const bus = {
       register: 0,
       writeTo(_: number, register: number) { this.register = register; },
       readFrom(_: number, count: number) {
         return (this.register === 0x88 ? [0x70, 0x6b, 0x43, 0x67, 0x18, 0xfc] : [0x7e, 0xed, 0x00]).slice(0, count);
       },
     };
     const sensor = require("sensor").connect(bus);
     print(sensor.temperature().toFixed(2));`,
    { sensor },
    ["25.08"],
  ],
  ["exports is replaced", `print(require("m")(2));`, { m: "exports = function (n) { return n + 1; };" }, ["3"]],
  [
    "module.exports is replaced",
    `const m = require("m"); print(m.add(2));`,
    { m: "function add(n) { return n + 1; } module.exports = { add: add };" },
    ["3"],
  ],
  [
    "exports is replaced where it had something",
    `print(require("m").a, require("m").b);`,
    { m: "exports.a = 1; exports = { b: exports.a + 1 };" },
    ["undefined 2"],
  ],
  ["this is exports", `print(require("m").a);`, { m: "this.a = 5;" }, ["5"]],
  [
    "a function asks for its this",
    `const m = require("m"); m.set(4); print(m.get(), m.n);`,
    { m: "exports.n = 1; exports.set = function (n) { this.n = n; }; exports.get = function () { return this.n; };" },
    ["4 4"],
  ],
  [
    "a constructor is exported",
    `const P = require("m").P; print(new P(3).n, new (require("m").P)(4).n);`,
    { m: "function P(n) { this.n = n; } P.prototype.f = function () {}; exports.P = P;" },
    ["3 4"],
  ],
  [
    "the module goes elsewhere as a whole",
    `function all(m: { [name: string]: number }) { return Object.keys(m).join(); } print(all(require("m")));`,
    { m: "exports.a = 1; exports.b = 2;" },
    ["a,b"],
  ],
  [
    "a property is written from outside",
    `const m = require("m"); m.level = 2; print(m.read());`,
    { m: "exports.level = 1; exports.read = function () { return exports.level; };" },
    ["2"],
  ],
  [
    "exports reads itself",
    `print(require("m").area(2));`,
    { m: "exports.PI = 3; exports.area = function (r) { return exports.PI * r * r; };" },
    ["12"],
  ],
  [
    "a minifier has put commas",
    `print(require("m").a(), require("m").b);`,
    { m: "function t(){return 1}t.prototype.x=1,exports.a=function(){return t()},exports.b=2" },
    ["1 2"],
  ],
  [
    "an export is chosen by what there is",
    `print(require("m").a());`,
    { m: "exports.a = typeof module !== 'undefined' && module.exports ? function () { return 'module'; } : null;" },
    ["module"],
  ],
  [
    "two modules have the same names, and the sketch too",
    `function name() { return "sketch"; } print(name(), require("a").get(), require("b").get());`,
    {
      a: "var name = 'a'; exports.get = function () { return name; };",
      b: "var name = 'b'; exports.get = function () { return name; };",
    },
    ["sketch a b"],
  ],
  [
    "a module has names of the board",
    `print(require("m").get(), E === undefined);`,
    { m: "var E = 5; function D2() { return E; } exports.get = function () { return D2(); };" },
    ["5 false"],
  ],
  [
    "a module runs once, before the sketch",
    `print("sketch"); print(require("m").n); print(require("o").n);`,
    { m: "print('m'); exports.n = 1;", o: "exports.n = require('m').n + 1;" },
    ["m", "sketch", "1", "2"],
  ],
  [
    "a module is required for what it does",
    `require("m"); print([1, 2].sum());`.replace("[1, 2]", "([1, 2] as number[] & { sum(): number })"),
    { m: "Array.prototype.sum = function () { return this[0] + this[1]; };" },
    ["3"],
  ],
  [
    "a module has newer syntax",
    `const { half } = require("m"); print(half(3));`,
    {
      m: "const f = (n, by = 2) => n / by; exports.half = (n) => { let [a, ...b] = [n, 1]; return f(a) + b.length; };",
    },
    ["2.5"],
  ],
  [
    "a variable holds the module within a function",
    `function f() { const m = require("m"); return m.a + 1; } print(f());`,
    { m: "exports.a = 1;" },
    ["2"],
  ],
  [
    "a module's name is a number",
    `print(require("433").send(1));`,
    { "433": "exports.send = function (n) { return n; };" },
    ["1"],
  ],
  [
    "two names hold one module",
    `const a = require("m"), b = require("m"); a.n = 7; print(b.n, a === b);`,
    { m: "exports.n = 1;" },
    ["7 true"],
  ],
];

describe.each([
  ["V8", "esp32", (code: string) => Promise.resolve(printedInV8(code, { E: {} })), true],
  ["a board with byte strings", "esp32", linesOn(interpreters().board), interpreters().board !== undefined],
  ["a board with Unicode strings", "linux", linesOn(interpreters().plain), interpreters().plain !== undefined],
] as const)("on %s", (_, board, run, isThere) => {
  for (const [title, source, modules, expected] of shapes) {
    it.skipIf(!isThere)(title, async () => {
      const files = Object.entries(modules).map(([name, text]) => [`modules/${name}.js`, text]);
      const { code } = await bundleOf(source, board, Object.fromEntries(files));
      expect(await run(code)).toEqual(expected);
    });
  }
});
