/**
 * Every rule of the source answers for itself: it refuses its `fails` at the right place and takes its `works`, and the
 * real interpreters agree: built unchecked, `fails` does not do there what it does on Node, and `works` does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, connect as open, type Server } from "node:net";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boardIds, loadBoard } from "../../src/boards.js";
import type { SourceRule } from "../../src/build/dialect/rule.js";
import { checkSource, sourceRules } from "../../src/build/dialect/source.js";
import { readProgram } from "../../src/build/program.js";
import { Complaint } from "../../src/complaint.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";
import { bundleOf, inProgram } from "./sketch.js";

/** Where sockets lead: a server that says back what it hears. */
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => socket.on("data", (bytes) => socket.end(bytes)).on("error", () => undefined));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as { port: number }).port;
});
afterAll(() => server.close());

/** What a sketch's mistakes read like, "none" without any. */
function refusal(source: string, board = "esp32", rules: readonly SourceRule[] = sourceRules): Promise<string> {
  return inProgram(source, (program) => {
    try {
      checkSource(program, loadBoard(board), rules);
      return "none";
    } catch (error) {
      if (error instanceof Complaint) return error.sentence;
      throw error;
    }
  });
}

/** "line:column" of the rule's mark. */
function placeOf({ fails, at }: SourceRule): string {
  const before = fails.slice(0, fails.indexOf(at)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** The board on which a rule is seen: one with the rule's strings. */
const boardOf = ({ strings }: SourceRule) => (strings === "unicode" ? "linux" : "esp32");

const texts = new Map<string, Promise<string>>();

/** A sketch's bundle without the check; each is built once. */
function unchecked(source: string, board: string): Promise<string> {
  const key = `${board} ${source}`;
  const text = texts.get(key) ?? bundleOf(source, board, {}, { dialect: false }).then(({ code }) => code);
  texts.set(key, text);
  return text;
}

/**
 * Espruino's objects have on and emit: the same for Node, but for what the rules are about. And a rejection that nobody
 * catches would end the tests.
 */
const asOnBoards = `
Object.defineProperty(Object.prototype, "on", { writable: true, value: function (event, heard) { this["#" + event] = heard; } });
Object.defineProperty(Object.prototype, "emit", { writable: true, value: function (event) {
  var self = this, values = [].slice.call(arguments, 1);
  later(function () { self["#" + event].apply(self, values); }, 0);
} });
var then = Promise.prototype.then;
Promise.prototype.then = function (done, failed) {
  var next = then.call(this, done, failed);
  then.call(next, undefined, function () {});
  return next;
};`;

/** What a sketch prints on Node, where strings are Unicode and a socket is Node's. */
async function onNode(source: string): Promise<string[]> {
  const code = await unchecked(source, "linux");
  const lines: string[] = [];
  const waiting = new Set<object>();
  const print = (...values: unknown[]) => lines.push(values.map(String).join(" "));
  const later = (callback: () => void, ms: number) => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      callback();
    }, ms);
    waiting.add(timer);
    return timer;
  };
  const cancel = (timer: NodeJS.Timeout) => {
    waiting.delete(timer);
    clearTimeout(timer);
  };
  const net = {
    connect: (options: { port: number }, callback: () => void) => {
      const socket = open(options, callback).setEncoding("latin1");
      waiting.add(socket);
      return socket.on("close", () => waiting.delete(socket));
    },
  };
  const names = {
    print,
    PORT: port,
    E: { toString: (...parts: unknown[]) => parts.join("") },
    setTimeout: later,
    clearTimeout: cancel,
    clearInterval: cancel,
    clearWatch: () => undefined,
    require: () => net,
    later,
  };
  try {
    const context = createContext(names);
    runInContext(asOnBoards, context);
    runInContext(code, context);
  } catch (error) {
    lines.push(`Uncaught ${error}`);
  }
  do await new Promise((done) => setTimeout(done, 1));
  while (waiting.size > 0);
  return lines;
}

