import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { boardNames } from "../../src/build/names.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";
import { bundleOf, printedInV8 } from "./sketch.js";

const { plain, board } = interpreters();

/** A sketch with so many names that one letter is not enough for each, and none can be left out. */
const manyNames = `${Array.from(
  { length: 300 },
  (_, n) => `let name${n} = ${n}; function next${n}() { name${n} += 1; return name${n}; } on.push(next${n}, next${n});`,
).join("\n")}
function total() { let sum = 0; for (const next of on) sum += next(); return sum; }
print(total());`;
const many = `const on: (() => number)[] = [];\n${manyNames}`;
// Each of 300 is counted up twice: n + 1 and n + 2.
const manySum = String(300 * 299 + 300 * 3);

/** The names that a script declares at its top, found by running it where a global is a property. */
function declared(code: string): string[] {
  return [...code.matchAll(/\b(?:function |var )?([A-Za-z_$][\w$]*)(?=[=(,;])/g)].map(([, name = ""]) => name);
}

describe("a bundle of 300 top-level names", () => {
  it("takes none of the board's", async () => {
    const { code } = await bundleOf(many, "esp32");
    expect(printedInV8(code)).toEqual([manySum]);
    const globals = new Set(boardNames(loadBoard("esp32")).filter((name) => name !== "print"));
    expect(declared(code).length).toBeGreaterThan(300);
    expect(declared(code).filter((name) => globals.has(name))).toEqual([]);
  });

  it.skipIf(!board)("runs on the interpreter and leaves E and the pins as they were", async () => {
    const { code } = await bundleOf(many, "esp32");
    const { lines } = await runOnInterpreter(board ?? "", `${code}print(typeof E.getSizeOf, D2, typeof I2C1);`);
    expect(lines).toEqual([manySum, "function D2 object"]);
  });
});

describe("a name that the sketch declares but does not define", () => {
  const sketch = `
    declare const HOST: string;
    declare const t: number;
    declare function offer(f: (n: number) => void): void;
    let last = 0;
    offer((n) => { last += n + t; print(HOST, last); });
    offer((n) => { last -= n; print(last); });`;
  const front = `var HOST = "here", t = 10; function offer(f) { f(1); f(2); }`;

  it("stays as it is, and text in front defines it", async () => {
    const { code } = await bundleOf(sketch);
    expect(printedInV8(`${front}${code}`)).toEqual(["here 11", "here 23", "22", "20"]);
  });

  it("is nobody else's though the sketch never uses it", async () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    const { code } = await bundleOf(`declare const ${letters.map((letter) => `${letter}: string`).join()};\n${many}`);
    const front = `var ${letters.map((letter) => `${letter} = "${letter}"`).join()};`;
    expect(printedInV8(`${front}${code};print([${letters.join()}].join(""))`)).toEqual([manySum, letters.join("")]);
  });

  it("is nobody else's, even where another file has that name for its own", async () => {
    const other = `const HOST = "other"; export function host() { return HOST + HOST.length; }`;
    const { code } = await bundleOf(
      `import { host } from "./other"; declare const HOST: string; print(HOST, host());`,
      "esp32",
      { "other.ts": other },
    );
    expect(printedInV8(`var HOST = "here";${code}`)).toEqual(["here other5"]);
  });

  it("is left alone when only a file of declarations knows it", async () => {
    const { code } = await bundleOf(`/// <reference path="./given.d.ts" />\nprint(n, a);`, "esp32", {
      "given.d.ts": "declare const n: number; declare var a: string;",
    });
    expect(printedInV8(`var n = 1, a = "b";${code}`)).toEqual(["1 b"]);
  });
});

describe("the text of a bundle", () => {
  const sketch = `let n = 1; function up() { n++; return n; } print(up(), up());`;

  it("may stand behind other text and in front of more", async () => {
    const { code } = await bundleOf(sketch);
    expect(printedInV8(`var before = "x";${code}(function () { print(before); })();`)).toEqual(["2 3", "x"]);
    expect(code).toMatch(/[;}]\n$/);
  });

  it("says nothing of strict mode, exports or a wrapping function", async () => {
    const { code } = await bundleOf(`export const n = 1; export function f() {} print(n);`);
    expect(code).toBe("print(1);\n");
  });
});

describe("a name of the board that the sketch has for its own", () => {
  const sketch = `
    let D2 = 1;
    function load(n: number): number { D2 += n; return n > 0 ? load(n - 1) : D2; }
    const E = { n: load(2) };
    on.push(E, E);
    print(load(3), E.n);
    export {};`;

  it("is the sketch's alone: the board's stays", async () => {
    const { code } = await bundleOf(`declare const on: unknown[]; ${sketch}`);
    const board = { E: "E", D2: "D2", load: "load", on: [] };
    expect(printedInV8(`${code};print(E, D2, load);`, board)).toEqual(["10 4", "E D2 load"]);
  });

  it("is the board's in another file", async () => {
    const other = "print(typeof E.getSizeOf, typeof load); export {};";
    const { code } = await bundleOf(`import "./other"; declare const on: unknown[]; ${sketch}`, "esp32", {
      "other.ts": other,
    });
    const board = { E: { getSizeOf: () => 0 }, D2: "D2", load: "load", on: [] };
    expect(printedInV8(code, board)).toEqual(["function string", "10 4"]);
  });
});

describe("the board's data", () => {
  it.skipIf(!plain)("has every global of the interpreter on Linux", async () => {
    const list = "print(Object.getOwnPropertyNames(global).concat(Object.keys(global)).join());";
    const { lines } = await runOnInterpreter(plain ?? "", list);
    const known = new Set(boardNames(loadBoard("linux")));
    expect(lines[0]?.split(",").filter((name) => !known.has(name))).toEqual([]);
  });

  it.skipIf(!plain)("has no global that the interpreter on Linux lacks", async () => {
    const names = boardNames(loadBoard("linux")).filter((name) => name !== "of");
    const script = `print(${JSON.stringify(names)}.filter(function(n){try{return eval("typeof "+n)=="undefined"}catch(e){return true}}).join());`;
    const { lines } = await runOnInterpreter(plain ?? "", script);
    expect(lines).toEqual([]);
  });

  it.each(["esp32", "esp8266", "linux"])("of %s has each name once", (id) => {
    const { globals, pins, modules } = loadBoard(id);
    for (const names of [[...globals, ...pins], modules]) expect(new Set(names).size).toBe(names.length);
    expect(globals).toEqual(
      expect.arrayContaining(["E", "print", "require", "setWatch", "HIGH", "JSON", "Uint8Array"]),
    );
    expect(modules).toContain("net");
  });
});
