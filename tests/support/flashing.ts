/** A virtual board with a sketch on it, and `flash` as the command line calls it, without the command line. */
import { onTestFinished } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { type RunningBoard, startVirtualBoard, type VirtualBoardOptions } from "../../src/sim/console-host.js";
import { type Flashed, type FlashOptions, flash } from "../../src/upload/flash.js";
import { opener } from "../../src/upload/ports.js";
import { loader, MARKS } from "../../src/upload/slots.js";

/** A sketch that leaves its name behind. */
export const named = (name: string, more = "") => `var sketch="${name}";${more}`;

/** Storage as an earlier flash has left it: a sketch that is committed, and the loader. */
export function flashed(script: string): Record<string, string> {
  return { "tw.a": `${script}0${"\xff".repeat(MARKS - 1)}`, ".bootcde": loader };
}

export function boardWith(script: string, options: Partial<VirtualBoardOptions> = {}): Promise<RunningBoard> {
  return startVirtualBoard({ board: loadBoard("esp32"), files: flashed(script), longestRunMs: 300, ...options });
}

/** The same, gone when the test has ended. */
export async function testBoard(script: string, options: Partial<VirtualBoardOptions> = {}): Promise<RunningBoard> {
  const running = await boardWith(script, options);
  onTestFinished(() => running.close());
  return running;
}

let conversations = 0;

export function flashTo(running: RunningBoard, script: string, options: Partial<FlashOptions> = {}): Promise<Flashed> {
  const letters = (conversations++)
    .toString(26)
    .padStart(6, "0")
    .replace(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "");
  return flash({
    open: opener(running.url, undefined),
    nonce: () => letters,
    scriptFor: async () => script,
    upWithinMs: 3_000,
    showMs: 0,
    ...options,
  });
}

/** What runs after the board was switched off and on. */
export function sketchAfterReset(running: RunningBoard): string {
  running.board.reset();
  return running.board.evaluate("typeof sketch=='undefined'?'none':sketch");
}