/** What a sketch prints on an interpreter. */
async function onInterpreter(binary: string, source: string, board: string): Promise<string[]> {
  const code = await unchecked(source, board);
  return (await runOnInterpreter(binary, `var PORT=${port};\n${code}`)).lines;
}

/** Where a sketch runs: its lines. */
type Machine = (source: string) => Promise<string[]>;

/** What is wrong with a rule as far as the build goes; nothing if it is right. */
async function faultsOf(rule: SourceRule, rules: readonly SourceRule[] = sourceRules): Promise<string[]> {
  const faults: string[] = [];
  const [told = ""] = (await refusal(rule.fails, boardOf(rule), rules)).split("\n");
  if (!told.includes(`sketch.ts:${placeOf(rule)}: `)) faults.push(`refused at ${placeOf(rule)}? ${told}`);
  if (!told.endsWith(` ${rule.instead} (${rule.name})`)) faults.push(`told the way out? ${told}`);
  const works = await refusal(rule.works, boardOf(rule), rules);
  if (works !== "none") faults.push(`refused what works: ${works}`);
  return faults;
}

/** Where a machine disagrees with a rule; nowhere if the rule is right. */
async function disagreements({ fails, works }: SourceRule, machine: Machine): Promise<string[]> {
  const found: string[] = [];
  const failing = await machine(fails);
  if (failing.join("\n") === (await onNode(fails)).join("\n")) found.push(`fails works there: ${failing}`);
  const working = await machine(works);
  const wanted = await onNode(works);
  if (working.join("\n") !== wanted.join("\n")) found.push(`works says ${working} there, on Node ${wanted}`);
  if (working.length === 0) found.push("works prints nothing");
  return found;
}

const { plain, board } = interpreters();
const machines = [
  ["a board with byte strings", "bytes", "esp32", board],
  ["a board with Unicode strings", "unicode", "linux", plain],
] as const;

describe.each(sourceRules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  it("refuses what fails at its place, tells the way out, and takes what works", async () => {
    expect(await faultsOf(rule)).toEqual([]);
  });

  for (const [title, strings, id, binary] of machines) {
    if (rule.strings !== undefined && rule.strings !== strings) continue;
    it.skipIf(binary === undefined)(`is right about ${title}`, async () => {
      expect(await disagreements(rule, (source) => onInterpreter(binary ?? "", source, id))).toEqual([]);
    });
  }
});

/** A rule that finds what one of the real ones does. */
const planted = (faults: Partial<SourceRule>): SourceRule => ({ ...(sourceRules[0] as SourceRule), ...faults });

describe("a rule that is wrong is found", () => {
  it.each<[string, Partial<SourceRule>, string]>([
    ["its mark stands elsewhere", { at: "try" }, "refused at"],
    ["it finds nothing", { find: () => [] }, "refused at"],
    ["it refuses the way out too", { works: planted({}).fails }, "refused what works"],
  ])("%s", async (_, faults, told) => {
    const rule = planted(faults);
    expect((await faultsOf(rule, [rule])).join()).toContain(told);
  });

  it("the interpreter does as Node does", async () => {
    expect((await disagreements(planted({}), onNode)).join()).toMatch(/^fails works there/);
  });

  it("its way out is none", async () => {
    const machine: Machine = async () => ["Uncaught Error"];
    expect((await disagreements(planted({}), machine)).join()).toMatch(/^works says Uncaught Error there, on Node/);
  });

  it("its way out shows nothing", async () => {
    const rule = planted({ works: "const quiet = 1;" });
    expect((await disagreements(rule, onNode)).join()).toContain("works prints nothing");
  });
});

it("every file of a rule is in the list, under its name", () => {
  const files = readdirSync(new URL("../../src/build/dialect/source/", import.meta.url));
  const names = files.filter((file) => file !== "reading.ts").map((file) => file.replace(/\.ts$/, ""));
  expect(sourceRules.map(({ name }) => name).sort()).toEqual(names.sort());
});

