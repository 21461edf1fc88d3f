/** `tagwire/spool` on the real interpreter, which is killed with `kill -9`: what was taken arrives, in a later life. */
import { describe, expect, it } from "vitest";
import { interpreters } from "./interpreter.js";

interface Course {
  taken: number;
  lost: number[];
  mostAgain: number;
  mostInABatch: number;
}
interface Tool {
  killed(binary: string, board: string, options: { kills: number; seed: number }): Promise<Course>;
}

const { plain, board } = interpreters();

describe.each([
  { name: "the plain interpreter", binary: plain, id: "linux" },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" },
])("on $name", ({ binary, id }) => {
  // `npm run soak:spool` kills it 300 times
  it.skipIf(!binary)(
    "20 times killed, it has lost nothing that was taken, and brought no more than a batch again",
    async () => {
      const { killed } = (await import("../../tools/spool-kill.mjs")) as Tool;
      const { taken, lost, mostAgain, mostInABatch } = await killed(binary ?? "", id, { kills: 20, seed: 1 });
      expect(lost).toEqual([]);
      expect(mostAgain).toBeLessThanOrEqual(mostInABatch);
      expect(taken).toBeGreaterThan(100);
    },
    120_000,
  );
});
