/** The build as a plugin of rollup, in a folder with a configuration of its own, as somebody else would use it. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RollupError, type RollupWatcherEvent, rollup, watch } from "rollup";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { tagwire } from "../../src/build/rollup.js";
import { Complaint } from "../../src/complaint.js";
import { save, withFiles } from "./sketch.js";

const sketch = `import { connect, publishValue } from "tagwire";
import { tag } from "./tag";
connect({ host: "h", key: "k", device: "d" });
publishValue(tag, getTime());
`;
const files = { "green.ts": sketch, "tag.ts": `export const tag = "temperature";\n` };

/** Runs `rollup -c` in a folder whose node_modules has this package. */
function rollupIn(folder: string, config: string): Promise<{ exitCode: number; stderr: string }> {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(process.cwd(), join(folder, "node_modules/tagwire"), "junction");
  writeFileSync(join(folder, "rollup.config.mjs"), config);
  const rollup = join(process.cwd(), "node_modules/rollup/dist/bin/rollup");
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
    execFile(process.execPath, [rollup, "-c"], { cwd: folder, env, timeout: 50_000 }, (error, _, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stderr }),
    );
  });
}

const config = (output: string, options = `{ board: "esp32" }`) => `
import { tagwire } from "tagwire/rollup";
export default { input: "green.ts", output: ${output}, plugins: [tagwire(${options})] };
`;

describe("rollup -c with tagwire/rollup", { timeout: 60_000 }, () => {
  it("writes the script of tagwire build, byte for byte, and nothing beside it", () =>
    withFiles(files, async (folder) => {
      const { exitCode, stderr } = await rollupIn(folder, config(`{ file: "out/green.js" }`));
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      const { code } = await build(join(folder, "green.ts"), loadBoard("esp32"));
      expect(readFileSync(join(folder, "out/green.js"), "utf8")).toBe(code);
      expect(existsSync(join(folder, "out/green.js.map"))).toBe(false);
    }));

  it("names the script after the sketch, and writes the map that is asked for without a word of it in the script", () =>
    withFiles(files, async (folder) => {
      await rollupIn(folder, config(`{ dir: "out", sourcemap: true }`));
      const { code } = await build(join(folder, "green.ts"), loadBoard("esp32"));
      expect(readFileSync(join(folder, "out/green.js"), "utf8")).toBe(code);
      const { sources } = JSON.parse(readFileSync(join(folder, "out/green.js.map"), "utf8")) as { sources: string[] };
      expect(sources).toContain("../green.ts");
    }));

  it("tells a mistake of the sketch with its place, and no trace of ours", () =>
    withFiles({ "green.ts": "const n: number = '';\nprint(n);" }, async (folder) => {
      const { exitCode, stderr } = await rollupIn(folder, config(`{ file: "green.js" }`));
      expect(exitCode).toBe(1);
      expect(stderr).toContain("green.ts:1:7: Type 'string' is not assignable to type 'number'");
      expect(stderr).toContain("green.ts (1:7)");
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(existsSync(join(folder, "green.js"))).toBe(false);
    }));
});

describe("the options of tagwire/rollup", () => {
  it.each([
    ["no options", undefined, "The options of tagwire are undefined; wanted is an object with a board."],
    ["no board", {}, "The board of tagwire is undefined; wanted is one of esp32, "],
    ["a board that is not known", { board: "esp23" }, 'The board of tagwire is "esp23"; wanted is one of esp32, '],
    ["a board that is no name", { board: ["esp32"] }, 'The board of tagwire is ["esp32"]; wanted is'],
    ["an option that there is not", { board: "esp32", minify: false }, "tagwire has no option minify; it has board."],
  ])("with %s are refused", (_, options, sentence) => {
    let refusal: unknown;
    try {
      tagwire(options as unknown as { board: string });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Complaint);
    expect((refusal as Complaint).sentence).toContain(sentence);
    expect((refusal as Complaint).remedy).toContain('tagwire({ board: "esp32" })');
  });

  it.each([[["a.ts", "b.ts"]], [{ a: "a.ts", b: "b.ts" }], [[]]])("do not go with the inputs %j", async (input) => {
    await expect(rollup({ input, plugins: tagwire({ board: "esp32" }) })).rejects.toThrow("wanted is one sketch");
  });
});

describe("in rollup's watch mode", () => {
  /** Watches the sketch of a folder. `next` resolves at the end of the next build with its error, if it had one. */
  function watching(folder: string): () => Promise<RollupError | undefined> {
    const watcher = watch({
      input: join(folder, "green.ts"),
      output: { file: join(folder, "green.js") },
      plugins: tagwire({ board: "esp32" }),
    });
    onTestFinished(() => watcher.close());
    const ends: (RollupError | undefined)[] = [];
    let waiting: ((end: RollupError | undefined) => void) | undefined;
    watcher.on("event", (event: RollupWatcherEvent) => {
      if ("result" in event) void event.result?.close();
      if (event.code !== "ERROR" && event.code !== "BUNDLE_END") return;
      const end = event.code === "ERROR" ? event.error : undefined;
      if (waiting) waiting(end);
      else ends.push(end);
      waiting = undefined;
    });
    return () =>
      new Promise((resolve) => {
        if (ends.length > 0) resolve(ends.shift());
        else waiting = resolve;
      });
  }

  it("a changed file is built again, a mistake is told with its place, and the watch goes on", () =>
    withFiles(files, async (folder) => {
      const next = watching(folder);
      const script = () => readFileSync(join(folder, "green.js"), "utf8");
      expect(await next()).toBeUndefined();
      expect(script()).toContain("temperature");

      save(join(folder, "tag.ts"), "export const tag: string = 1;\n");
      const error = await next();
      expect(error?.message).toContain("tag.ts:1:14: Type 'number' is not assignable");
      expect(error).toMatchObject({ id: join(folder, "tag.ts"), loc: { line: 1, column: 14 } });
      expect(script()).toContain("temperature");

      save(join(folder, "tag.ts"), `export const tag = "moisture";\n`);
      expect(await next()).toBeUndefined();
      expect(script()).toContain("moisture");
    }));
});
