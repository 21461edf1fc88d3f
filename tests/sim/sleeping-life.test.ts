/** Sketches that sleep, in `tagwire sim`'s simulation: days of cycles, and what a sleep takes with it. A week of them: docs/sleep.md. */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation } from "../../src/sim/simulation.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From ten to six. */
const night = (day: number): Fault => ({
  fault: "wifi-lost",
  fromMs: day * DAY_MS - 2 * HOUR_MS,
  toMs: day * DAY_MS + 6 * HOUR_MS,
});

async function play(
  fixture: string,
  boardId: string,
  forMs: number,
  faults: readonly Fault[] = [],
): Promise<Simulation> {
  const sketch = fileURLToPath(new URL(`../fixtures/asleep/${fixture}.ts`, import.meta.url));
  const board = loadBoard(boardId);
  const { code } = await build(sketch, board, { probe: true });
  return simulate({ code, isProbed: true, board, forMs, settleMs: 60_000, seed: 1, faults });
}
const checks = ({ failures }: Simulation) => failures.map(({ check, sentence }) => `${check}: ${sentence}`);

it.each(["esp32", "esp8266"])("on %s a day and a night without network hold all checks", async (board) => {
  const life = await play("half-hourly", board, 32 * HOUR_MS, [night(1)]);
  expect(checks(life)).toEqual([]);
  expect(life).toMatchObject({ lost: 0, uncaught: [], dropped: 0, takenByReset: 0, watchdogResets: 0 });
  // What was measured at night is gone with the RAM, and said to be.
  expect(life.takenBySleep).toBeGreaterThan(5);
  expect(life.arrived + life.takenBySleep).toBe(life.put);
  expect(life.longestAwakeMs).toBeLessThan(21_000);
  // A byte for each boot without a value, of a file for the first boot and one for the night.
  expect(life.storageWrites).toBeLessThan(board === "esp32" ? 12 : 24);
  expect(life.pageErases).toBe(0);
});

it.each(["esp32", "esp8266"])("on %s nothing is said behind DISCONNECT, whatever is put then", async (board) => {
  const late: Fault = { fault: "broker", atMs: 0, does: "delay,ms=30" };
  const life = await play("talkative", board, 2 * HOUR_MS, [late]);
  expect(checks(life)).toEqual([]);
  expect(life.arrived).toBeGreaterThan(12);
  expect(life.takenBySleep).toBeGreaterThan(0);
});

it("a sketch that sleeps while values wait loses them, and the summary says how many", async () => {
  const hasty = await play("hasty", "esp32", HOUR_MS);
  expect(checks(hasty)).toEqual([]);
  expect(hasty.sleeps).toBe(61);
  expect(hasty.takenBySleep).toBe(hasty.put - hasty.arrived);
  expect(hasty.takenBySleep).toBeGreaterThan(50);
  expect(hasty.awakeMs).toBeLessThan(70_000);
});

it.each([
  ["while it sleeps", 200_000],
  ["while it is awake", 20],
])("hours without power are no time awake, where the power goes %s", async (_when, fromMs) => {
  const faults: Fault[] = [{ fault: "power-cut", fromMs, toMs: 10 * HOUR_MS }];
  const life = await play("half-hourly", "esp32", 12 * HOUR_MS, faults);
  expect(checks(life)).toEqual([]);
  expect(life.sleeps).toBeGreaterThanOrEqual(4);
  expect(life.awakeMs).toBeLessThan(10_000 * life.sleeps);
});

it("what hangs is reset by an ESP32's watchdog, and a boot loop of that is slowed down", async () => {
  const hung = await play("hangs", "esp32", 3 * HOUR_MS, [{ fault: "unreachable", fromMs: 0, toMs: 3 * HOUR_MS }]);
  // Then it sleeps ahead of its read, and wakes without Wi-Fi yet, where nothing blocks.
  expect(hung.watchdogResets).toBe(10);
  expect(hung.sleeps).toBeGreaterThan(5);
});
