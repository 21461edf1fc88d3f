/**
 * The console of a real interpreter as a port of TCP: its stdin and stdout, bridged. It is the same code as its telnet console,
 * which has one port that two tests at once would both want.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { literal } from "../../src/upload/literal.js";

export interface InterpreterPort {
  /** `tcp://127.0.0.1:PORT`. */
  readonly url: string;
  /** Types a line, which is not echoed. */
  type(line: string): void;
  close(): Promise<void>;
}

/** Starts an interpreter with these files in Storage, one char per byte; nothing has been booted yet. */
export async function interpreterPort(
  binary: string,
  files: Readonly<Record<string, string>>,
): Promise<InterpreterPort> {
  const folder = await mkdtemp(join(tmpdir(), "interpreter-"));
  const child = spawn(binary, [], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "close");
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("latin1");
  const type = (line: string) => void child.stdin.write(`\x10${line}\n`);

  const written = new Promise<void>((resolve) => {
    let said = "";
    child.stdout.on("data", function hear(bytes: string) {
      said += bytes;
      if (!said.includes("files are there")) return;
      child.stdout.off("data", hear);
      resolve();
    });
  });
  for (const [name, bytes] of Object.entries(files)) {
    type(`require("Storage").write(${JSON.stringify(name)},${literal(bytes)})`);
  }
  type('print("files are"+" there")');
  await written;

  let client: Socket | undefined;
  child.stdout.on("data", (bytes: string) => client?.write(bytes, "latin1"));
  const server = createServer((socket) => {
    client?.destroy();
    client = socket.on("error", () => {}).on("data", (bytes) => child.stdin.write(bytes));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    type,
    async close() {
      client?.destroy();
      server.close();
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
