/**
 * The rule of order, against the interpreter: a random program that it accepts prints the same there and in V8, as it is
 * written and as the build shortens it. So what the rule takes for proven is.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earlyIn } from "../../src/build/dialect/order.js";
import { parseText } from "../../src/build/dialect/parsed.js";
import { minify } from "../../src/build/minify.js";
import { boards, printedOnBoard, printedOnNode } from "./probes/run.js";
import { program } from "./programs.js";

const RUNS = 60;
const keep = ["print", "setTimeout", "p", "q", "r"];

const isAccepted = (code: string) => earlyIn(parseText(code)).length === 0;

describe("a random program that the rule of order accepts", () => {
  it("is every second at least when the build has mended it", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(program, async (code) => {
        const { code: short } = await minify(code, keep);
        if (isAccepted(short)) accepted++;
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 2);
  });

  for (const { id, binary } of boards) {
    it.skipIf(binary === "")(`prints on ${id} what it prints in V8`, { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(program, async (code) => {
          const { code: short } = await minify(code, keep);
          for (const text of [code, short].filter(isAccepted)) {
            expect(await printedOnBoard(binary, text), text).toEqual(printedOnNode(text));
          }
        }),
        // A smaller one costs a run of the interpreter a step: the one that was found is told.
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  }
});
