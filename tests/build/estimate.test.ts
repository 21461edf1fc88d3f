import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { flatVars, layoutOf, nameVars, stringVars } from "../../src/build/estimate/layout.js";
import { estimate } from "../../src/build/estimate.js";
import { type Measured, measure } from "../../src/build/measure.js";
import { interpreters } from "../espruino/interpreter.js";
import { bundleOf } from "./sketch.js";

const { board: interpreter } = interpreters();
const esp32 = loadBoard("esp32");

/** Sketches of one kind each, none like the other; docs/sizes.md shows how far the estimate is off on them. */
const sketches: Readonly<Record<string, string>> = {
  strings: `const lines: string[] = [];
    for (let i = 0; i < 40; i++) lines.push("line number " + i + " of a text that is long enough to need some more JsVars");
    const joined = lines.join("\\n").slice(0, 300);
    const upper = joined.toUpperCase(), short = "abc", empty = "";
    setInterval(() => print(lines.length, joined, upper, short, empty), 1000);`,
  arrays: `const readings: number[] = [], flags: boolean[] = [], grid: number[][] = [];
    for (let i = 0; i < 100; i++) { readings.push(i * 100); flags.push(i % 3 === 0); }
    for (let y = 0; y < 8; y++) grid.push([y, y * 2, y / 2]);
    const sorted = readings.slice(10, 60).map((n) => n + 0.5).filter((n) => n > 2000);
    setInterval(() => print(readings, flags, grid, sorted), 1000);`,
  objects: `interface Sensor { name: string; pin: number; limits: { low: number; high: number }; enabled: boolean; last?: number }
    const sensors: { [name: string]: Sensor } = {};
    for (let i = 0; i < 12; i++) sensors["sensor" + i] = { name: "s" + i, pin: i, limits: { low: 0.5, high: 9000 }, enabled: true };
    delete sensors["sensor3"];
    const names = Object.keys(sensors);
    setInterval(() => { for (const name of names) (sensors[name] as Sensor).last = getTime(); }, 1000);`,
  classes: `class Sensor { readings: number[] = []; constructor(public name: string, public pin: number) {}
      read() { const n = analogRead(D32) * this.pin; this.readings.push(n); return n; } describe() { return this.name + ":" + this.pin; } }
    class Probe extends Sensor { offset = 0.25; read() { return super.read() + this.offset; } }
    const all: Sensor[] = [new Sensor("one", 1), new Probe("two", 2), new Probe("three", 3)];
    setInterval(() => all.forEach((s) => print(s.describe(), s.read())), 1000);`,
  closures: `function counter(start: number, step: number) { let n = start; const label = "count" + start; return { next: () => (n += step), name: () => label }; }
    const counters: { next: () => number; name: () => string }[] = [];
    for (let i = 0; i < 10; i++) counters.push(counter(i, i * 1000));
    function smoother(size: number) { const window: number[] = []; return (n: number) => { window.push(n); if (window.length > size) window.shift(); return window; }; }
    const smooth = [smoother(3), smoother(5)];
    for (let i = 0; i < 9; i++) smooth.forEach((f) => f(i));
    setInterval(() => counters.forEach((c) => print(c.next(), c.name(), smooth)), 1000);`,
  timers: `const ids: any[] = [];
    function blink(pin: Pin, n: number) { digitalWrite(pin, n % 2 as 0 | 1); }
    for (let i = 0; i < 6; i++) ids.push(setInterval(blink, 500 + i, D2, i));
    for (let i = 0; i < 6; i++) ids.push(setTimeout(() => print("later", i), 5000 + i));
    clearInterval(ids[5]); clearTimeout(ids[11]);
    setWatch(() => print("pressed"), D0, { repeat: true, edge: "rising", debounce: 50 });
    setWatch(() => print("once"), D4, { edge: "falling" });
    (E as any).on("kill", () => print("bye"));
    (E as any).on("kill", () => print("bye again"));`,
  "typed arrays": `const bytes = new Uint8Array(300), words = new Uint16Array(64), floats = new Float32Array(10), tiny = new Uint8Array(6);
    const view = new Uint8Array(words.buffer, 8, 16), copy = new Int16Array([1, 2, 3, 4, 5]);
    for (let i = 0; i < bytes.length; i++) bytes[i] = i;
    setInterval(() => print(bytes[0], words[0], floats[0], view[0], copy, tiny), 1000);`,
  "many small functions": `type Step = (n: number) => number;
    ${Array.from({ length: 30 }, (_, i) => `function step${i}(value: number) { if (value > ${i}) print("step ${i}"); return value * ${i + 1} + ${i}; }`).join("\n")}
    const steps: Step[] = [${Array.from({ length: 30 }, (_, i) => `step${i}`).join()}];
    setInterval(() => print(steps.reduce((n, step) => step(n), 1)), 1000);`,
  modules: `const socket: any = (require("net") as any).connect({ host: "192.168.1.10", port: 1883 }, () => print("connected"));
    socket.on("data", (data: string) => print(data.length));
    socket.on("close", () => print("closed"));
    const settings = JSON.parse('{"name":"greenhouse","limits":[1,2.5,30000],"on":true}');
    const storage: any = require("Storage");
    setInterval(() => storage.write("settings", JSON.stringify(settings)), 60000);`,
  "what only the board knows": `const started = getTime(), level = analogRead(D34), mode = digitalRead(D5) ? "fast" : "slow";
    const history: number[] = [];
    for (let i = 0; i < 20; i++) history.push(Math.random() * 1000);
    let best = 0.5; if (level > best) best = level;
    const message = "level " + level + " since " + started;
    setInterval(() => print(mode, history, best, message), 1000);`,
};

