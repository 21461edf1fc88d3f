/** Random conversations held with two brokers; the first that differs is shrunk and thrown, with the seed. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { adapted, comparable, hold } from "./conversation.mjs";
import { conversations } from "./steps.mjs";

/**
 * @param {import("../support/processes.mjs").BrokerProcess} ours
 * @param {import("../support/processes.mjs").BrokerProcess} other
 * @param {{ seed: number, runs: number }} options
 */
export async function compare(ours, other, { seed, runs }) {
  const same = fc.asyncProperty(conversations, async (drawn) => {
    const steps = adapted(drawn, other.name);
    const wanted = comparable(await hold(steps, ours), other.name);
    const equal = (outcome) => isDeepStrictEqual(comparable(outcome, other.name), wanted);
    const seen = comparable(await hold(steps, other, equal), other.name);
    if (!isDeepStrictEqual(seen, wanted)) {
      throw new Error(`${other.name} ${JSON.stringify(seen)}\n${ours.name} ${JSON.stringify(wanted)}`);
    }
  });
  await fc.assert(same, { seed, numRuns: runs, includeErrorInReport: true });
}
