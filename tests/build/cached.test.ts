import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { cachedBuild } from "../../src/build/cached.js";
import { withFiles } from "./sketch.js";

// Counts the builds that are really done.
vi.mock("../../src/build/build.js", { spy: true });

const files = {
  "sketch.ts": `import { tag } from "./tag"; import type { Level } from "./level"; const l: Level = 1; print(tag, l);`,
  "tag.ts": `export const tag = "one";`,
  "level.d.ts": "export type Level = number;",
};

let cache = "";

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "cache-"));
  vi.stubEnv("TAGWIRE_CACHE", cache);
  vi.mocked(build).mockClear();
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

/** Builds a sketch twice, with a change in between, and answers how often it was really built, and the last script. */
async function twice(change: (folder: string) => void, board = loadBoard("esp32"), then: Board = board) {
  return withFiles(files, async (folder) => {
    const sketch = join(folder, "sketch.ts");
    await cachedBuild(sketch, board);
    change(folder);
    const { code } = await cachedBuild(sketch, then);
    const builds = vi.mocked(build).mock.calls.length;
    expect(code).toBe((await build(sketch, then)).code);
    return { builds, code };
  });
}

const esp32 = loadBoard("esp32");

describe("a sketch that was built", () => {
  it("is not built again when nothing has changed, nor when it was only touched", async () => {
    const touch = (folder: string) => writeFileSync(join(folder, "sketch.ts"), files["sketch.ts"]);
    expect((await twice(touch)).builds).toBe(1);
  });

  it.each<[string, (folder: string) => void]>([
    ["the sketch", (folder) => writeFileSync(join(folder, "sketch.ts"), "print(1);")],
    ["a file that it imports", (folder) => writeFileSync(join(folder, "tag.ts"), `export const tag = "two";`)],
    ["a file of types", (folder) => writeFileSync(join(folder, "level.d.ts"), "export type Level = 1 | 2;")],
    [
      "which file an import means",
      (folder) => writeFileSync(join(folder, "level.ts"), "export type Level = number; print('level');"),
    ],
    [
      "the file behind a link",
      (folder) => {
        writeFileSync(join(folder, "other.ts"), `export const tag = "other";`);
        unlinkSync(join(folder, "tag.ts"));
        symlinkSync(join(folder, "other.ts"), join(folder, "tag.ts"));
      },
    ],
  ])("is built again when %s has changed", async (_, change) => {
    expect((await twice(change)).builds).toBe(2);
  });

  it.each<[string, Board]>([
    ["another board", loadBoard("linux")],
    ["other data of the board", { ...esp32, globals: [...esp32.globals, "another"] }],
  ])("is built again for %s", async (_, then) => {
    expect((await twice(() => {}, esp32, then)).builds).toBe(2);
  });

  it.each(["results", "maps"])("is built again when %s are gone from the cache", async (shelf) => {
    expect((await twice(() => rmSync(join(cache, shelf), { recursive: true }))).builds).toBe(2);
  });

  it("is built again when the result was cut", async () => {
    const cut = () => {
      const [name = ""] = readdirSync(join(cache, "results"));
      writeFileSync(join(cache, "results", name), readFileSync(join(cache, "results", name), "utf8").slice(0, -9));
    };
    expect((await twice(cut)).builds).toBe(2);
  });

  it("is built though nothing can be kept", async () => {
    rmSync(cache, { recursive: true });
    writeFileSync(cache, "a file, no folder");
    expect((await twice(() => {})).builds).toBe(2);
  });

  it.each([
    ["a module", { "sketch.ts": 'print(require("M").n);', "modules/M.js": "exports.n = 111;" }, "modules/M.js"],
    [
      "a setting",
      { "sketch.ts": 'import { N } from "tagwire:env"; print(N);', ".env": "N=111", "package.json": "{}" },
      ".env",
    ],
  ] as const)("is built anew each time with %s in it, for more than files had a say", (_, files, changed) =>
    withFiles(files, async (folder) => {
      const sketch = join(folder, "sketch.ts");
      expect((await cachedBuild(sketch, esp32)).code).toContain("111");
      writeFileSync(join(folder, changed), readFileSync(join(folder, changed), "utf8").replace("111", "222"));
      expect((await cachedBuild(sketch, esp32)).code).toContain("222");
    }),
  );

  it("is not kept when it had a mistake", () =>
    withFiles({ "sketch.ts": "const n: number = '';" }, async (folder) => {
      for (let round = 0; round < 2; round++) {
        await expect(cachedBuild(join(folder, "sketch.ts"), esp32)).rejects.toThrow("TS2322");
      }
      expect(readdirSync(cache)).toEqual([]);
    }));
});

/**
 * What may ask the disk by itself: the record of it, what is kept, the watch; what makes folders; what only says why a sketch is none; what
 * comes after a build, sizes; and settings and modules, for a build with one of them is never used again.
 */
const askers =
  /^(inputs|kept|cached|watch|program|cache-folder|budgets|measure|project|settings|sketch-file|folder|(modules|settings)\/.*)\.ts$/;

/** The modules of Node's that a source takes files from. */
function takesFiles(text: string): boolean {
  return ts.preProcessFile(text).importedFiles.some(({ fileName }) => /^(node:)?fs(\/promises)?$/.test(fileName));
}

describe("whatever goes into a build is recorded", () => {
  const sources = readdirSync("src/build", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );

  it.each(sources.filter((file) => !askers.test(file)))("%s asks the disk through inputs.ts", (file) => {
    expect(takesFiles(readFileSync(join("src/build", file), "utf8"))).toBe(false);
  });

  it("and a file that does not is found", () => {
    expect(takesFiles('import { readFileSync } from "node:fs";')).toBe(true);
    expect(takesFiles('const { readFile } = await import("node:fs/promises");')).toBe(true);
  });
});
