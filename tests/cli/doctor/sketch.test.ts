/** `tagwire doctor` of the sketch. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadBoard } from "../../../src/boards.js";
import type { Asked } from "../../../src/cli/doctor/board.js";
import type { Finding } from "../../../src/cli/doctor/finding.js";
import { boardOfProject, checkSketch } from "../../../src/cli/doctor/sketch.js";
import { ask, of } from "../../support/findings.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

const connecting = 'connect({ host: "10.1.2.3", port: 1884, key: "K3Y0", device: "D" });';

async function lookAt(lines: readonly string[], asked?: Asked, board = loadBoard("esp32")) {
  const file = write(
    "sketch.ts",
    'import { connect, publish, publishValue, status } from "tagwire";',
    ...lines,
    "status;",
  );
  const findings: Finding[] = [];
  const targets = await checkSketch(file, board, asked, (finding) => findings.push(finding));
  return { findings, targets };
}

it("all is well where it publishes values", async () => {
  const { findings, targets } = await lookAt([
    connecting,
    'setInterval(() => publishValue("t", 1), 60000);',
    "publish;",
  ]);
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
    "sketch ok",
    "run ok",
    "topics ok",
    "messages ok",
  ]);
  expect(targets).toMatchObject([{ host: "10.1.2.3", port: 1884 }]);
});

it.each([
  [
    "a wrong key",
    ['connect({ host: "H", key: "a/b", device: "D" });'],
    "sketch",
    "problem",
    /key is a secret of 3 characters/,
  ],
  [
    "a wrong device",
    ['connect({ host: "H", key: "K", device: "a+b" });'],
    "sketch",
    "problem",
    /device is "a\+b"; wanted is/,
  ],
  [
    "a setting that no file has",
    ['import { NONE } from "tagwire:env";', "NONE;"],
    "sketch",
    "problem",
    /the setting NONE is neither/,
  ],
  ["an error", [connecting, "setTimeout(() => { throw 'too hot'; }, 9);"], "run", "problem", /throws .*too hot/],
  ["no connection", ["console.log('waiting');"], "run", "warning", /connects to nothing .*"waiting"/],
  ["no message", [connecting], "run", "warning", /publishes nothing/],
  ["a wildcard in a topic", [connecting, 'publish("a/#", 1);'], "run", "problem", /does not take what the sketch says/],
  [
    "a tag of two levels",
    [connecting, 'publishValue("a/b", 1);'],
    "topics",
    "warning",
    /"key\/\*\*\*\/device\/D\/tag\/a\/b" is no value's/,
  ],
  ["another topic", [connecting, 'publish("news", 1);'], "topics", "warning", /"news" is no value's/],
  [
    "a value that is a number",
    [connecting, `publish("key/K3Y0/device/D/tag/t", '{"value":12}');`],
    "messages",
    "problem",
    /"key\/\*\*\*\/device\/D\/tag\/t" goes "\{\\"value\\":12\}"/,
  ],
  ["an empty value", [connecting, 'publishValue("t", "");'], "messages", "problem", /does not take/],
] as const)("%s is found", async (_, lines, check, state, sentence) => {
  const { findings } = await lookAt(lines);
  expect(of(check, findings)).toMatchObject({ state });
  expect(of(check, findings)?.sentence).toMatch(sentence);
  expect(of(check, findings)?.remedy).toBeTruthy();
  expect(JSON.stringify(findings)).not.toContain("K3Y0");
});

it("its broker is found though the last connection there has said nothing", async () => {
  const quiet = 'setTimeout(() => { require("net").connect({ host: "10.1.2.3", port: 1884 }); }, 599000);';
  const { targets } = await lookAt([connecting, 'publishValue("t", 1);', quiet]);
  expect(targets).toMatchObject([{ host: "10.1.2.3", port: 1884, connect: expect.stringMatching(/^\x10/) }]);
});

it("the firmware lacks a module that the sketch needs", async () => {
  const { asked } = await ask({ files: { ".boot0": 'process.env.MODULES="net,Storage"' } });
  const lines = ['require("Wifi").disconnect();', 'require("Storage").getFree();'];
  const { findings } = await lookAt(lines, asked);
  expect(of("modules", findings)).toMatchObject({ state: "problem" });
  expect(of("modules", findings)?.sentence).toMatch(/lacks Wifi, which/);
});

it("Storage has too little room, or enough", async () => {
  const small = await ask({ faults: { storageBytes: 1000 } });
  const large = await ask({});
  const lines = [connecting, 'publishValue("t", 1);'];
  const found = await lookAt(lines, small.asked);
  expect(of("room", found.findings)).toMatchObject({ state: "problem" });
  expect(of("room", found.findings)?.sentence).toMatch(/has room for \d+ of its 1000 bytes/);
  expect(of("room", (await lookAt(lines, large.asked)).findings)).toMatchObject({ state: "ok" });
});

it("its board is the one whose types its tsconfig.json takes", () => {
  const sketch = write("sketch.ts", "1;");
  expect(boardOfProject(sketch)).toBeUndefined();
  write("tsconfig.json", "{ // mine", '"extends": "tagwire/boards/esp8266.tsconfig.json" }');
  expect(boardOfProject(sketch)).toBe("esp8266");
  write("tsconfig.json", '{ "extends": "tagwire/boards/esp99.tsconfig.json" }');
  expect(boardOfProject(sketch)).toBeUndefined();
});