describe("nobody's sketch is refused that runs", () => {
  const folders = ["../../examples/", "../fixtures/"].map((folder) => new URL(folder, import.meta.url));
  const sketches = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => new URL(file, folder)),
  );
  it.each(sketches.map((url) => [basename(url.pathname), fileURLToPath(url)]))("%s", (_, path) => {
    // A sketch is for the boards that have its pins.
    const pins = readFileSync(path, "utf8").match(/\b[A-H]\d+\b/g) ?? [];
    const boards = boardIds()
      .map(loadBoard)
      .filter((board) => pins.every((pin) => board.pins.includes(pin)));
    expect(boards.length).toBeGreaterThan(0);
    for (const board of boards) expect(() => checkSource(readProgram(path, board), board)).not.toThrow();
  });

  it.each([
    [
      "a list that another function walks",
      `const a = [1]; function f(b: number[]) { b.forEach((v) => a.push(v)); } f([2]);`,
    ],
    [
      "a key of another object",
      `const a: any = { x: 1 }, b: any = {}; for (const k in a) { delete b[k]; b[k + "!"] = 1; }`,
    ],
    ["a sum under a known key", `const a: any = { x: 1, sum: 0 }; for (const k in a) a["sum"] += a[k];`],
    [
      "a timer that is asked for",
      `let t: number; function f() { if (t) clearTimeout(t); t && clearTimeout(t); } f(); t = 1;`,
    ],
    ["a timer of a list", `const all = [1]; function f() { for (const t of all) clearTimeout(t); } f();`],
    ["a timer in a known place", `const t = setTimeout(() => print(1), 5); function f() { clearTimeout(t); } f();`],
    ["one's own function of that name", `function clearTimeout(t?: number) { print(t); } clearTimeout(undefined);`],
    ["every timer at once", `(clearTimeout as () => void)();`],
    ["a name of one's own error", `try { throw { name: "N" }; } catch (e) { print((e as { name: string }).name); }`],
    [
      "a name of a device",
      `interface Device { name: string } function f(d: Device) { print(d.name); } f({ name: "n" });`,
    ],
    ["a static name of one's own", `class A { static label = "a"; } print(A.label);`],
    [
      "what may be undefined for for..in",
      `function f(o?: { [k: string]: number }) { for (const k in o!) print(k); } f();`,
    ],
    ["a length of an ASCII literal", `const s = "abc"; print(s.length, "x"[0]);`],
    ["a length of bytes", `const s = "\\xe9\\xff"; print(s.length, "\\xff".charCodeAt(0));`],
    ["a compare of other literals", `print("é" === "e" + String(1), "é" + "f");`],
    [
      "a promise that somebody holds",
      `declare const Promise: any; const p = Promise.resolve(1); p.catch(() => print(1));`,
    ],
    ["a promise with two handlers", `declare const Promise: any; Promise.resolve(1).then(() => 1, () => 2);`],
    ["an emit of one's own", `class A { emit(...n: number[]) { print(n.length); } } new A().emit(1, 2, 3, 4, 5, 6);`],
    ["a write of a list to a serial port", `Serial1.write([1, 2] as any);`],
    [
      "a delete whose answer is nobody's",
      `const o: any = {}; Object.keys(o).forEach((k) => delete o[k]); o.a && delete o.a;`,
    ],
    [
      "loops within finally",
      `try { print(1); } finally { for (const v of [1, 2]) { if (v > 1) break; else continue; } }`,
    ],
    ["a function that returns within finally", `try { print(1); } finally { [1].map(() => { return 2; }); }`],
    ["rest parameters after others", `function f(a: number, ...b: number[]) { return a + b.length; } print(f(1, 2));`],
    [
      "an inherited static through its class",
      `class A { static n = 1; } class B extends A { m() { return A.n; } } print(new B().m());`,
    ],
    [
      "a method that overrides a static one",
      `class A { static m() { return 1; } } class B extends A { static m() { return 2; } } print(B.m());`,
    ],
    ["JSON with an indent", `print(JSON.stringify({ a: 1 }, undefined, 2), JSON.parse("1"));`],
    ["a getter of a class in JSON", `class A { x = 1; get y() { return 2; } } print(JSON.stringify(new A()));`],
    ["a replacement by groups", `print("a-b".replace(/(a)-(b)/, "$2-$1"), "5 $".replace("$", "EUR"));`],
  ])("%s", async (_, source) => {
    expect(await refusal(source)).toBe("none");
  });
});

