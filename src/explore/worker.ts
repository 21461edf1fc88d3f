/** A thread of the explorer: plays the scenarios of the seeds that it is told, and tells what failed. */
import { parentPort } from "node:worker_threads";
import type { Failure } from "../sim/checks/failures.js";
import { drawScenario } from "./draw.js";
import { type Bundles, bundles, play, type Scenario } from "./scenario.js";
import { shrink } from "./shrink.js";

/** A scenario that failed, as it was drawn and as small as it could be made. */
export interface Finding {
  readonly seed: number;
  readonly failures: readonly Failure[];
  readonly scenario: Scenario;
  readonly shrunk: Scenario;
}

/** From a thread: seeds are done, and what was found among them. */
export interface Report {
  readonly done: number;
  readonly virtualMs: number;
  readonly findings: readonly Finding[];
}

/** Plays the seeds from one up to, not including, another. */
export async function playSeeds(from: number, to: number, sdk: Bundles = bundles()): Promise<Report> {
  const findings: Finding[] = [];
  let virtualMs = 0;
  for (let seed = from; seed < to; seed++) {
    const scenario = drawScenario(seed);
    const played = await play(scenario, sdk);
    virtualMs += played.virtualMs;
    const [first] = played.failures;
    if (first === undefined) continue;
    const failsAlike = async (smaller: Scenario) =>
      (await play(smaller, sdk)).failures.some(({ check }) => check === first.check);
    findings.push({ seed, failures: played.failures, scenario, shrunk: await shrink(scenario, failsAlike) });
  }
  return { done: to - from, virtualMs, findings };
}

parentPort?.on("message", ({ from, to }: { from: number; to: number }) => {
  playSeeds(from, to).then((report) => parentPort?.postMessage(report));
});
