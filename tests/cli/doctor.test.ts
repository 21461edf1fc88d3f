/** `tagwire doctor` as a process; tests/cli/doctor has its checks, one by one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { startBroker } from "../../src/broker/server.js";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { type RunningBoard, startVirtualBoard } from "../../src/sim/console-host.js";
import { own } from "../../src/upload/lease.js";
import { hasSerial } from "../../src/upload/serial.js";
import { tagwire } from "./run.js";

const serialMissing = !(await hasSerial());

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

const esp32 = loadBoard("esp32");
const linux = loadBoard("linux");

const sketch = [
  'import { connect, publishValue } from "tagwire";',
  'import { HOST, KEY, PORT } from "tagwire:env";',
  'connect({ host: HOST, port: +PORT, key: KEY, device: "D" });',
  'publishValue("t", 1);',
];

it("says a line for each check, or a list of JSON, and ends with 0 if there is no problem", async () => {
  const broker = await startBroker({ port: 0 });
  const board: RunningBoard = await startVirtualBoard({ board: linux });
  onTestFinished(async () => {
    await broker.close();
    await board.close();
  });
  write("sketch.ts", ...sketch);
  write(".env", "HOST=127.0.0.1", `PORT=${broker.port}`, "KEY=S3CRET");
  const words = ["doctor", "sketch.ts", "--port", board.url];
  const { exitCode, stdout, stderr } = await tagwire(words, folder);
  expect(stderr).toBe("");
  expect(stdout).not.toContain("problem");
  expect(exitCode).toBe(0);
  const json = await tagwire([...words, "--json"], folder);
  const findings = JSON.parse(json.stdout) as Finding[];
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(["node", "board", "run", "broker"]));
  expect(json.exitCode).toBe(0);
  expect(stdout + json.stdout).not.toContain("S3CRET");
});

it.each([
  [[], "sim is ESP32 (--board esp32)"],
  [["--board", "esp8266"], "sim is ESP8266 with 4 MB of flash (--board esp8266)"],
])("asks the virtual board, of %j, and ends", async (parameters, sentence) => {
  const { exitCode, stdout, stderr } = await tagwire(["doctor", "--port", "sim", ...parameters], folder);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain(`ok       ${sentence}`);
});

it("says that another command has the port, and leaves the board alone", async () => {
  const board = await startVirtualBoard({ board: esp32 });
  const lease = await own(board.url, "flash");
  onTestFinished(async () => {
    await lease.end();
    await board.close();
  });
  const { exitCode, stdout, stderr } = await tagwire(["doctor", "--port", board.url], folder);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(stdout).toMatch(/problem {2}A tagwire flash has tcp:\S+\.\n {9}Wait until it has ended/);
  expect(board.counters().bytesFromHost).toBe(0);
});

it.skipIf(serialMissing)("says that a port can't be opened", async () => {
  const { exitCode, stdout, stderr } = await tagwire(["doctor", "--port", join(folder, "none")], folder);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(stdout).toMatch(/problem {2}\S+none can't be opened/);
});

it("ends with 1 if there is one, shows no secret of it, and names the setting", async () => {
  write("sketch.ts", ...sketch);
  write(".env", "HOST=127.0.0.1", "PORT=1", "KEY=S3CRET");
  const { exitCode, stdout } = await tagwire(["doctor", "sketch.ts", "--board", "linux"], folder);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("problem  The host of the setting HOST, port 1, can't be reached");
  expect(stdout).not.toMatch(/S3CRET|127\.0\.0\.1/);
});

it("says that board and sketch do not match, and which board a sketch is for if nobody knows", async () => {
  const board = await startVirtualBoard({ board: esp32 });
  onTestFinished(() => board.close());
  write("sketch.ts", "print(1);");
  const other = await tagwire(["doctor", "sketch.ts", "--port", board.url, "--board", "esp8266"], folder);
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toMatch(/is ESP32; --board says ESP8266/);
  const unknown = await tagwire(["doctor", "sketch.ts"], folder);
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stdout).toContain("For which board sketch.ts is can't be told");
});

it.each(["none.ts", "a-folder"])("tells of the sketch %s that is none", async (name) => {
  mkdirSync(join(folder, "a-folder"));
  const { exitCode, stdout } = await tagwire(["doctor", name, "--board", "esp32"], folder);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/problem {2}(There is no sketch none\.ts|a-folder is a directory)/);
});
