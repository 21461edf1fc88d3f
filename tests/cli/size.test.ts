import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { loadBoard } from "../../src/boards.js";
import type { Bundle } from "../../src/build/build.js";
import { holdBudget, reportSize, type SizeReport } from "../../src/build/size-report.js";
import { showsColour } from "../../src/cli/colour.js";
import { picture, sizeJson } from "../../src/cli/size.js";
import { bundleOf, withFiles } from "../build/sketch.js";
import { interpreters } from "../espruino/interpreter.js";
import { type Outcome, tagwire } from "./run.js";

const sketch = "const a = 9000; setInterval(() => print(a), 1000);";
const { board: interpreter } = interpreters();
const esp32 = loadBoard("esp32");

/** A sketch's package, with a cache of its own. */
function inPackage<T>(content: object, use: (folder: string) => Promise<T>): Promise<T> {
  return withFiles({ "package.json": JSON.stringify(content), "green.ts": sketch, "other.ts": sketch }, (folder) => {
    vi.stubEnv("TAGWIRE_CACHE", cacheOf(folder));
    return use(folder);
  });
}

afterEach(() => {
  vi.unstubAllEnvs();
});

const cacheOf = (folder: string) => join(folder, "cache");
const reportsOf = (folder: string) => join(cacheOf(folder), "sizes");
const budgeted = (budget: unknown, name = "green.ts") => ({ tagwire: { budgets: { [name]: budget } } });

/** Builds as a person would, who has no interpreter unless it is given. */
function size(folder: string, more: readonly string[] = [], ESPRUINO_BOARD = ""): Promise<Outcome> {
  const env = { ...process.env, ESPRUINO_BOARD, ESPRUINO: "", NO_COLOR: "1" };
  return tagwire(["build", "green.ts", "--board", "esp32", "--size", ...more], folder, env);
}

const scriptIn = (folder: string) => readFileSync(join(folder, "dist/sketch/green.js"), "utf8");

describe("tagwire build --size", () => {
  it("shows a bar for each file, JsVars, and the next time what changed", () =>
    inPackage(budgeted({ bytes: 9000 }), async (folder) => {
      const { stdout, stderr, exitCode } = await size(folder);
      expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      const { length } = scriptIn(folder);
      expect(stdout.split("\n")[0]).toBe(`green.ts -> dist/sketch/green.js  ${length} bytes for ESP32`);
      expect(stdout).toMatch(/^ {2}green\.ts +█+ +\d+ {2}\d+ %$/m);
      expect(stdout).toMatch(/^ {2}estimated +\d+ +\d+$/m);
      expect(stdout).toMatch(/^ {2}budget {2}\d+ of 9,000 bytes, [\d,]+ left$/m);
      expect(stdout).not.toContain("measured");
      expect(stdout).not.toContain("\x1b");

      writeFileSync(join(folder, "green.ts"), `${sketch} print("a text that makes it longer");`);
      const next = await size(folder);
      const more = scriptIn(folder).length - length;
      expect(next.stdout.split("\n")[0]).toMatch(
        new RegExp(`, \\+${more} bytes and \\d+ JsVars since the last report$`),
      );
      expect(next.stdout).toMatch(new RegExp(`^ {2}green\\.ts .* % {2}\\+${more}$`, "m"));
    }));

  it("says all of it as JSON with --json, and the files add up", () =>
    inPackage({}, async (folder) => {
      const { stdout } = await size(folder, ["--json"]);
      const said = JSON.parse(stdout) as { parts: { bytes: number }[] };
      const { length } = scriptIn(folder);
      expect(said.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(length);
      expect(said).toMatchObject({ sketch: "green.ts", out: "dist/sketch/green.js", board: "esp32", bytes: length });
    }));

  it("over budget ends with 1 and one sentence, after the script and the picture", () =>
    inPackage(budgeted({ bytes: 10 }), async (folder) => {
      const { stdout, stderr, exitCode } = await size(folder);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^green\.ts takes \d+ bytes, its budget is 10\.\n {2}Make it smaller.*\n$/);
      expect(stdout).toMatch(/^ {2}budget {2}\d+ of 10 bytes, OVER$/m);
      expect(existsSync(join(folder, "dist/sketch/green.js"))).toBe(true);
    }));

  it("tells a mistake in a budget", () =>
    inPackage(budgeted({ bytes: "4000" }), async (folder) => {
      const said = 'In package.json tagwire.budgets["green.ts"].bytes is "4000"; wanted is a whole number from 1.\n';
      const { stdout, stderr, exitCode } = await size(folder);
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
      expect(stderr).toMatch(/\n {2}Write it so: .*\n$/);
      expect(stderr.startsWith(said)).toBe(true);
    }));

  it.skipIf(interpreter === undefined)("measures, and says how far the estimate is off", () =>
    inPackage({}, async (folder) => {
      const { stdout } = await size(folder, [], interpreter);
      expect(stdout).toMatch(/^ {2}measured +\d+ +\d+$/m);
      expect(stdout).toMatch(/^ {2}estimate is off by +[-+]?\d+\.\d % +[-+]?\d+\.\d %$/m);
    }),
  );
});

