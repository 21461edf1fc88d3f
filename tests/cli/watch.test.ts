/** `tagwire build --watch`, as a process of its own. Each step waits for a line that it says, with a deadline. */
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { save, withFiles } from "../build/sketch.js";
import { startTagwire } from "./started.js";

const startWatch = (folder: string) => startTagwire(["build", "sketch.ts", "--board", "esp32", "--watch"], folder);

const built = /^sketch\.ts -> dist\/sketch\/sketch\.js {2}\d+ bytes for ESP32 /;
const files = {
  "sketch.ts": `import { word } from "./word";\nprint(word);\n`,
  "word.ts": `export const word = "one";`,
};
const script = (folder: string) => readFileSync(join(folder, "dist/sketch/sketch.js"), "utf8");

describe("tagwire build --watch", () => {
  it("builds on each change of the sketch and what it imports, saved by renaming, in one line each", () =>
    withFiles(files, async (folder) => {
      const { said, lines } = startWatch(folder);
      await said(built);
      expect(script(folder)).toBe('print("one");\n');

      for (const word of ["two", "three", "four"]) {
        save(join(folder, "word.ts"), `export const word = "${word}";`);
        await said(built);
        expect(script(folder)).toBe(`print("${word}");\n`);
      }

      save(join(folder, "sketch.ts"), "print(5);\n");
      await said(built);
      expect(script(folder)).toBe("print(5);\n");
      expect(lines.length).toBe(5);
    }));

  it("builds what is written into the file itself, in the end though it saw half of it", () =>
    withFiles(files, async (folder) => {
      const { said } = startWatch(folder);
      await said(built);
      for (const n of [1, 2]) {
        writeFileSync(join(folder, "sketch.ts"), `print(${n});`);
        do await said(built);
        while (script(folder) !== `print(${n});\n`);
      }
    }));

  it("tells a mistake, keeps the last script, and goes on", () =>
    withFiles(files, async (folder) => {
      const { said } = startWatch(folder);
      await said(built);
      save(join(folder, "sketch.ts"), "print(1");
      await said(/^sketch\.ts:1:8: '\)' expected/);
      expect(script(folder)).toBe('print("one");\n');
      save(join(folder, "sketch.ts"), "print(1);");
      await said(built);
      expect(script(folder)).toBe("print(1);\n");
    }));

  it("waits for what is missing, be it an import or the sketch itself", () =>
    withFiles(files, async (folder) => {
      const { said } = startWatch(folder);
      await said(built);
      rmSync(join(folder, "word.ts"));
      await said(/^sketch\.ts:1:22: Cannot find module '\.\/word'/);
      mkdirSync(join(folder, "word"));
      save(join(folder, "word/index.ts"), `export const word = "folder";`);
      await said(built);
      expect(script(folder)).toBe('print("folder");\n');
      rmSync(join(folder, "sketch.ts"));
      await said(/^There is no sketch sketch\.ts\.$/);
      save(join(folder, "sketch.ts"), "print(2);");
      await said(built);
      expect(script(folder)).toBe("print(2);\n");
    }));

  it("waits for settings and modules that are missing, and builds once for each change of theirs", () => {
    const asking = {
      "sketch.ts": `import { WORD } from "tagwire:env"; print(WORD, require("Twice").twice(2));`,
      // Nobody answers there.
      "package.json": `{ "tagwire": { "moduleUrl": "http://127.0.0.1:9" } }`,
    };
    return withFiles(asking, async (folder) => {
      const { said, lines } = startWatch(folder);
      await said(/^sketch\.ts:1:10: .*WORD/);
      save(join(folder, ".env"), "WORD=one");
      await said(/^sketch\.ts:1:\d+: there is no module Twice/);
      mkdirSync(join(folder, "modules"));
      save(join(folder, "modules/Twice.js"), "exports.twice = function (n) { return n * ; };");
      await said(/^modules\/Twice\.js:1:/);
      save(join(folder, "modules/Twice.js"), "exports.twice = function (n) { return n * 2; };");
      await said(built);
      const before = lines.length;
      save(join(folder, ".env"), "WORD=two");
      await said(built);
      expect(script(folder)).toContain('"two"');
      save(join(folder, "modules/Twice.js"), "exports.twice = function (n) { return n + n; };");
      await said(built);
      expect(lines.length).toBe(before + 2);
    });
  });

  it("ends when nobody reads what it says any longer", () =>
    withFiles(files, async (folder) => {
      const { child, said } = startWatch(folder);
      await said(built);
      child.stdout?.destroy();
      save(join(folder, "sketch.ts"), "print(1);");
      expect(await once(child, "exit")).toEqual([0, null]);
    }));

  it.each(["SIGINT", "SIGTERM"] as const)("ends well at %s", (signal) =>
    withFiles(files, async (folder) => {
      const { child, said } = startWatch(folder);
      await said(built);
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
    }),
  );
});
