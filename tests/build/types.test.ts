import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { Complaint } from "../../src/complaint.js";
import { bundleOf, withFiles } from "./sketch.js";

async function complaint(building: Promise<unknown>): Promise<Complaint> {
  const error: unknown = await building.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Complaint) return error;
  throw error ?? new Error("The build had nothing to complain of.");
}

describe("the types of a sketch", () => {
  it.each([
    [
      "pins and what is done with them",
      "pinMode(D2, 'output'); digitalWrite(D2, 1); digitalWrite([D2, D4], 3); const n: number = analogRead(D34); print(n);",
    ],
    [
      "timers",
      "const id = setInterval(() => {}, 1000); clearInterval(id); clearTimeout(setTimeout((n: number) => print(n), 10, 5));",
    ],
    ["watches", "setWatch(() => print('pressed'), D0, { repeat: true, edge: 'falling', debounce: 50 });"],
    ["E", "print(E.getTemperature(), E.toString([1, 2]));"],
    ["the process", "print(process.env.BOARD.length, process.memory().free.toFixed(0), process.version);"],
    ["the console", "console.log('a', 1, { b: 2 }); print('a', 1);"],
    [
      "modules of the firmware",
      "const s = require('net').connect({ host: 'h', port: 1 }, () => {}); print(s); require('Storage').write('a', 'b');",
    ],
    [
      "buses and their devices",
      "I2C1.setup({ scl: D22, sda: D21 }); Serial2.setup(9600, { rx: D16, tx: D17 }); SPI1.setup({ sck: D14 });",
    ],
    [
      "what boards have beyond ES5",
      "print('abc'.includes('b'), 'a'.padStart(3), [1].find((n) => n > 0), Object.assign({}, { a: 1 }).a);",
    ],
    [
      "for..of, spread and their helpers",
      "for (const n of [1, 2]) print(n); for (const c of 'ab') print(c); print([...[1], 2], { ...{ a: 1 } }.a);",
    ],
    [
      "typed arrays",
      "const a = new Uint8Array([1, 2]); a.set('b', 1); print(new DataView(a.buffer).getUint8(0), a.map((n) => n * 2)[0]);",
    ],
    ["classes and their heirs", "class A { n(): number { return 1; } } class B extends A {} print(new B().n());"],
    [
      "the SDK's own",
      "import { connect, publish, publishValue, status, end, type Options, type Status } from 'tagwire'; const o: Options = { host: 'h', key: 'k', device: 'd' }; connect(o); publishValue('t', 1); publish('t', true); const s: Status = status(); print(s.state); end();",
    ],
  ])("know %s", async (_, source) => {
    await expect(bundleOf(source)).resolves.toBeDefined();
  });

  it("may be asked for by name", async () => {
    await expect(bundleOf(`/// <reference types="espruino" />\nprint(1);`)).resolves.toBeDefined();
  });

  it.each([
    ["a name of Node's", "const b = Buffer.from('a'); print(b);", "Buffer"],
    ["a method that ES5 has and boards lack", "print([1].lastIndexOf(1));", "lastIndexOf"],
    ["a method that neither has", "print('abc'.at(0));", "at"],
    ["a class that boards lack, without advice that is of no use", "print(new Map());", "Cannot find name 'Map'. (TS"],
    ["a length that can't be set", "const list = [1]; list.length = 0;", "length"],
    ["an id of a timer that may be undefined", "let id: number | undefined; clearTimeout(id);", "undefined"],
    ["bytes where a socket takes text", "require('net').connect({ host: 'h' }, (s) => s.write([1]));", "number[]"],
    ["a limit of split", "print('a'.split(',', 1));", "split"],
    ["a module's function that is not there", "require('Storage').readFile('a');", "readFile"],
    ["a value that may be missing", "const o: { n?: number } = {}; const n: number = o.n; print(n);", "undefined"],
    [
      "an option that connect lacks",
      "import { connect } from 'tagwire'; connect({ host: 'h', key: 'k', device: 'd', prot: 1 });",
      "prot",
    ],
    ["an import that is not there", "import { a } from './missing'; print(a);", "./missing"],
  ])("refuse %s", async (_, source, name) => {
    const { sentence, complaint: row } = await complaint(bundleOf(source));
    expect(row).toBe("sketch-error");
    expect(sentence).toContain(name);
  });
});

