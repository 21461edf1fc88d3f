/** Espruino's own command line tool finds a virtual board on TCP, and uploads to it. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { type RunningBoard, startVirtualBoard } from "../../src/sim/console-host.js";
import { connectConsole } from "../support/console.js";

const cli = fileURLToPath(new URL("../../node_modules/espruino/bin/espruino-cli.js", import.meta.url));
const sketch = fileURLToPath(new URL("../fixtures/console-sketch.ts", import.meta.url));
const deadlineMs = 25_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(): Promise<{ running: RunningBoard; script: string }> {
  const board = loadBoard("esp32");
  const running = await startVirtualBoard({ board });
  closing.push(() => running.close());
  const folder = await mkdtemp(join(tmpdir(), "espruino-cli-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const script = join(folder, "sketch.js");
  const { code } = await build(sketch, board);
  // The tool never ends an upload of less than a block of 512 bytes.
  await writeFile(script, `${code}\n// ${"-".repeat(600)}\n`, "latin1");
  return { running, script };
}

/** Runs the tool until it has said what is awaited. It is ended then, for by itself it waits for ever in some cases. */
function run(args: string[], awaited: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, "--no-ble", ...args], { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    const deadline = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`"${awaited}" not within ${deadlineMs} ms:\n${said}`));
    }, deadlineMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (!said.includes(awaited)) return;
        clearTimeout(deadline);
        child.kill("SIGKILL");
        resolve(said);
      });
  });
}

describe("Espruino's own tool", () => {
  it("uploads a sketch into RAM, and shows what it prints", async () => {
    const { running, script } = await started();
    await run(["-p", running.url, script], "sum 500500");
    expect(running.board.storage.list()).toEqual([]);
  });

  it("saves a sketch as boot code, which boots again", async () => {
    const { running, script } = await started();
    await run(["-p", running.url, "--config", "SAVE_ON_SEND=1", script], "sum 500500");
    expect(running.board.storage.read(".bootcde")).toContain("sum ");
    const console = await connectConsole(running.port);
    closing.push(() => console.close());
    running.board.reset();
    await console.until(/sum 500500\r\n/);
  });

  it("writes a file into Storage with --storage", async () => {
    const { running, script } = await started();
    await run(["-p", running.url, "--storage", `app.js:${script}`, script], "sum 500500");
    expect(running.board.storage.read("app.js")).toContain("sum ");
  });
});
