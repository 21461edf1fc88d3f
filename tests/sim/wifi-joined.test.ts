/** `tagwire/wifi` through a week of losses on each firmware: the device is joined in the end, and no value is lost. */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const sketch = fileURLToPath(new URL("../fixtures/wifi-joined.ts", import.meta.url));

/** Losses around the week: short, of the length of a try, long, a night, and an hour with another password. */
const lengthsMs = [1_000, 5_000, 20_000, 300_000, 90_000, 2_000];
const losses: Fault[] = Array.from({ length: 60 }, (_, n) => {
  const fromMs = HOUR_MS + n * 2 * HOUR_MS;
  return { fault: "wifi-lost", fromMs, toMs: fromMs + (lengthsMs[n % lengthsMs.length] ?? 0) };
});
const night: Fault = { fault: "wifi-lost", fromMs: 130 * HOUR_MS, toMs: 136 * HOUR_MS };
const password: Fault = { ...night, reason: "wrong-password", fromMs: 140 * HOUR_MS, toMs: 141 * HOUR_MS };

it.each(["esp32", "esp8266", "espruinowifi"])("on %s", async (id) => {
  const board = loadBoard(id);
  const { code } = await build(sketch, board, { probe: true });
  const faults = [...losses, night, password];
  const life = simulate({ code, isProbed: true, board, forMs: WEEK_MS, settleMs: 60_000, seed: 1, faults });
  expect(life.failures).toEqual([]);
  expect(life).toMatchObject({ lost: 0, uncaught: [], put: 7 * 24 * 6, arrived: 7 * 24 * 6 });
  expect(life.connections).toBeGreaterThan(faults.length / 2);
});
