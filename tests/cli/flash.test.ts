/** `tagwire flash` as a person calls it. */

import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { startVirtualBoard } from "../../src/sim/console-host.js";
import { withFiles } from "../build/sketch.js";
import { tagwire } from "./run.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const files = { "sketch.ts": 'print("hello from the sketch");', "types.ts": 'const n: number = "";\nprint(n);' };

describe("tagwire flash", () => {
  it("flashes the virtual board, shows what the sketch prints, and ends with 0", () =>
    withFiles(files, async (folder) => {
      const said = await tagwire(["flash", "sketch.ts", "--port", "sim"], folder);
      expect(said).toMatchObject({ exitCode: 0, stdout: "hello from the sketch\n" });
      expect(said.stderr).toMatch(/sketch\.ts runs on sim: \d+ bytes, uploaded and verified in/);
    }));

  it("never shows a setting, though the sketch prints it", () =>
    withFiles(
      {
        ".gitignore": ".env\n",
        ".env": "KEY=a-very-secret-key\n",
        "sketch.ts": 'import { KEY } from "tagwire:env";\nprint("my key is " + KEY);',
      },
      async (folder) => {
        const said = await tagwire(["flash", "sketch.ts", "--port", "sim"], folder);
        expect(said).toMatchObject({ exitCode: 0, stdout: "my key is ***\n" });
        expect(said.stderr).not.toContain("a-very-secret-key");
      },
    ));

  it.each([
    ["no sketch", [], 2, "No sketch is named"],
    ["a sketch that is not there", ["none.ts", "--port", "sim"], 2, "There is no sketch none.ts"],
    ["a directory", ["folder", "--port", "sim"], 2, "folder is a directory"],
    ["a type error", ["types.ts", "--port", "sim"], 1, "types.ts:1:7: Type 'string'"],
    ["an unknown board", ["sketch.ts", "--port", "sim", "--board", "esp23"], 2, 'No board is called "esp23"'],
    ["a port that is none", ["sketch.ts", "--port", "tcp://127.0.0.1:0"], 2, "wanted is tcp://HOST:PORT"],
    ["a serial port that is not there", ["sketch.ts", "--port", "/dev/none"], 1, "/dev/none can't be opened"],
    ["a time that is none", ["sketch.ts", "--port", "sim", "--up-within", "soon"], 2, '--up-within is "soon"'],
  ])("complains of %s, and how to mend it", async (_, parameters, exitCode, sentence) => {
    await withFiles(files, async (folder) => {
      mkdirSync(join(folder, "folder"));
      const said = await tagwire(["flash", ...parameters], folder);
      expect(said).toMatchObject({ exitCode, stdout: "" });
      expect(said.stderr).toContain(sentence);
      expect(said.stderr).toMatch(/\n {2}\S.*\n$/);
    });
  });

  it("complains of a port where nothing listens", async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    await withFiles(files, async (folder) => {
      const said = await tagwire(["flash", "sketch.ts", "--port", `tcp://127.0.0.1:${port}`], folder);
      expect(said).toMatchObject({ exitCode: 1, stdout: "" });
      expect(said.stderr).toContain("can't be reached: connect ECONNREFUSED");
    });
  });

  it("complains of a board that is another than the one named", async () => {
    const running = await startVirtualBoard({ board: loadBoard("esp8266") });
    closing.push(() => running.close());
    await withFiles(files, async (folder) => {
      const said = await tagwire(["flash", "sketch.ts", "--port", running.url, "--board", "esp32"], folder);
      expect(said).toMatchObject({ exitCode: 1, stdout: "" });
      expect(said.stderr).toContain("wanted is ESP32, for --board esp32");
      expect(said.stderr).toContain("--board esp8266");
    });
  });

  it("lists the ports there are, and what it takes", async () => {
    expect((await tagwire(["flash", "--list"])).stdout).toContain("sim  the virtual board");
    expect((await tagwire(["flash", "--help"])).stdout).toContain("--up-within");
  });
});
