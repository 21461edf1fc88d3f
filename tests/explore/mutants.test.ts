/** Each small fault that is planted in the SDK is found, on the seed that docs/mutants.md names. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawScenario } from "../../src/explore/draw.js";
import { hunt } from "../../src/explore/hunt.js";
import { type Mutant, mutants, mutated } from "../../src/explore/mutants.js";
import { bundles, play } from "../../src/explore/scenario.js";

const { rowsOf } = (await import("../../tools/mutants.mjs")) as {
  rowsOf(markdown: string): Map<string, { file: string; check: string; seed: number }>;
};
const rows = rowsOf(readFileSync(new URL("../../docs/mutants.md", import.meta.url), "utf8"));

it("the page lists every mutant, and no other; there are 30 and more", () => {
  expect([...rows.keys()].sort()).toEqual(mutants.map(({ name }) => name).sort());
  expect(mutants.length).toBeGreaterThanOrEqual(30);
});

describe("a check finds", () => {
  it.each(mutants)("$name", async (mutant) => {
    const { check, seed = 0 } = rows.get(mutant.name) ?? {};
    const found = await hunt(mutant, [seed]);
    expect(found?.checks).toContain(check);
  });
});

it("no check fails on those seeds with the SDK as it is", async () => {
  const sdk = bundles();
  for (const seed of new Set([...rows.values()].map(({ seed }) => seed))) {
    expect((await play(drawScenario(seed), sdk)).failures, `seed ${seed}`).toEqual([]);
  }
}, 60_000);

it("a mutant whose text has gone from the SDK is an error that names it", () => {
  const gone: Mutant = { name: "gone", file: "session.ts", original: "no such text", planted: "" };
  expect(() => mutated(gone)).toThrow(
    /The mutant "gone" wants "no such text" once in src\/device\/session\.ts; it is there 0 times/,
  );
});
