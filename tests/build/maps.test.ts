import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { findMap, keepMap, scriptHash } from "../../src/build/maps.js";
import { withFiles } from "./sketch.js";

let cache = "";

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "cache-"));
  vi.stubEnv("TAGWIRE_CACHE", cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

describe("the map of a script that was built", () => {
  it("is found by the script and by its hash, and leads to the sketch though that has gone", async () => {
    const { file, code } = await withFiles({ "sketch.ts": "\n  print(1);" }, async (folder) => {
      const file = join(folder, "sketch.ts");
      return { file, code: (await build(file, loadBoard("esp32"))).code };
    });
    expect(code).toBe("print(1);\n");
    const map = findMap(code);
    expect(findMap(scriptHash(code))).toBe(map);
    const at = new SourceMap(JSON.parse(map ?? "") as SourceMapPayload).findEntry(0, 0);
    expect(at).toMatchObject({ originalSource: file, originalLine: 1, originalColumn: 2 });
  });

  it("is not found for another script, be it one byte", () => {
    keepMap("print(1);\n", "{}");
    expect(findMap("print(2);\n")).toBeUndefined();
    expect(findMap("print(1);")).toBeUndefined();
    expect(findMap("../maps")).toBeUndefined();
  });

  it("gives way to newer ones beyond 200, the one that was longest not asked for first", () => {
    const names = Array.from({ length: 200 }, (_, n) => `print(${n});\n`);
    for (const [n, code] of names.entries()) {
      keepMap(code, "{}");
      utimesSync(join(cache, "maps", `${scriptHash(code)}.json`), 1000 + n, 1000 + n);
    }
    // Asked for, so it counts as new.
    expect(findMap(names[0] ?? "")).toBe("{}");
    keepMap("print(200);\n", "{}");
    expect(readdirSync(join(cache, "maps")).length).toBe(200);
    expect(findMap(names[0] ?? "")).toBe("{}");
    expect(findMap(names[1] ?? "")).toBeUndefined();
    expect(findMap(names[2] ?? "")).toBe("{}");
  });

  it("that can't be kept fails nothing", () => {
    rmSync(cache, { recursive: true });
    writeFileSync(cache, "a file, no folder");
    keepMap("print(1);\n", "{}");
    expect(findMap("print(1);\n")).toBeUndefined();
    expect(existsSync(cache)).toBe(true);
  });
});
