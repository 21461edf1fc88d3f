/**
 * A real interpreter as a board on a desk: it has a power switch, its Storage outlasts that (a file of the folder that it
 * runs in), and its console is telnet or, by socat and a pseudo terminal, a serial port.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConsole } from "../../src/upload/console.js";
import { opener } from "../../src/upload/ports.js";
import { pause } from "../../src/upload/transport.js";

/** The interpreter's telnet console has no other port; so two boards with one must not run at the same time. */
const TELNET_PORT = 2323;
const START_MS = 20_000;

export type RealConsole = "telnet" | "serial";

export interface RealBoard {
  /** As `--port` names it. */
  readonly port: string;
  /** Switches it off and on. Who asks it next waits for its console. */
  powerCycle(): Promise<void>;
  /** What runs there. */
  sketch(): Promise<string>;
  /** All bytes of its flash memory, one char each. */
  flash(): Promise<string>;
  close(): Promise<void>;
}

export const socatMissing = spawnSync("socat", ["-V"]).error !== undefined;

export async function realBoard(binary: string, console: RealConsole): Promise<RealBoard> {
  const folder = await mkdtemp(join(tmpdir(), "real-board-"));
  const link = join(folder, "tty");
  const port = console === "telnet" ? `tcp://127.0.0.1:${TELNET_PORT}` : link;
  let child: ChildProcess | undefined;
  let line: number | undefined;

  async function on(): Promise<void> {
    const [command, ...parameters] =
      console === "telnet" ? [binary, "--telnet"] : ["socat", `pty,raw,echo=0,link=${link}`, `EXEC:${binary}`];
    // Its input must stay open, and what socat starts must end with it: so it has a process group of its own.
    child = spawn(command, parameters, { cwd: folder, stdio: ["pipe", "ignore", "ignore"], detached: true });
    if (console === "telnet") return;
    // Held open, for socat ends when the last program closes the terminal.
    await until("the terminal", async () => {
      line = openSync(link, "r+");
      return true;
    });
  }

  async function off(): Promise<void> {
    if (line !== undefined) closeSync(line);
    line = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, "close");
    process.kill(-child.pid, "SIGKILL");
    await ended;
    child = undefined;
  }

  if (console === "telnet") await until(`port ${TELNET_PORT} to be free`, async () => !(await listens()));
  await on();
  if (console === "telnet") await until("it to listen", listens);
  return {
    port,
    async powerCycle() {
      await off();
      await on();
    },
    async sketch() {
      if (console === "telnet") await until("it to listen", listens);
      const board = await openConsole(opener(port, undefined), "asking");
      try {
        return String(await board.ask("typeof sketch=='undefined'?'none':sketch", { interrupts: false }));
      } finally {
        await board.close();
      }
    },
    flash: () => readFile(join(folder, "espruino.flash"), "latin1"),
    async close() {
      await off();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const ends = performance.now() + START_MS; performance.now() < ends; await pause(25)) {
    if (await isSo().catch(() => false)) return;
  }
  throw new Error(`Waited ${START_MS / 1000} s for ${what}.`);
}

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(TELNET_PORT, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
