/**
 * The client as a whole against a model of what it owes (model.ts), through random stories (stories.ts), with either QoS. A
 * failure is shrunk to the shortest such story. `MODEL_RUNS` asks for more of them.
 */
import fc from "fast-check";
import { describe, it } from "vitest";
import { boardIds, bundleOf, device } from "../support/device.js";
import { observed } from "./model.js";
import { givenOf, stepsOf } from "./stories.js";

/** How many stories there are for each board, and of how many steps at most. */
const RUNS = { 0: 60, 1: 25 } as const;
const MOST_STEPS = 60;

describe.each([0, 1] as const)("with QoS %i", (qos) => {
  const steps = fc.array(stepsOf(qos), { minLength: 1, maxLength: MOST_STEPS, size: "max" });
  it.each(boardIds)(
    "keeps its promises through whatever happens, on %s",
    async (id) => {
      const code = await bundleOf(qos ? "client-qos1" : "client", id);
      await fc.assert(
        fc.asyncProperty(givenOf, steps, async (given, story) => {
          const client = observed(await device(id, { code }), qos);
          client.connect(given);
          for (const step of story) client.play(step);
          client.heal();
        }),
        { numRuns: Number(process.env.MODEL_RUNS ?? RUNS[qos]) },
      );
    },
    600_000,
  );
});
