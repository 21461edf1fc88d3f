import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withFiles } from "../build/sketch.js";
import { tagwire } from "./run.js";

const sketch = `import { connect, publishValue } from "tagwire";
connect({ host: "h", key: "k", device: "d" });
publishValue("t", 1);
`;

/** How a complaint looks: a sentence, what mends it, and nothing of our own stack. */
function expectComplaint(stderr: string): void {
  expect(stderr).toMatch(/^[^ ].*\n(.*\n)* {2}\S.*\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe("tagwire build", () => {
  it("writes dist/sketch/SKETCH.js in the current folder and says its size in one line", () =>
    withFiles({ "green.ts": sketch }, async (folder) => {
      const { stdout, stderr, exitCode } = await tagwire(["build", "green.ts", "--board", "esp32"], folder);
      const { length } = readFileSync(join(folder, "dist/sketch/green.js"), "utf8");
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      const [, bytes = "", ofSketch = "", ofSdk = ""] =
        /^green\.ts -> dist\/sketch\/green\.js {2}([\d,]+) bytes for ESP32 \(sketch ([\d,]+), tagwire ([\d,]+)\)\n$/.exec(
          stdout,
        ) ?? [];
      const number = (text: string) => Number(text.replaceAll(",", ""));
      expect(number(bytes)).toBe(length);
      expect(number(ofSketch) + number(ofSdk)).toBe(length);
    }));

  it("writes where --out says, making the folder", () =>
    withFiles({ "green.ts": sketch }, async (folder) => {
      await tagwire(["build", join(folder, "green.ts"), "--board", "linux", "--out", join(folder, "a/b.js")]);
      expect(existsSync(join(folder, "a/b.js"))).toBe(true);
    }));

  it("says the same as JSON with --json", () =>
    withFiles({ "green.ts": sketch }, async (folder) => {
      const { stdout } = await tagwire(["build", "green.ts", "--board", "esp8266", "--json"], folder);
      const said = JSON.parse(stdout) as {
        bytes: number;
        sketchBytes: number;
        sdkBytes: number;
        parts: { bytes: number }[];
      };
      expect(said).toMatchObject({ sketch: "green.ts", out: "dist/sketch/green.js", board: "esp8266" });
      expect(said.sketchBytes + said.sdkBytes).toBe(said.bytes);
      expect(said.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(said.bytes);
    }));
});

describe("tagwire build complains", () => {
  it.each([
    ["sketch not found", ["none.ts", "--board", "esp32"], 2, "There is no sketch none.ts"],
    ["the sketch is a directory", ["folder", "--board", "esp32"], 2, "folder is a directory"],
    ["the sketch is below a file", ["plain.js/a.ts", "--board", "esp32"], 2, "There is no sketch plain.js/a.ts"],
    ["the sketch is no TypeScript", ["plain.js", "--board", "esp32"], 2, "plain.js"],
    [
      "a type error",
      ["types.ts", "--board", "esp32"],
      1,
      "types.ts:2:7: Type 'string' is not assignable to type 'number'",
    ],
    ["a missing import", ["missing.ts", "--board", "esp32"], 1, "missing.ts:1:19: Cannot find module './none'"],
    ["an empty sketch", ["empty.ts", "--board", "esp32"], 1, "empty.ts is empty; wanted is a sketch"],
    ["a syntax error", ["syntax.ts", "--board", "esp32"], 1, "syntax.ts:1:8: ')' expected"],
    [
      "a mistake in the options of connect",
      ["options.ts", "--board", "esp32"],
      1,
      "options.ts:2:52: port is 0; wanted is",
    ],
    [
      "an unknown board",
      ["green.ts", "--board", "esp23"],
      2,
      'No board is called "esp23"; known are esp32, esp8266, espruinowifi, linux',
    ],
    ["no board", ["green.ts"], 2, "esp32, esp8266, espruinowifi, linux"],
    ["no sketch", ["--board", "esp32"], 2, "Missing required argument 'sketch'"],
    ["an unknown option", ["green.ts", "--bord", "esp32"], 2, "Did you mean --board?"],
    ["--out is the sketch", ["green.ts", "--board", "esp32", "--out", "green.ts"], 2, "green.ts is a source"],
    ["--out is a directory", ["green.ts", "--board", "esp32", "--out", "folder"], 2, "it is a directory"],
    ["--out is below a file", ["green.ts", "--board", "esp32", "--out", "plain.js/a.js"], 2, "can't be written"],
  ])("%s", async (_, parameters, exitCode, said) => {
    const files = {
      "green.ts": sketch,
      "plain.js": "print(1);",
      "types.ts": `// a comment\nconst n: number = "";\nprint(n);`,
      "missing.ts": 'import { x } from "./none";\nprint(x);',
      "empty.ts": "\n",
      "syntax.ts": "print(1",
      "options.ts": `import { connect } from "tagwire";\nconnect({ host: "h", key: "k", device: "d", port:  0 });`,
    };
    await withFiles(files, async (folder) => {
      mkdirSync(join(folder, "folder"));
      const outcome = await tagwire(["build", ...parameters], folder);
      expect(outcome).toMatchObject({ exitCode, stdout: "" });
      expect(outcome.stderr).toContain(said);
      expectComplaint(outcome.stderr);
      expect(readFileSync(join(folder, "green.ts"), "utf8")).toBe(sketch);
      expect(existsSync(join(folder, "dist"))).toBe(false);
    });
  });
});

describe("tagwire", () => {
  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await tagwire(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("lists its verbs with --help", async () => {
    const { exitCode, stdout } = await tagwire(["--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}build .*/m);
    expect(stdout).toMatch(/^ {2}broker .*/m);
  });

  it("names the verb that an unknown one was meant to be", async () => {
    const { exitCode, stderr } = await tagwire(["bild"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "Unknown command 'bild'.\n  Did you mean build?\n" });
  });

  it("without a verb shows the help and fails", async () => {
    const { exitCode, stderr } = await tagwire([]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Usage: tagwire");
  });
});