const docs = readFileSync("docs/sizes.md", "utf8");

/** What docs/sizes.md says that the estimate is off by at most, in percent; never more than 10. */
function most(row: string): number {
  const cells = docs.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const shown = Number(cells.find((line) => line[1] === row)?.[2]?.replace("%", ""));
  expect(shown).toBeLessThan(10);
  return shown;
}

/** The worst of both figures, in percent of the measured. */
function off(estimated: { ram: number; flash: number }, measured: Measured): number {
  if ("reason" in measured) throw new Error(measured.reason);
  return Math.max(
    ...(["ram", "flash"] as const).map((at) => (Math.abs(estimated[at] - measured[at]) / measured[at]) * 100),
  );
}

describe("the estimate of JsVars", () => {
  it.skipIf(interpreter === undefined).each(["greenhouse", "smallest"])(
    "is as near as the docs say to what the interpreter keeps of examples/%s.ts",
    async (name) => {
      const { code } = await build(`examples/${name}.ts`, esp32);
      const measured = await measure(interpreter ?? "", code, esp32);
      expect(off(estimate(code, esp32), measured)).toBeLessThanOrEqual(most(`\`examples/${name}.ts\``));
    },
  );

  it.skipIf(interpreter === undefined).each(Object.entries(sketches))(
    "is as near as the docs say for a sketch of %s",
    async (kind, sketch) => {
      const { code } = await bundleOf(sketch);
      const estimated = estimate(code, esp32);
      const measured = await measure(interpreter ?? "", code, esp32);
      expect(off(estimated, measured)).toBeLessThanOrEqual(most(kind));
      expect(estimated.complete).toBe(true);
    },
  );

  it.skipIf(interpreter === undefined)("is told from one that is wrong: a tenth less is found to be off", async () => {
    const { code } = await bundleOf(sketches.strings ?? "");
    const { ram, flash } = estimate(code, esp32);
    const measured = await measure(interpreter ?? "", code, esp32);
    expect(off({ ram: ram * 0.89, flash }, measured)).toBeGreaterThan(10);
  });

  // What the interpreter says of each, so that these hold where there is none.
  it.each([
    ["var a=1", 1, 1],
    ["var a=9000", 2, 2],
    ["var a=1e3", 2, 2],
    ["var a=true", 2, 2],
    ["var a={a:1}", 3, 3],
    ["var a=[true,null,,3]", 6, 6],
    ["var a='01234567890123456789',b=a", 5, 5],
    ["function f(abcd){var x=abcd+1;return x*2}", 8, 6],
    ["function f(){foo('0123456789012345678901234567890123456789')}", 8, 4],
    ["function f(){var x=1;return function(){return x}}var g=f()", 14, 11],
    ["function f(a){return function(b){return function(c){return a+b+c}}}var g=f(1)(2)", 22, 18],
    ["function A(){this.x=1}A.prototype.m=function(){};var a=new A()", 16, 16],
    ["var x=new Uint8Array(1000)", 84, 84],
    ["setTimeout(print,1000)", 6, 6],
    ["setInterval(print,1000,1,2)", 12, 12],
    ["setWatch(print,D0,{edge:'falling',repeat:true,debounce:50})", 16, 16],
    ["E.on('init',print)", 23, 23],
    ["var r=/abc/g", 20, 20],
    ["var d=new Date", 13, 13],
    ["require('Storage').x", 19, 19],
    ["var s=require('net').connect({host:'127.0.0.1',port:1},print)", 44, 44],
  ])("of %s on an ESP32 is %i with the code in RAM, %i in flash", (code, ram, flash) => {
    expect(estimate(code, esp32)).toEqual({ ram, flash, guesses: 0, complete: true });
  });

  it.each(['var a="x".repeat(-1)', "var a=(1).toFixed(101)", "var a=(1).toString(1)"])(
    "follows what throws on the host: %s",
    (code) => {
      expect(estimate(`${code};var b=1`, esp32).ram).toBeGreaterThan(0);
    },
  );

  it("takes a branch that only the board decides, and says so", () => {
    const { ram, guesses } = estimate("var a;if(digitalRead(D1))a='0123456789012345678901234567890123456789'", esp32);
    expect({ ram, guesses }).toEqual({ ram: 6, guesses: 1 });
  });

  it("does not take one that throws", () => {
    const code = "var a=0;if(digitalRead(D1))throw 'low';a=9000";
    expect(estimate(code, esp32).ram).toBe(estimate("var a=9000", esp32).ram);
  });

  it.each([
    ["a loop without end", "for(;;);"],
    ["a call without end", "function f(){f()}f()"],
    ["a text that no board holds", "var a='x';for(;;)a+=a"],
    ["an array that no board holds", "var a=new Array(1e9);a.map(print)"],
    ["a repetition that no board holds", "var a='x'.repeat(5e8)"],
  ])("gives up %s, and says so", (_, code) => {
    expect(estimate(code, esp32).complete).toBe(false);
  });

  it.each([
    "throw 1",
    "a.b.c.d()",
    "null.x",
    "new (function(){return 1})",
    "for(var k in 5);",
    "switch(1){default:case 2:}",
    "var a={get b(){return 1}};a.b",
    "try{throw 1}catch(e){}finally{}",
    "var a=/[/;",
    "[].reduce(print)",
    "new Foo(1)",
    "JSON.parse('{')",
  ])("says something of %s", (code) => {
    try {
      expect(estimate(code, esp32).ram).toBeGreaterThanOrEqual(0);
    } catch (error) {
      // What does not parse is no bundle.
      expect(String(error)).toMatch(/RollupError|Expected|expression/);
    }
  });
});

