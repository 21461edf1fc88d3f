/**
 * docs/testing.md: what it shows is what stands in tests/fixtures/water-meter, and its tests are run as a user would, in a
 * project of their own. The lossy sketch fails them, the mended one passes.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bootSketch } from "../../src/testing/boot-sketch.js";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/water-meter/${name}`, import.meta.url));
const docs = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "water-meter-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A project with that sketch and that test, as npm leaves it behind after `npm install`. */
function project(sketch: string, test: string, edit = (text: string) => text): string {
  const path = mkdtempSync(join(folder, "p-"));
  mkdirSync(join(path, "node_modules"));
  symlinkSync(resolve("."), join(path, "node_modules/tagwire"), "junction");
  symlinkSync(resolve("node_modules/vitest"), join(path, "node_modules/vitest"), "junction");
  writeFileSync(join(path, "package.json"), '{"type":"module"}');
  cpSync(fixture(sketch), join(path, "meter.ts"));
  writeFileSync(join(path, test.replace(/^.*-/, "meter.")), edit(readFileSync(fixture(test), "utf8")));
  return path;
}

function run(cwd: string, ...words: string[]): Promise<{ readonly passes: boolean; readonly said: string }> {
  const env = { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined, VITEST: undefined, NO_COLOR: "1" };
  return new Promise((done) =>
    execFile(process.execPath, words, { cwd, env, timeout: 28_000 }, (error, out, errors) =>
      done({ passes: error === null, said: out + errors }),
    ),
  );
}

describe("docs/testing.md", () => {
  it.each(["lossy.ts", "mended.ts", "node-test.js", "vitest-test.ts"])("shows %s as it is", (name) => {
    expect(docs).toContain(readFileSync(fixture(name), "utf8"));
  });

  it("has a row for each member of a sketch that runs, and for each option", () => {
    const read = (file: string, name: string): string[] => {
      const text = readFileSync(new URL(`../../src/testing/${file}`, import.meta.url), "utf8");
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return source.statements
        .filter(ts.isInterfaceDeclaration)
        .filter((one) => one.name.text === name)
        .flatMap(({ members }) => members.map((member) => member.name?.getText() ?? ""));
    };
    const names = [...read("running-sketch.ts", "RunningSketch"), ...read("boot-sketch.ts", "BootOptions")];
    expect(names.length).toBeGreaterThan(15);
    const rows = docs.split("\n").filter((line) => line.startsWith("| `"));
    for (const name of names)
      expect(
        rows.filter((row) => row.includes(`\`${name}`)),
        name,
      ).not.toEqual([]);
  });
});

it("a wait in vain says what docs/testing.md shows", async () => {
  const meter = join(project("mended.ts", "node-test.js"), "meter.ts");
  const sketch = await bootSketch(meter, { board: "esp32", settings: { HOST: "broker", KEY: "K" } });
  for (const level of [true, false, true, false, true]) {
    sketch.board.setPin("D4", level);
    sketch.advance(1_000);
  }
  let said = "";
  try {
    sketch.waitFor("humidity", 60_000);
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said).toMatch(/^waitFor of "humidity"/);
  expect(docs).toContain(`\n${said}\n`);
  await sketch.stop();
});

describe("with node --test", () => {
  it("the lossy sketch fails, and its loss is told", async () => {
    const { passes, said } = await run(project("lossy.ts", "node-test.js"), "--test");
    expect(passes).toBe(false);
    const [, figures = ""] = /It fails with `(.*?)`/.exec(docs) ?? [];
    expect(figures).toMatch(/\d+ !== 36/);
    expect(said).toContain(`    ${figures}\n`);
  });

  it("the mended one passes", async () => {
    expect(await run(project("mended.ts", "node-test.js"), "--test")).toMatchObject({ passes: true });
  });

  it("a sum counts twice what was not confirmed when the link went", async () => {
    const hasty = project("mended.ts", "node-test.js", (text) => text.replace(/^.*it is confirmed too\n/m, ""));
    const { passes, said } = await run(hasty, "--test");
    expect(passes).toBe(false);
    const [, sum = ""] = /the sum of all is (\d+)/.exec(docs) ?? [];
    expect(said).toContain(`    ${sum} !== 36\n`);
  });
});

describe("with vitest", () => {
  const vitest = [resolve("node_modules/vitest/vitest.mjs"), "run"];

  it("the lossy sketch fails", async () => {
    const { passes, said } = await run(project("lossy.ts", "vitest-test.ts"), ...vitest);
    expect(passes).toBe(false);
    expect(said).toMatch(/"waiting": 0,/);
  });

  it("the mended one passes", async () => {
    expect(await run(project("mended.ts", "vitest-test.ts"), ...vitest)).toMatchObject({ passes: true });
  });

  it("the test has types, which know the faults", () => {
    const path = project("mended.ts", "vitest-test.ts");
    const options = { module: ts.ModuleKind.NodeNext, strict: true, skipLibCheck: true, noEmit: true, types: [] };
    const complaints = () =>
      ts
        .getPreEmitDiagnostics(ts.createProgram([join(path, "meter.test.ts")], options))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(complaints()).toEqual([]);
    const file = join(path, "meter.test.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace('"wifi-lost"', '"wifi-gone"'));
    expect(complaints().join()).toContain("wifi-gone");
  });
});