describe("the report", () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleOf(sketch);
  });
  const report = (folder: string, board = esp32) => reportSize(join(folder, "green.ts"), bundle, board, undefined);
  const same = { bytes: 0, jsVars: 0 };

  it("says what changed since the last one of the same sketch for the same board", () =>
    inPackage({}, async (folder) => {
      expect((await report(folder)).change).toBeUndefined();
      expect((await report(folder, loadBoard("esp8266"))).change).toBeUndefined();
      const { change, parts } = await report(folder);
      expect(change).toEqual(same);
      expect(parts.map((part) => part.change)).toEqual(parts.map(() => 0));
    }));

  it.each(["", "{", "[]", '{"bytes":"many"}', '{"bytes":1,"jsVars":2,"parts":{"a":"b"}}'])(
    "takes a broken cache file for none: %s",
    (text) =>
      inPackage({}, async (folder) => {
        await report(folder);
        const [name = ""] = readdirSync(reportsOf(folder));
        writeFileSync(join(reportsOf(folder), name), text);
        expect((await report(folder)).change).toBeUndefined();
        expect((await report(folder)).change).toEqual(same);
      }),
  );

  it("does without a cache that can't be written", () =>
    inPackage({}, async (folder) => {
      // A file where the folder would be: no rights get past it.
      writeFileSync(cacheOf(folder), "");
      expect((await report(folder)).change).toBeUndefined();
      expect((await report(folder)).change).toBeUndefined();
    }));

  it("leaves one file for each sketch and board, and nothing else", () =>
    inPackage({}, async (folder) => {
      await report(folder);
      await report(folder);
      expect(readdirSync(cacheOf(folder))).toEqual(["sizes"]);
      expect(readdirSync(reportsOf(folder))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    }));

  it("has a shape for programs, all of it there whatever is known", () =>
    inPackage(budgeted({ bytes: 9000, jsVars: 1 }), async (folder) => {
      const subject = { sketch: "green.ts", out: "green.js", sketchBytes: 5, sdkBytes: 0 };
      const { length } = bundle.code;
      expect(JSON.parse(JSON.stringify(sizeJson(subject, await report(folder), esp32)))).toEqual({
        ...subject,
        board: "esp32",
        bytes: length,
        parts: bundle.parts.map(({ bytes, ofSdk }) => ({ file: expect.toSatisfy(isName), ofSdk, bytes, change: null })),
        jsVars: {
          ofBoard: esp32.jsVars,
          estimated: { ram: expect.any(Number), flash: expect.any(Number), guesses: 0, complete: true },
          measured: null,
          notMeasured: null,
          errorPercent: null,
        },
        change: null,
        budget: { bytes: 9000, jsVars: 1 },
        over: ["jsVars"],
      });
    }));
  const isName = (file: unknown) => file === null || typeof file === "string";

  it("complains of each figure that is over, and only from one more on", () =>
    inPackage({}, async (folder) => {
      const { bytes, estimated } = await report(folder);
      const held = async (budget: object) => {
        writeFileSync(join(folder, "package.json"), JSON.stringify(budgeted(budget, "./green.ts")));
        holdBudget("green.ts", await report(folder));
      };
      await held({ bytes, jsVars: estimated.ram });
      await expect(held({ bytes: bytes - 1, jsVars: estimated.ram - 1 })).rejects.toMatchObject({
        complaint: "over-budget",
        sentence: `green.ts takes ${bytes} bytes, its budget is ${bytes - 1}; and ${estimated.ram} JsVars, its budget is ${estimated.ram - 1}.`,
        exitCode: 1,
      });
    }));

  it("knows nothing of the budget of another sketch", () =>
    inPackage(budgeted({ bytes: 1 }, "other.ts"), async (folder) => {
      expect(await report(folder)).toMatchObject({ over: [] });
    }));

  it.each([
    [budgeted({ jsVars: 0.5 }), 'tagwire.budgets["green.ts"].jsVars is 0.5; wanted is a whole number from 1.'],
    [budgeted({ bytes: 0 }), "bytes is 0; wanted is a whole number from 1."],
    [budgeted(4000), 'tagwire.budgets["green.ts"] is 4000; wanted is an object with "bytes", "jsVars" or both.'],
    [budgeted({ byte: 4000 }), 'known are "bytes" and "jsVars".'],
    [budgeted({ bytes: 1 }, "gren.ts"), 'tagwire.budgets has "gren.ts", and there is no such file.'],
    [{ tagwire: { budgets: [] } }, "tagwire.budgets is []; wanted is an object with a sketch's path as each name."],
    [{ tagwire: 1 }, "tagwire is 1; wanted is an object."],
  ])("tells a mistake in a budget: %j", (content, said) =>
    inPackage(content, async (folder) => {
      await expect(report(folder)).rejects.toMatchObject({
        complaint: "bad-budget",
        sentence: expect.stringContaining(said),
      });
    }),
  );

  it("tells of a package.json that is no JSON", () =>
    inPackage({}, async (folder) => {
      writeFileSync(join(folder, "package.json"), "{");
      await expect(report(folder)).rejects.toMatchObject({
        complaint: "bad-budget",
        sentence: expect.stringMatching(/it can't be read as JSON: /),
      });
    }));
});

