/**
 * `tagwire/report` over virtual days: nothing adds up, nothing comes in bursts. The sketch publishes what its clock says when
 * it reads.
 */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bootSketch, type RunningSketch, type SketchFault } from "../../src/testing/boot-sketch.js";

const HOUR_MS = 3_600_000;
/** Of fixtures/report-clock.ts. */
const EVERY_S = 120;
const HOURLY = 30;
const boot = (sketch: string, faults: readonly SketchFault[] = []): Promise<RunningSketch> =>
  bootSketch(fileURLToPath(new URL(`../fixtures/${sketch}.ts`, import.meta.url)), { board: "esp32", faults });

const valuesOf = ({ published }: RunningSketch): number[] =>
  published.map(({ message }) => Number((JSON.parse(message) as { value: string }).value));

/** How late a reading was, or how early, after the multiple of its period. */
const lateness = (readAt: number): number => ((readAt + EVERY_S / 2) % EVERY_S) - EVERY_S / 2;

const distances = (values: readonly number[]): number[] => values.slice(1).map((value, n) => value - (values[n] ?? 0));

it("two days: a reading each two minutes, the last as punctual as the first", async () => {
  const running = await boot("report-clock");
  running.advance(48 * HOUR_MS);
  const [, ...values] = valuesOf(running);
  expect(values.length).toBe(48 * HOURLY);
  for (const value of values) expect(Math.abs(lateness(value))).toBeLessThan(0.05);
  expect(running.uncaught).toEqual([]);
  await running.stop();
});

it("a day of connections that stand still for 18 s: late by no more than one, and the next one on time", async () => {
  // Two hours in which nobody answers, twice.
  const faults: SketchFault[] = [
    { fault: "unreachable", fromMs: 5 * HOUR_MS, toMs: 7 * HOUR_MS },
    { fault: "reset", atMs: 5 * HOUR_MS + 10 },
    { fault: "unreachable", fromMs: 15 * HOUR_MS, toMs: 17 * HOUR_MS },
    { fault: "reset", atMs: 15 * HOUR_MS + 10 },
  ];
  const running = await boot("report-clock", faults);
  running.advance(24 * HOUR_MS);
  const [, ...values] = valuesOf(running);
  expect(values.length).toBe(24 * HOURLY);
  const late = values.map((value) => lateness(value));
  expect(Math.max(...late)).toBeGreaterThan(5);
  for (const seconds of late) {
    expect(seconds).toBeGreaterThan(-0.05);
    expect(seconds).toBeLessThan(18.1);
  }
  expect(late.filter((seconds) => seconds < 0.05).length).toBeGreaterThan(24 * HOURLY - 150);
  expect(running.status()).toMatchObject({ dropped: 0 });
  await running.stop();
});

it("a clock that jumps ahead by an hour or by decades costs one reading at once, and no burst", async () => {
  const running = await boot("report-clock", [
    { fault: "clock-step", atMs: 2 * HOUR_MS + 50_000, byMs: HOUR_MS },
    { fault: "clock-step", atMs: 4 * HOUR_MS + 40_000, byMs: 50 * 365 * 24 * HOUR_MS + 7_000 },
  ]);
  running.advance(6 * HOUR_MS);
  const values = valuesOf(running);
  expect(values.length).toBeGreaterThanOrEqual(6 * HOURLY);
  expect(values.length).toBeLessThanOrEqual(6 * HOURLY + 3);
  const times = running.published.map(({ atMs }) => atMs);
  // A jump is time that went by to the timers, so what was to come comes at once; from there on it is half a period at least.
  expect(distances(times).filter((ms) => ms < 59_900).length).toBeLessThanOrEqual(2);
  expect(values.slice(-HOURLY).every((value) => Math.abs(lateness(value)) < 0.05)).toBe(true);
  await running.stop();
});

it("a clock that jumps back stops the board's timers for that long; then it goes on as before", async () => {
  const running = await boot("report-clock", [{ fault: "clock-step", atMs: 2 * HOUR_MS + 50_000, byMs: -HOUR_MS / 2 }]);
  running.advance(6 * HOUR_MS);
  const values = valuesOf(running);
  expect(values.length).toBeGreaterThanOrEqual(5.5 * HOURLY);
  expect(Math.min(...distances(values).slice(1))).toBeGreaterThan(59.9);
  await running.stop();
});

it("whoever sets the time shifts one reading: by half a period at least and one and a half at most", async () => {
  const running = await boot("report-clock");
  running.advance(HOUR_MS);
  for (const time of [1_900_000_000, 1_800_000_031, 1_700_000_029.5]) {
    running.advance(777_000);
    running.board.evaluate(`setTime(${time})`);
    running.advance(HOUR_MS);
  }
  const times = running.published.map(({ atMs }) => atMs);
  for (const ms of distances(times).slice(1)) {
    expect(ms).toBeGreaterThan(59_900);
    expect(ms).toBeLessThan(180_100);
  }
  await running.stop();
});

it("a heartbeat is there in time in an outage, too, where the board stands still more often than not", async () => {
  const running = await boot("report-heartbeat", [
    { fault: "unreachable", fromMs: HOUR_MS, toMs: 3 * HOUR_MS },
    { fault: "reset", atMs: HOUR_MS + 10 },
  ]);
  running.advance(4 * HOUR_MS);
  // One that was under way when the connection ended came twice.
  const gaps = distances([...new Set(valuesOf(running))]);
  expect(gaps.length).toBe(4 * 6 - 1);
  for (const gap of gaps) expect(Math.abs(gap - 600)).toBeLessThan(18.1);
  await running.stop();
});