describe("more that is refused", () => {
  it.each([
    ["error-class", `class No extends Error {} try { throw new No(); } catch (e) { print(e instanceof No); }`],
    ["error-class", `try { throw 1; } catch (e) { print(e instanceof Error); }`],
    ["error-name", `try { throw 1; } catch (e) { print((e as any).name); }`],
    ["error-name", `try { throw 1; } catch (e) { const { name } = e as Error; print(name); }`],
    ["error-name", `class No extends Error {} print(new No().name);`],
    ["function-name", `class A {} print((new A().constructor as any).name);`],
    ["function-name", `function f(g: Function) { print((g as any).name); } f(() => 1);`],
    ["for-in-change", `const o: any = { a: 1 }; for (const k in o) o[k + "2"] = 1;`],
    [
      "for-in-change",
      `class A { all: any = {}; f() { for (const k in this.all) if (k) delete this.all[k]; } } new A().f();`,
    ],
    ["array-in-walk", `const a = [1]; a.forEach(() => { if (a.length < 5) a.push(2); });`],
    ["array-in-walk", `class A { all = [1]; f() { this.all.map((v) => this.all.shift()); } } new A().f();`],
    ["clear-undefined", `let t: number; function f() { clearInterval(t); } f(); t = setInterval(f, 9);`],
    ["clear-undefined", `class A { t?: number; f() { clearWatch(this.t); } } new A().f();`],
    ["promise-uncaught", `declare const Promise: any; function f() { new Promise(() => { throw 1; }); } f();`],
    ["promise-uncaught", `declare const Promise: any; void Promise.all([]).then(() => 1);`],
    ["json-callback", `print(JSON.parse("{}", (k, v) => v));`],
    ["json-callback", `print(JSON.stringify({}, (k, v) => v));`],
    ["json-getter", `print(JSON.stringify({ a: { get b() { return 1; } } }));`],
    ["new-bound", `class A {} print(new (A.bind(null) as any)());`],
    ["new-bound", `class A {} const B: any = A.bind(null); print(new B());`],
    ["arguments-length", `function f() { return (arguments as any).callee; } f();`],
    ["static-inherited", `class A { static n = 1; } class B extends A { static f() { return this.n; } } B.f();`],
    ["replace-text", `print("a".replace(/a/, "$$"));`],
    ["finally-leaves", `for (;;) { try { print(1); } finally { break; } }`],
    ["finally-leaves", `for (;;) { try { print(1); } finally { switch (1 as number) { case 1: continue; } } }`],
    ["character-bytes", `print("aé"[1]);`],
    ["character-bytes", `const s = "grün"; print(s.toUpperCase());`],
    ["character-bytes", `print("\u20ac".length);`],
    ["to-bytes-undefined", `print(E.toString(undefined));`],
    ["emit-many", `(globalThis as any).emit("e", 1, 2, 3, 4, 5);`],
    ["async-try", `function* g() { for (;;) { try { yield 1; } catch (e) { print(e); } } } print(g);`],
  ])("%s: %s", async (name, source) => {
    expect((await refusal(source)).split("\n")[0]).toMatch(new RegExp(`\\(${name}\\)$`));
  });

  it("by byte strings alone is taken where strings are Unicode", async () => {
    expect(await refusal(`print("é".length);`, "linux")).toBe("none");
  });

  it("in every file of the sketch, and every place, in one message, in the order of the lines", async () => {
    const two = `import { late } from "./other"; print(late); print(JSON.parse("1", () => 2)); print("a".split("", 1));`;
    const told = await bundleOf(two, "esp32", { "other.ts": `export const late = "b".split("", 1);` }).then(
      () => "none",
      (error: Complaint) => error.message,
    );
    expect(told.match(/(?:sketch|other)\.ts:1:\d+/g)).toEqual(["sketch.ts:1:68", "sketch.ts:1:99", "other.ts:1:35"]);
    expect(told).toContain("docs/dialect.md");
  });
});
