/** Random scenarios from seeds: any sketch, board and faults. The same seeds every time; `npm run explore` plays others. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { drawScenario } from "../../src/explore/draw.js";
import { hunt } from "../../src/explore/hunt.js";
import { mutants, mutated } from "../../src/explore/mutants.js";
import { bundles, play, type Scenario } from "../../src/explore/scenario.js";
import { shrink } from "../../src/explore/shrink.js";
import { faultNames, parseFaults } from "../../src/sim/faults/schedule.js";

interface Outcome {
  readonly seeds: number;
  readonly findings: readonly {
    readonly seed: number;
    readonly failures: readonly object[];
    readonly shrunk: object;
  }[];
}
const { explore } = (await import("../../tools/explore.mjs")) as {
  explore(asked: { from: number; seeds: number; cores: number }): Promise<Outcome>;
};

const SEEDS = 2_000;

it(`no check fails in ${SEEDS} scenarios`, async () => {
  const { findings, seeds } = await explore({ from: 1, seeds: SEEDS, cores: Math.min(2, availableParallelism()) });
  expect(seeds).toBe(SEEDS);
  expect(findings.map(({ seed, failures, shrunk }) => ({ seed, failures, shrunk: JSON.stringify(shrunk) }))).toEqual(
    [],
  );
}, 900_000);

it("a seed is the same scenario every time, and its faults are ones that a person may write", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 500; seed++) {
    const scenario = drawScenario(seed);
    expect(drawScenario(seed)).toEqual(scenario);
    // Two of a kind may overlap by chance; each by itself is well formed.
    for (const fault of scenario.faults) {
      parseFaults([fault], `seed ${seed}`);
      seen.add(fault.fault);
    }
  }
  // Sensors, parts and the console are the sketch's business, and these sketches have none.
  expect([...faultNames].filter((name) => !seen.has(name))).toEqual(["sensor", "part", "console"]);
});

it("every option of connect is drawn, and what else the SDK has", () => {
  const options = new Set<string>();
  const fields = new Set<string>();
  for (let seed = 1; seed <= 500; seed++) {
    const { shape, others } = drawScenario(seed);
    for (const name of Object.keys(shape.options)) options.add(name);
    for (const [name, given] of Object.entries({ ...shape, others })) if (given) fields.add(name);
    if (Array.isArray(shape.options.host)) options.add("hosts");
  }
  const all = readFileSync(new URL("../../src/device/options.ts", import.meta.url), "utf8");
  const [, body = ""] = /export interface Options \{([\s\S]*?)\n\}/.exec(all) ?? [];
  // Functions go by a field of the shape.
  const names = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = ""]) => name);
  // A spool has scenarios of its own (tests/sim/spool.test.ts).
  expect([...options, "onStatus", "socket", "spool"].sort()).toEqual([...names, "hosts"].sort());
  for (const field of ["qos1", "devices", "flushEach", "onStatus", "socket", "listens", "others"])
    expect([...fields]).toContain(field);
});

it("a scenario that fails is made smaller, and fails by the same check still", async () => {
  const mutant = mutants.find(({ name }) => name === "what was in flight is not sent again");
  if (mutant === undefined) throw new Error("There is no such mutant.");
  const found = await hunt(
    mutant,
    Array.from({ length: 20 }, (_, n) => n + 1),
  );
  if (found === undefined) throw new Error("No seed finds it.");
  const sdk = bundles(() => mutated(mutant));
  const [check = ""] = found.checks;
  const fails = async (scenario: Scenario) => (await play(scenario, sdk)).failures.some((one) => one.check === check);
  const scenario = drawScenario(found.seed);
  const shrunk = await shrink(scenario, fails);
  expect(await fails(shrunk)).toBe(true);
  expect(JSON.stringify(shrunk).length).toBeLessThan(JSON.stringify(scenario).length);
  expect(shrunk.faults.length).toBeLessThanOrEqual(2);
});
