/** Looks for a scenario in which a mutant is found. */
import { drawScenario } from "./draw.js";
import { type Mutant, mutated } from "./mutants.js";
import { bundles, play } from "./scenario.js";

/** Where a mutant was found: the seed of the scenario, and the checks that failed there. */
export interface Found {
  readonly seed: number;
  readonly checks: readonly string[];
}

/** Plays those seeds on the mutant until a check fails; undefined if none did. */
export async function hunt(mutant: Mutant, seeds: Iterable<number>): Promise<Found | undefined> {
  const sdk = bundles(() => mutated(mutant));
  for (const seed of seeds) {
    const { failures } = await play(drawScenario(seed), sdk);
    if (failures.length > 0) return { seed, checks: failures.map(({ check }) => check) };
  }
  return undefined;
}