describe("what fits into a JsVar", () => {
  it.each([
    // 1000 characters, a name of 4 and of 5, and the least whole number that needs one of its own.
    ["esp32", 101, 73, 1, 2, 8192],
    ["esp8266", 125, 85, 1, 2, 1024],
  ])("is known of %s", (id, string, flat, short, long, least) => {
    const layout = layoutOf(loadBoard(id).jsVarBytes);
    expect([stringVars(layout, 1000), flatVars(layout, 1000), nameVars(layout, 4), nameVars(layout, 5)]).toEqual([
      string,
      flat,
      short,
      long,
    ]);
    expect(layout.least).toBe(least);
  });

  it("is not made up for a size that no firmware has", () => {
    expect(() => layoutOf(15)).toThrow("15 bytes");
  });
});

describe("the measurement", () => {
  it.skipIf(interpreter === undefined)("says why there is none where the JsVars are not the board's", async () => {
    expect(await measure(interpreter ?? "", "var a=1", loadBoard("esp8266"))).toEqual({
      reason: "a JsVar has 14 bytes there, and 12 on this board",
    });
  });

  it.skipIf(interpreter === undefined)("says what the script threw", async () => {
    expect(await measure(interpreter ?? "", "HOST", esp32)).toEqual({
      reason: 'ReferenceError: "HOST" is not defined',
    });
  });

  it.skipIf(interpreter === undefined)("connects nowhere", async () => {
    // A port on which nothing listens: a real connection is refused, and throws.
    const code = "var s=require('net').connect({host:'127.0.0.1',port:1})";
    expect(await measure(interpreter ?? "", code, esp32)).toMatchObject({ ram: 41 });
  });

  it("says why where there is no such interpreter", async () => {
    expect(await measure("/nowhere/espruino", "var a=1", esp32)).toEqual({
      reason: expect.stringContaining("ENOENT"),
    });
  });
});
