/** `examples/weather-station.ts`: deep sleep and a spool together, through what a month has (docs/sleep.md), in two days. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";

const HOUR_MS = 3_600_000;
const sketch = fileURLToPath(new URL("../../examples/weather-station.ts", import.meta.url));

async function play(forMs: number, faults: readonly Fault[]) {
  const board = loadBoard("esp32");
  const { code } = await build(sketch, board, { probe: true });
  return simulate({ code, isProbed: true, board, forMs, settleMs: HOUR_MS, seed: 1, faults });
}

it("keeps every reading through a night, a brown-out and a broker that is away", async () => {
  const life = await play(36 * HOUR_MS, [
    { fault: "power-cut", fromMs: 4 * HOUR_MS, toMs: 5 * HOUR_MS },
    { fault: "broker-down", fromMs: 8 * HOUR_MS, toMs: 12 * HOUR_MS },
    { fault: "wifi-lost", fromMs: 20 * HOUR_MS, toMs: 28 * HOUR_MS },
  ]);
  expect(life.failures).toEqual([]);
  const { put, taken, confirmed, arrived, dropped, lost, uncaught } = life;
  expect({ taken, confirmed, arrived, dropped, lost, uncaught }).toEqual({
    taken: put,
    confirmed: put,
    arrived: put,
    dropped: 0,
    lost: 0,
    uncaught: [],
  });
  expect(put).toBeGreaterThan(250);
  // It has waited in flash: a night of two values every forty minutes.
  expect(life.peakBytes).toBeGreaterThan(400);
  expect(life.longestAwakeMs).toBeLessThan(21_000);
});

it("has a month whose faults the simulator knows, and at most 60 lines", () => {
  const month = JSON.parse(readFileSync(`${sketch.slice(0, -3)}.month.json`, "utf8")) as Fault[];
  expect(new Set(month.map(({ fault }) => fault))).toEqual(new Set(["wifi-lost", "power-cut", "broker-down"]));
  expect(readFileSync(sketch, "utf8").split("\n").length).toBeLessThanOrEqual(60);
});
