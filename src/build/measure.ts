/**
 * How many JsVars a bundle keeps, asked of a real interpreter. Its script is a prelude and the bundle; the reading is
 * taken in the first timer after it, which the prelude sets: the text is gone by then, `process.memory()` collects first,
 * and no callback of the bundle's has run. What the prelude takes is known from a run without the bundle, and taken off.
 *
 * The network is a stand-in in which a connection is never made, so nothing leaves the machine.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Board } from "../boards.js";

/** JsVars by where the text lies, or why there is no figure: a phrase. */
export type Measured = { readonly ram: number; readonly flash: number } | { readonly reason: string };

const deadlineMs = 10_000;
/** Longer than the report's line, and than what is told of an error. */
const LAST_BYTES = 1000;
/** What the report's line begins with; nothing that a sketch prints by chance. */
const mark = "@@tagwire-jsvars";

/**
 * Runs a bundle on an interpreter.
 *
 * Answers a reason where the interpreter's JsVars are not of the board's size, and where the bundle does not run there.
 */
export async function measure(binary: string, code: string, board: Board): Promise<Measured> {
  const prelude = preludeFor(board);
  const put = (text: string) =>
    `require("Storage").write("bundle",${JSON.stringify(text)});var bundle=require("Storage").read("bundle");${forget}eval((function(){var text=bundle;delete global.bundle;return text})());\n`;
  try {
    const inRam = `${prelude}${forget}\n`;
    const inFlash = `${prelude}\n`;
    const runs = [inRam, inRam + code, inFlash + put(";"), inFlash + put(code)];
    const [ramBase = 0, ram = 0, flashBase = 0, flash = 0] = await Promise.all(
      runs.map((script) => reading(binary, script, board)),
    );
    return { ram: ram - ramBase, flash: flash - flashBase };
  } catch (error) {
    if (error instanceof NotMeasured) return { reason: error.message };
    throw error;
  }
}

/** Why there is no figure. */
class NotMeasured extends Error {}

/**
 * What the interpreter keeps of a use of its modules and objects, given back: a bundle that uses them too must be seen to
 * pay for them.
 */
const forget =
  "Modules.removeAllCached();delete global.Modules;delete global.process;delete global.Function;delete global.Object;";

function preludeFor(board: Board): string {
  const report = `(function(m){setTimeout(function(){var u=m();print("${mark}",u.usage,u.blocksize);quit()},0)})(process.memory);`;
  const never =
    'require("NetworkJS").create({create:function(){return 1},close:function(){},accept:function(){return -1},recv:function(){return -11},send:function(){return 0}});';
  // A pin that the host has not is any other there.
  const pins = board.pins.map((pin) => `if(typeof ${pin}=="undefined")global.${pin}=D0;`).join("");
  return `${report}${never}${pins}\n`;
}

/** JsVars in use after a script. */
async function reading(binary: string, script: string, board: Board): Promise<number> {
  // A folder of its own: the interpreter keeps its Storage in a file of the current one.
  const folder = await mkdtemp(join(tmpdir(), "tagwire-size-"));
  try {
    await writeFile(join(folder, "script.js"), script, "latin1");
    const [used = 0, bytes = 0] = await reported(binary, folder);
    if (bytes === board.jsVarBytes) return used;
    throw new NotMeasured(`a JsVar has ${bytes} bytes there, and ${board.jsVarBytes} on this board`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reported(binary: string, folder: string): Promise<number[]> {
  return new Promise((resolve, reject) => {
    // stdin is a pipe that stays open: at its end the interpreter reads characters without end.
    const child = spawn(binary, ["script.js"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    let printed = "";
    let thrown: string | undefined;
    const settle = (act: () => void) => {
      clearTimeout(deadline);
      child.kill("SIGKILL");
      act();
    };
    const fail = (reason: string) => settle(() => reject(new NotMeasured(reason)));
    const deadline = setTimeout(() => fail(`the script took more than ${deadlineMs / 1000} s`), deadlineMs);
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => {
      // No more than the last line or so: a bundle may print without end.
      printed = (printed + chunk).slice(-LAST_BYTES - chunk.length);
      thrown ??= /Uncaught (.*)\r?\n/.exec(printed)?.[1]?.trim();
      const found = new RegExp(`${mark} (\\d+) (\\d+)\\r?\\n`).exec(printed);
      if (found) settle(() => resolve(found.slice(1).map(Number)));
    });
    child.on("error", (error) => fail(error.message));
    child.stdin.on("error", () => {});
    child.on("close", () => fail(thrown ?? "the script ended the interpreter"));
  });
}
