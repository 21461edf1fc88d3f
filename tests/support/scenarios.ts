/** Faults that chance has drawn, for sketches that are not the explorer's own. */
import { drawScenario } from "../../src/explore/draw.js";
import type { Fault } from "../../src/sim/faults/schedule.js";

/** So many that were drawn for the plain client: what is wrong about a PUBACK is garbage to that one. */
export function* scenarios(count: number): Generator<{ seed: number; forMs: number; faults: readonly Fault[] }> {
  for (let seed = 1, left = count; left > 0; seed++) {
    const { shape, forMs, faults } = drawScenario(seed);
    if (shape.qos1 || shape.listens) continue;
    left--;
    yield { seed, forMs, faults };
  }
}
