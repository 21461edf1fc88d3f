/** Looks for a scenario in which a mutant is found. */
import { drawScenario } from "./draw.js";
import { type Mutant, mutated } from "./mutants.js";
import { bundles, play, type Scenario } from "./scenario.js";

/** Where a mutant was found: the seed of the scenario, and the checks that failed there. */
export interface Found {
  readonly seed: number;
  readonly checks: readonly string[];
}

/** Whether the script of that scenario has the mutant's file in it at all. */
function isMet({ file }: Mutant, { shape: { listens, flushEach } }: Scenario): boolean {
  if (/^(aside|frame|subscribe)\.ts$/.test(file)) return listens !== undefined;
  return file !== "flush.ts" || flushEach !== undefined;
}

/** Plays those seeds on the mutant until a check fails; undefined if none did. */
export async function hunt(mutant: Mutant, seeds: Iterable<number>): Promise<Found | undefined> {
  const sdk = bundles(() => mutated(mutant));
  for (const seed of seeds) {
    const scenario = drawScenario(seed);
    if (!isMet(mutant, scenario)) continue;
    const { failures } = await play(scenario, sdk);
    if (failures.length > 0) return { seed, checks: failures.map(({ check }) => check) };
  }
  return undefined;
}
