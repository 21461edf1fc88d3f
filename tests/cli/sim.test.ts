import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tagwire } from "./run.js";

let folder = "";
let sketch = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sim-"));
  sketch = file(
    "sketch.ts",
    'import { connect, publishValue } from "tagwire";\nconnect({ host: "H", key: "K", device: "D" });\nlet n = 0;\nsetInterval(() => publishValue("n", ++n), 1000);\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function summaryOf(...parameters: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await tagwire(["sim", sketch, "--json", ...parameters]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

it("an hour passes, and a seed is the same run every time", async () => {
  const first = await summaryOf("--for", "1h", "--seed", "7", "--faults", "three-resets");
  expect(first).toMatchObject({ seed: 7, virtualMs: 3_660_000, lost: 0, dropped: 0, connections: 4, failures: [] });
  expect(first.put).toBe(3_660);
  expect(await summaryOf("--for", "1h", "--seed", "7", "--faults", "three-resets")).toEqual(first);
});

it("with --raw the script of the build says the same on the wire, and values are not counted", async () => {
  const probed = await summaryOf("--for", "10m", "--faults", "tcp-stall");
  const raw = await summaryOf("--for", "10m", "--faults", "tcp-stall", "--raw");
  expect(raw).toMatchObject({ isProbed: false, put: 0 });
  const { bytesSent, bytesReceived, connections } = probed;
  expect(raw).toMatchObject({ bytesSent, bytesReceived, connections });
});

it("faults come from a file, and a reset takes what is in the RAM, which is told apart from what is lost", async () => {
  const faults = file(
    "faults.json",
    '[{"fault":"refused","fromMs":10000,"toMs":30000},{"fault":"reset","atMs":10000},{"fault":"board-reset","atMs":20500}]',
  );
  const summary = await summaryOf("--for", "2m", "--faults", faults);
  expect(summary).toMatchObject({ lost: 0, dropped: 0, boots: 2, failures: [] });
  expect(summary.takenByReset).toBeGreaterThanOrEqual(10);
});

it("the memory is that of the script for a board, as `build --size` estimates it, probed or not", async () => {
  const out = join(folder, "sketch.js");
  const built = await tagwire(["build", sketch, "--board", "esp32", "--out", out, "--size", "--json"]);
  const { jsVars } = JSON.parse(built.stdout) as { jsVars: { ofBoard: number; estimated: object } };
  const { ofBoard, estimated } = jsVars;
  expect((await summaryOf("--for", "1m")).jsVars).toEqual({ ofBoard, estimated });
  expect((await summaryOf("--for", "1m", "--raw")).jsVars).toEqual({ ofBoard, estimated });
  const { stdout } = await tagwire(["sim", sketch, "--for", "1m"]);
  expect(stdout).toMatch(/JsVars, estimated +\d+ with the code in RAM, \d+ in flash, of 5,000\n/);
});

it("what arrives twice on one connection is counted, and fails the run", async () => {
  expect(await summaryOf("--for", "1m")).toMatchObject({ twice: 0 });
  const faults = file("twice.json", '[{"fault":"broker","atMs":0,"does":"duplicate,nth=3,direction=up,times=1"}]');
  const { stdout, stderr, exitCode } = await tagwire(["sim", sketch, "--for", "1m", "--faults", faults]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/arrived twice +1 on one connection\n/);
  expect(stderr).toMatch(/^The check once failed/);
});

it("what a broker loses after it has said that all is well fails the run, with the command that repeats it", async () => {
  const faults = file("lossy.json", '[{"fault":"broker","atMs":0,"does":"drop,nth=3,direction=up"}]');
  const { stdout, stderr, exitCode } = await tagwire(["sim", sketch, "--for", "1m", "--faults", faults]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/lost +1\n/);
  expect(stderr).toMatch(/^The check confirmed-arrived failed .* s after boot: /);
  expect(stderr).toContain(`The same again: tagwire sim ${sketch} --board esp32 --for 1m --seed 1 --faults ${faults}`);
});

it("a sketch reads the parts of a file, through their faults, and the same seed is the same run", async () => {
  const parts = file(
    "parts.json",
    `[{"part":"ds18b20","name":"cellar","pin":"D4","temperature":{"csv":"cellar.csv","column":"t","linear":true,"repeats":true}},
      {"part":"pulse-meter","pin":"D5","pulsesPerS":120},{"part":"analog","pin":"D34","level":{"walk":[0.2,0.4],"stepMs":1000}}]`,
  );
  file("cellar.csv", "s,t\n0,5\n1800,9\n3600,5\n");
  const metered = file(
    "metered.ts",
    `${readFileSync("examples/thermometer.ts", "utf8")}
let pulses = 0;
setWatch(() => pulses++, D5, { repeat: true, edge: "rising" });
setInterval(() => {
  publishValue("pulses", pulses);
  publishValue("level", analogRead(D34));
}, 60000);
`,
  );
  const faults = file("cold.json", '[{"fault":"part","fromMs":90000,"toMs":200000,"part":"cellar","is":"absent"}]');
  async function run(): Promise<Record<string, unknown>> {
    const parameters = ["--json", "--for", "5m", "--parts", parts, "--faults", faults];
    const { stdout, stderr, exitCode } = await tagwire(["sim", metered, ...parameters]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    return JSON.parse(stdout) as Record<string, unknown>;
  }
  const first = await run();
  // Six times two by the minute; of the thermometer's five the two at which it is absent are missing.
  expect(first).toMatchObject({ put: 15, lost: 0, failures: [], uncaught: [] });
  expect(await run()).toEqual(first);
});

describe("a mistake is one sentence, with the way out", () => {
  it.each([
    ["a seed that is no number", ["--seed", "seven"], 2, /--seed is "seven"; wanted is a whole number from 0/],
    ["a time that is none", ["--for", "soon"], 2, /--for is "soon"; wanted is a time from 1s to 366d/],
    ["a schedule that nobody knows", ["--faults", "storm"], 2, /"storm" of --faults is neither a file nor a schedule/],
    [
      "faults that outlast the run",
      ["--for", "1s", "--faults", "half-open"],
      2,
      /last until 8000 ms, and --for is 1000 ms/,
    ],
  ])("%s", async (_, parameters, code, sentence) => {
    const { stderr, exitCode, stdout } = await tagwire(["sim", sketch, ...parameters]);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: "" });
  });

  it.each([
    ["a file that is no JSON", "reset", /can't be read: /],
    ["an unknown fault", '[{"fault":"resett"}]', /\[0\] has "resett" for "fault"; known are latency, /],
    [
      "a schedule that contradicts itself",
      '[{"fault":"power-cut","fromMs":0,"toMs":9},{"fault":"power-cut","fromMs":5,"toMs":20}]',
      /contradict each other/,
    ],
  ])("%s", async (_, text, sentence) => {
    const { stderr, exitCode } = await tagwire(["sim", sketch, "--faults", file("bad.json", text)]);
    expect(stderr).toMatch(sentence);
    expect(exitCode).toBe(2);
  });

  it.each([
    ["a file of parts that is no JSON", "parts", [], /of --parts can't be read: /],
    ["an unknown part", '[{"part":"dht23"}]', [], /bad\.json\[0\] has "dht23" for "part"; known are dht22, /],
    [
      "a part fed from a file that is not there",
      '[{"part":"analog","pin":"D34","level":{"csv":"no.csv","column":"a"}}]',
      [],
      /^The file "no\.csv" that feeds a part can't be read: /,
    ],
    [
      "a CSV that ends before the sketch does",
      '[{"part":"analog","pin":"D34","level":{"csv":"level.csv","column":"level"}}]',
      ["--for", "2m"],
      /^level\.csv ends at 60 s, and is to feed level of the part analog until 120 s\.\n {2}Give it rows until then, or say "repeats"/,
    ],
    [
      "a fault of a part that is not there",
      "[]",
      ["--faults", '[{"fault":"part","fromMs":0,"toMs":9,"part":"air","is":"absent"}]'],
      /is of the part "air"; known are none/,
    ],
    [
      "a fault that such a part can't have",
      '[{"part":"analog","pin":"D34"}]',
      ["--faults", '[{"fault":"part","fromMs":0,"toMs":9,"part":"analog","is":"garbage"}]'],
      /the part analog is to give garbage, and analog has nothing to garble/,
    ],
  ])("%s", async (_, text, parameters, sentence) => {
    file("level.csv", "s,level\n0,0.1\n60,0.2\n");
    const more = parameters.map((one) => (one.startsWith("[") ? file("faults-bad.json", one) : one));
    const { stderr, exitCode } = await tagwire(["sim", sketch, "--parts", file("bad.json", text), ...more]);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect(exitCode).toBe(2);
  });

  it("a sketch that throws as it boots", async () => {
    const throwing = file("throws.ts", "const none: number[] = [];\nprint(none[0].toFixed(1));\n");
    const { stderr, exitCode } = await tagwire(["sim", throwing]);
    expect(stderr).toMatch(/throws as it boots: "Uncaught TypeError: /);
    expect(exitCode).toBe(1);
  });

  it("a loop without end, though it catches all that is thrown in it", async () => {
    const endless = file(
      "endless.ts",
      "let n = 0;\nsetTimeout(() => {\n  while (n >= 0) {\n    try {\n      n++;\n    } catch (error) {\n      n = 0;\n    }\n  }\n  print(n);\n}, 100);\n",
    );
    const { stderr, exitCode } = await tagwire(["sim", endless]);
    expect(stderr).toMatch(/^The code never returns from .*endless\.ts:3\.\n {2}The same again: tagwire sim /);
    expect(exitCode).toBe(1);
  });
});
