import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

interface Found {
  readonly runs: number;
  readonly cores: number;
  readonly sketches: readonly {
    readonly ms: Readonly<Record<string, number[]>>;
    readonly phases: readonly Readonly<Record<string, number>>[];
  }[];
}

describe("the bench", () => {
  let found: Found;

  beforeAll(async () => {
    const parameters = ["tools/bench.mjs", "--runs", "1", "--json"];
    found = JSON.parse((await promisify(execFile)(process.execPath, parameters)).stdout) as Found;
  }, 180_000);

  it("measures each kind of build of both examples, and no phase twice", () => {
    expect(found.runs).toBe(1);
    expect(found.cores).toBeGreaterThan(0);
    expect(found.sketches.length).toBe(2);
    for (const { ms, phases } of found.sketches) {
      expect(Object.keys(ms)).toEqual(["cold", "warm", "changed", "watch"]);
      for (const times of Object.values(ms)) expect(times).toEqual([expect.any(Number)]);
      // What was counted twice would leave less than nothing for joining.
      for (const time of Object.values(phases[0] ?? {})) expect(time).toBeGreaterThanOrEqual(0);
    }
  });

  it("prints them, the machine, and where the time goes", async () => {
    const { inWords } = (await import("../../tools/bench.mjs")) as { inWords(found: Found): string };
    const said = inWords(found);
    expect(said).toMatch(/^Node v\d+\.\d+\.\d+ on \w+, \d+ cores, for esp32\n/);
    expect(said).toMatch(/^ms, median of 1 \(least-most\) +cold +warm +changed +watch$/m);
    for (const sketch of ["smallest", "weather-station"]) {
      expect(said).toMatch(new RegExp(`^examples/${sketch}\\.ts( +\\d+ \\(\\d+-\\d+\\)){4}$`, "m"));
    }
    for (const phase of ["start Node", "load TypeScript", "read and check", "print as ES5", "join", "shorten"]) {
      expect(said).toMatch(new RegExp(`^${phase}( +\\d+){2}$`, "m"));
    }
  });
});