describe("the picture", () => {
  const report: SizeReport = {
    bytes: 1300,
    parts: [
      { file: "/somewhere/with/a/very/long/path/to/the/file/of/a/sketch/greenhouse.ts", ofSdk: false, bytes: 1000 },
      { file: "", ofSdk: false, bytes: 300 },
    ],
    estimated: { ram: 40, flash: 30, guesses: 2, complete: true },
    over: [],
  };
  const draw = (width: number, colour = false) =>
    picture({ sketch: "a.ts", out: "a.js", sketchBytes: 1300, sdkBytes: 0 }, report, loadBoard("esp32"), {
      width,
      colour,
    })
      .split("\n")
      .slice(2, 4);

  it.each([40, 60, 80, 120])("fits into %i characters, its figures below each other", (width) => {
    const lines = draw(width);
    for (const line of lines) expect(line.length).toBe(width);
    expect(lines[0]?.lastIndexOf("%")).toBe(lines[1]?.lastIndexOf("%"));
  });

  it("draws bars as long as their bytes are many", () => {
    const [long = 0, short = 0] = draw(120).map((line) => line.split("█").length - 1);
    expect(short / long).toBeCloseTo(0.3, 1);
  });

  it("has colour only where a terminal shows it and NO_COLOR does not forbid it", () => {
    expect(draw(80).join("")).not.toContain("\x1b");
    expect(draw(80, true).join("")).toContain("\x1b");
    expect([
      showsColour({ isTTY: true }, {}),
      showsColour({ isTTY: true }, { NO_COLOR: "1" }),
      showsColour({}, {}),
    ]).toEqual([true, false, false]);
  });
});
