/**
 * The same scripts on the real interpreter and on the virtual board, against the same server: what they print must be
 * equal, line by line. `ESPRUINO` names the interpreter for Linux, `ESPRUINO_BOARD` one with a board's byte strings.
 */
import { describe, expect, it } from "vitest";
import type { Board } from "../../src/boards.js";
import { esp32, linux } from "../sim/boards.js";
import { onVirtualBoard, runScript, scriptNames } from "../sim/scripts.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

/** The interpreter's lines with `#`. */
async function onInterpreter(binary: string, text: string): Promise<string[]> {
  const { lines } = await runOnInterpreter(binary, text, { until: (line) => line.endsWith("#done") });
  return lines.filter((line) => /^(Uncaught .*)?#/.test(line) && line !== "#done");
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

compare("the virtual board and the interpreter for Linux", interpreters().plain, linux);
// That interpreter has the other one's flash.
const bytes = { ...esp32, storage: linux.storage };
compare("the virtual board and an interpreter with byte strings", interpreters().board, bytes);