describe("a mistake in a sketch", () => {
  it("is shown with file, line, column, the line and a mark", async () => {
    const { sentence } = await complaint(bundleOf(`print(1);\n\tconst n: number = "text";\nprint(n);`));
    expect(sentence.split("\n")).toEqual([
      expect.stringMatching(/sketch\.ts:2:8: Type 'string' is not assignable to type 'number'\. \(TS2322\)$/),
      `  2 |  const n: number = "text";`,
      "    |        ^",
    ]);
  });

  it("of syntax is told before any of types", async () => {
    const { sentence } = await complaint(bundleOf(`const n: number = "text";\nprint(n`));
    expect(sentence).toContain("sketch.ts:2:8: ')' expected.");
    expect(sentence).not.toContain("TS2322");
  });

  it("in a file that the sketch imports is told there", async () => {
    const building = bundleOf(`import { n } from "./other"; print(n);`, "esp32", {
      "other.ts": "export const n: string = 1;",
    });
    expect((await complaint(building)).sentence).toMatch(/other\.ts:1:14: /);
  });

  it("is one of ten that are told; the rest is counted", async () => {
    const wrong = Array.from({ length: 13 }, (_, n) => `const n${n}: number = "";`).join("\n");
    expect((await complaint(bundleOf(wrong))).sentence).toMatch(/and 3 more$/);
  });
});

describe("a sketch elsewhere on the disk", () => {
  it("imports tagwire though its folder has no node_modules, and its own files", async () => {
    const { code, sketchFiles } = await bundleOf(
      `import { connect, publishValue } from "tagwire"; import { tag } from "./tag";
       connect({ host: "h", key: "K", device: "D" }); publishValue(tag, 1);`,
      "esp32",
      { "tag.ts": `export const tag = "temperature";` },
    );
    expect(code).toContain("temperature");
    expect(sketchFiles.map((file) => file.replace(/.*\//, ""))).toEqual(["sketch.ts", "tag.ts"]);
  });

  it("is built through a link to it", () =>
    withFiles({ "real.ts": "print(1);" }, async (folder) => {
      symlinkSync(join(folder, "real.ts"), join(folder, "link.ts"));
      expect((await build(join(folder, "link.ts"), loadBoard("esp32"))).code).toBe("print(1);\n");
    }));

  it("may have nothing to run", async () => {
    expect((await bundleOf("export {};")).code.trim()).toBe("");
  });

  it("is told of files that import each other in a circle, but for types", async () => {
    const files = {
      "c.ts": 'import { d, type D } from "./d";\nexport type C = number;\nexport const c: D = d + 1;',
      "d.ts": 'import { c, type C } from "./c";\nexport type D = number;\nexport const d: C = c + 1;',
    };
    const { sentence } = await complaint(bundleOf('import { c } from "./c";\nprint(c);', "esp32", files));
    expect(sentence).toMatch(/^Files import each other in a circle: .*c\.ts -> .*d\.ts -> .*c\.ts\.$/);
    const types = { ...files, "d.ts": files["d.ts"].replace("= c + 1", "= 1").replace("{ c, ", "{ ") };
    expect((await bundleOf('import { c } from "./c";\nprint(c);', "esp32", types)).code).toMatch(/print\(/);
  });

  it("may be a megabyte, most of which the script does not have", async () => {
    const reading = (n: number) =>
      `/** ${"reading ".repeat(60)} */\nexport function read${n}(): number { return ${n}; }\n`;
    const source = `${Array.from({ length: 2_000 }, (_, n) => reading(n)).join("")}print(read1999());`;
    expect(source.length).toBeGreaterThan(1_000_000);
    expect((await bundleOf(source)).code.length).toBeLessThan(100);
  });

  it("is refused if its script is larger than the board's Storage", async () => {
    const source = Array.from({ length: 1_000 }, (_, n) => `print("${n}${"-".repeat(200)}");`).join("\n");
    await expect(bundleOf(source, "esp8266")).rejects.toThrow(/^The script has 21\d,\d\d\d bytes; .* 196,608/);
    await expect(bundleOf(source, "esp32")).resolves.toBeDefined();
  });
});
