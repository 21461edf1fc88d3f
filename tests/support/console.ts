/** A console to talk to: bytes go in, and what comes out is waited for with a deadline. Strings have a char per byte. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ConsoleClient {
  send(bytes: string): void;
  /** What came since the last call, as soon as it passes; rejects with what came if it does not within the deadline. */
  until(passes: RegExp | ((said: string) => boolean), deadlineMs?: number): Promise<string>;
  /** Settles when the other side has closed. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** What all consoles have in common: `hear` is given what comes. */
function client(send: (bytes: string) => void, closed: Promise<void>, close: () => Promise<void>) {
  let said = "";
  let look = () => {};
  const console: ConsoleClient = {
    send,
    closed,
    close,
    until(passes, deadlineMs = 5_000) {
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(deadline);
          look = () => {};
          act();
        };
        const deadline = setTimeout(
          () => settle(() => reject(new Error(`Not within ${deadlineMs} ms; came: ${JSON.stringify(said)}`))),
          deadlineMs,
        );
        look = () => {
          if (!(typeof passes === "function" ? passes(said) : passes.test(said))) return;
          const came = said;
          said = "";
          settle(() => resolve(came));
        };
        look();
      });
    },
  };
  return {
    console,
    hear(bytes: string) {
      said += bytes;
      look();
    },
  };
}

/** Connects to a console on TCP. */
export async function connectConsole(port: number): Promise<ConsoleClient> {
  const socket = net.connect(port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const { console, hear } = client(
    (bytes) => socket.write(bytes, "latin1"),
    closed,
    async () => {
      socket.destroy();
      await closed;
    },
  );
  socket.setEncoding("latin1").on("data", hear);
  return console;
}

/**
 * The console of a real interpreter, on its stdin and stdout: the same code as its telnet console, and no port that two
 * tests at once would both want. Storage is a folder of its own.
 */
export async function interpreterConsole(binary: string): Promise<ConsoleClient> {
  const folder = await mkdtemp(join(tmpdir(), "interpreter-"));
  const child = spawn(binary, [], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdin.on("error", () => {});
  const { console, hear } = client(
    (bytes) => child.stdin.write(bytes, "latin1"),
    closed,
    async () => {
      child.kill("SIGKILL");
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  );
  child.stdout.setEncoding("latin1").on("data", hear);
  return console;
}
