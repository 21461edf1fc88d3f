/**
 * The same scripts on the real interpreter and on the virtual board, against the same server: what they print must be
 * equal, line by line. `ESPRUINO` names the interpreter for Linux, `ESPRUINO_BOARD` one with a board's byte strings.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Board } from "../../src/boards.js";
import { esp32, linux } from "../sim/boards.js";
import { onVirtualBoard, runScript, scriptNames } from "../sim/scripts.js";

const deadlineMs = 5_000;

/** The interpreter's lines with `#`. Its standard input stays open: at its end the interpreter would read 0xFF for ever. */
function onInterpreter(interpreter: string, text: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tagwire-"));
  const file = join(folder, "script.js");
  writeFileSync(file, text);
  return new Promise((settle, fail) => {
    const child = spawn(interpreter, [file], { stdio: ["pipe", "pipe", "ignore"], cwd: folder });
    let output = "";
    const deadline = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`The interpreter did not print "#done" within ${deadlineMs} ms, but:\n${output}`));
    }, deadlineMs);
    child.on("error", fail);
    child.stdout.on("data", (bytes: Buffer) => {
      output += bytes.toString("latin1");
      if (!output.split("\n").some((line) => line.trimEnd().endsWith("#done"))) return;
      clearTimeout(deadline);
      child.kill("SIGKILL");
      // A prompt, and what wipes it, may stand before a line.
      const lines = output.split("\n").map((line) => (line.trimEnd().split("\x1b[J").pop() ?? "").replace(/^>/, ""));
      settle(lines.filter((line) => /^(Uncaught .*)?#/.test(line) && line !== "#done"));
    });
  });
}

function compare(title: string, interpreter: string | undefined, board: Board): void {
  describe.skipIf(!interpreter)(title, () => {
    it.each(scriptNames)("prints and sends the same for %s", async (name) => {
      const real = await runScript(name, (text) => onInterpreter(interpreter ?? "", text));
      const virtual = await runScript(name, (text) => onVirtualBoard(board, text));
      expect(virtual).toEqual(real);
    });
  });
}

compare("the virtual board and the interpreter for Linux", process.env.ESPRUINO, linux);
compare("the virtual board and an interpreter with byte strings", process.env.ESPRUINO_BOARD, esp32);
