/**
 * What the programs that compare ways to upload have in common: scripts, the ways, each in a process of its own, and the
 * real interpreter with its telnet console.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The interpreter's telnet console; it has no other. */
const telnetPort = 2323;
const deadlineMs = 30_000;

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** How each way is started on a TCP port of this machine. */
export const ways = {
  tagwire: (port, script) => [file("tagwire-upload.mjs"), `tcp://127.0.0.1:${port}`, script],
  library: (port, script) => [file("espruino-tools-upload.mjs"), "127.0.0.1", String(port), script],
  command: (port, script) => [
    file("../node_modules/espruino/bin/espruino-cli.js"),
    ...["--no-ble", "-p", `tcp://127.0.0.1:${port}`, "--config", "SAVE_ON_SEND=1", script],
  ],
};

/**
 * A script of so many bytes, or a few more, that looks like a minified one.
 * @param random numbers from 0 up to 1
 */
export function scriptOf(bytes, random) {
  let text = `var id="${Math.floor(random() * 2 ** 32).toString(36)}";`;
  const pieces = ["function f(n){return n+1}", 'var s="a\'b";', "if(id)s=id;", "var q=[1,2,3];", 'print("up");'];
  while (text.length < bytes) text += pieces[Math.floor(random() * pieces.length)];
  return `${text}\n`;
}

/**
 * Uploads a script, as a whole process. Resolves with the milliseconds that took, whether the process said that it went
 * well, and whether it was ended because it did not end.
 */
export async function uploadBy(way, port, script, folder) {
  const path = join(folder, "sketch.js");
  writeFileSync(path, script);
  const began = performance.now();
  const child = spawn(process.execPath, ways[way](port, path), { cwd: folder, stdio: "ignore" });
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, deadlineMs);
  const [code] = await once(child, "close");
  clearTimeout(late);
  return { ms: performance.now() - began, said: !isLate && code === 0, isLate };
}

/** Starts the interpreter with nothing in its flash, which is a file in the folder. Rejects where its port is taken. */
export async function startInterpreter(interpreter, folder) {
  if (await listens(telnetPort)) throw new Error(`Something else listens on port ${telnetPort}, the interpreter's.`);
  const flash = join(folder, "espruino.flash");
  rmSync(flash, { force: true });
  const board = spawn(interpreter, ["--telnet"], { cwd: folder, stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(board, "close");
  const stop = async () => {
    board.kill("SIGKILL");
    await ended;
  };
  for (let tries = 0; !(await listens(telnetPort)); tries++) {
    if (tries < 200) continue;
    await stop();
    throw new Error(`The interpreter does not listen on port ${telnetPort}.`);
  }
  return {
    port: telnetPort,
    stop,
    /** Read past every console. */
    holds(script) {
      try {
        return readFileSync(flash, "latin1").includes(script.trimEnd());
      } catch {
        // Nothing was ever written.
        return false;
      }
    },
  };
}

/** Whether the port takes a connection; a moment later if it does not. */
async function listens(port) {
  const isOpen = await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => {});
    // A busy machine may get to the destroy first: then neither of the others comes.
    socket.on("close", () => resolve(false));
    setTimeout(() => socket.destroy(), 20);
  });
  if (!isOpen) await new Promise((resolve) => setTimeout(resolve, 25));
  return isOpen;
}
