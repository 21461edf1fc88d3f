/** `tagwire monitor` as a person and a program call it, beside a `flash` of the same port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasSerial } from "../../src/upload/serial.js";
import { bundleOf, withFiles } from "../build/sketch.js";
import { named, testBoard } from "../support/flashing.js";
import { pseudoTerminal, socatMissing } from "../support/pseudo-terminal.js";
import { tagwire } from "./run.js";
import { startTagwire } from "./started.js";

const throwing = `function fail(): void {
  throw new Error("no sensor");
}
setInterval(fail, 200);
setTimeout(fail, 60000);
`;

const serialMissing = !(await hasSerial());

describe("tagwire monitor", () => {
  it("says each line with its time on stdout, and where a trace is in the TypeScript", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard((await bundleOf(throwing)).code);
      const { said, child } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/^\d\d:\d\d:\d\d\.\d{3} {2}Uncaught Error: no sensor$/);
      await said(/^\d\d:\d\d:\d\d\.\d{3} {6}at .*sketch\.ts:2:\d+$/);
      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([130, null]);
    }));

  it("says everything as lines of JSON with --json, and nothing else on stdout", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard((await bundleOf(throwing)).code);
      const { said, child, lines } = startTagwire(["monitor", "--port", running.url, "--json"], folder);
      await said(/"event":"frame"/);
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([143, null]);
      const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(told[0]).toEqual({ event: "opened", at, port: running.url });
      const printed = told.find(({ event }) => event === "printed");
      expect(printed).toEqual({ event: "printed", at, text: "Uncaught Error: no sensor" });
      expect(told.find(({ event }) => event === "frame")).toEqual({
        event: "frame",
        at,
        text: expect.stringMatching(/^ {4}at .*tw\.a:1:\d+\)?$/),
        place: { file: expect.stringMatching(/sketch\.ts$/), line: 2, column: expect.any(Number) },
      });
    }));

  it("lets go of the port while a flash has it, comes back, and knows the new sketch's lines", () =>
    withFiles({ "sketch.ts": `print("flashed");\n${throwing}` }, async (folder) => {
      const running = await testBoard(named("old", 'setInterval(function(){print("old")},100)'));
      const { said, child } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/ {2}old$/);
      const flashing = tagwire(["flash", "sketch.ts", "--port", running.url], folder);
      await said(/-- tagwire flash has the port$/);
      expect(await flashing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("flashed\n") });
      await said(/-- tcp:\S+ is open; Ctrl-C ends$/);
      await said(/ {6}at sketch\.ts:3:\d+$/);
      expect(child.exitCode).toBeNull();
    }));

  it("comes back though the flash was killed", () =>
    withFiles({ "sketch.ts": "print(1);" }, async (folder) => {
      const running = await testBoard(named("old", 'setInterval(function(){print("old")},100)'));
      const { said } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/ {2}old$/);
      const flash = startTagwire(["flash", "sketch.ts", "--port", running.url], folder);
      await said(/-- tagwire flash has the port$/);
      flash.child.kill("SIGKILL");
      await said(/-- tcp:\S+ is open; Ctrl-C ends$/);
    }));

  it("lends the port to doctor too", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard(named("old"));
      const { said } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/is open/);
      const doctor = tagwire(["doctor", "--port", running.url], folder);
      await said(/-- tagwire doctor has the port$/);
      expect((await doctor).stdout).toContain(`${running.url} is ESP32`);
      await said(/is open/);
    }));

  it("is not started twice on a port", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard("");
      const { said } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/is open/);
      const again = await tagwire(["monitor", "--port", running.url], folder);
      expect(again).toMatchObject({ exitCode: 1, stdout: "" });
      expect(again.stderr).toContain(`A tagwire monitor has ${running.url}.`);
    }));

  it("never shows a setting of the project that it is called in", () =>
    withFiles({ ".env": "KEY=a-very-secret-key\n" }, async (folder) => {
      const running = await testBoard("setInterval(function(){print('    at my a-very-secret-key')},50)");
      const { said, lines, child } = startTagwire(["monitor", "--port", running.url, "--json"], folder);
      await said(/at my \*\*\*"/);
      child.kill("SIGINT");
      expect(lines.join("\n")).not.toContain("a-very-secret-key");
    }));

  it("moves no cursor, whatever the board prints", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard("setInterval(function(){print('a\\x1b[2Jb\\tc')},50)");
      const { said } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/ {2}a\\x1b\[2Jb\tc$/);
    }));

  it("ends well when nobody reads what it says any longer", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard("setInterval(function(){print('tick')},20)");
      const { said, child } = startTagwire(["monitor", "--port", running.url], folder);
      await said(/tick$/);
      child.stdout?.destroy();
      expect(await once(child, "exit")).toEqual([0, null]);
    }));

  it("complains of a port that can't be opened, and ends", async () => {
    const running = await testBoard("");
    await running.close();
    const said = await tagwire(["monitor", "--port", running.url]);
    expect(said).toMatchObject({ exitCode: 1, stdout: "" });
    expect(said.stderr).toContain("can't be reached");
  });
});

describe("tagwire flash --monitor", () => {
  it("stays after the flash, on the same connection, and ends at Ctrl-C", () =>
    withFiles({ "sketch.ts": throwing }, async (folder) => {
      const running = await testBoard("");
      const { said, child } = startTagwire(["flash", "sketch.ts", "--port", running.url, "--monitor"], folder);
      await said(/^sketch\.ts runs on /);
      await said(/is open; Ctrl-C ends$/);
      await said(/ {6}at sketch\.ts:2:\d+$/);
      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([130, null]);
    }));

  it("does not stay where the sketch does not come up", () =>
    withFiles({ "sketch.ts": `throw new Error("no");` }, async (folder) => {
      const running = await testBoard(named("old"));
      const said = await tagwire(["flash", "sketch.ts", "--port", running.url, "--monitor"], folder);
      expect(said.exitCode).toBe(1);
      // The boot's own trace has its place too.
      expect(said.stdout).toMatch(/ {6}at sketch\.ts:1:\d+\n/);
    }));
});

describe.skipIf(socatMissing)("a terminal", () => {
  it.skipIf(serialMissing)("of a serial port is monitored like a console on TCP, and lent to a flash", () =>
    withFiles({ "sketch.ts": throwing }, async (folder) => {
      const running = await testBoard(named("old", 'setInterval(function(){print("old")},100)'), { serial: {} });
      const { port } = await pseudoTerminal(folder, `tcp:127.0.0.1:${running.port}`);
      const { said } = startTagwire(["monitor", "--port", port], folder);
      await said(/ {2}old$/);
      const flashing = tagwire(["flash", "sketch.ts", "--port", port], folder);
      await said(/-- tagwire flash has the port$/);
      expect(await flashing).toMatchObject({ exitCode: 0 });
      await said(/ {6}at sketch\.ts:2:\d+$/);
    }),
  );

  it.skipIf(serialMissing)("of a serial port that is unplugged is opened again when it is back", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard(named("old", 'setInterval(function(){print("tick")},100)'));
      const { port, unplug } = await pseudoTerminal(folder, `tcp:127.0.0.1:${running.port}`);
      const { said } = startTagwire(["monitor", "--port", port], folder);
      await said(/ {2}tick$/);
      await unplug();
      await said(/-- .*; trying again until it is back$/);
      await pseudoTerminal(folder, `tcp:127.0.0.1:${running.port}`);
      await said(/is open/);
      await said(/ {2}tick$/);
    }),
  );

  it("that a person types on sends the lines to the board", () =>
    withFiles({}, async (folder) => {
      const running = await testBoard("");
      const main = resolve("dist/cli/main.js");
      const command = `exec:${process.execPath} ${main} monitor --port ${running.url.replaceAll(":", "\\:")},pty,stderr,setsid,ctty`;
      const child = spawn("socat", ["-", command], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
      onTestFinished(() => void child.kill("SIGKILL"));
      let text = "";
      const until = async (wanted: RegExp) => {
        while (!wanted.test(text)) text += String((await once(child.stdout, "data"))[0]);
      };
      await until(/is open/);
      child.stdin.write("6*7\n");
      await until(/ {2}=42/);
      // Ctrl-C on that terminal ends the monitor, not what runs on the board.
      child.stdin.write("\x03");
      await once(child, "exit");
    }));
});
