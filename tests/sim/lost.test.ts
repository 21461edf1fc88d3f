/** What is lost is told apart from what was never taken, and from what gave way. */
import { expect, it } from "vitest";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { checksOf, playText } from "./planted.js";

const text = (options: string) => `import { connect, publishValue } from "tagwire";
connect({ host: "10.0.0.1", key: "K", device: "D", ${options} });
let n = 0;
setInterval(() => {
  publishValue("t", n++);
  publishValue("none", NaN);
  publishValue("far too long", "x".repeat(300));
}, 10_000);
`;
const MINUTE_MS = 60_000;
/** It ends between two values, so that none is under way then. */
const times = { forMs: 10 * MINUTE_MS, settleMs: 2 * MINUTE_MS + 5_000 };

it("a value that the broker swallows is lost, however many were refused", async () => {
  const faults: Fault[] = [{ fault: "broker", atMs: 0, does: "drop,nth=3,direction=up" }];
  const life = await playText({ text: text("bufferBytes: 256"), ...times, faults });
  expect(life.dropped).toBeGreaterThan(100);
  expect(life).toMatchObject({ lost: 1, arrived: life.taken - 1 });
  expect(checksOf(life)).toContain("arrived");
});

it("what gives way is not lost, and what is refused takes nothing from what a reset costs", async () => {
  const faults: Fault[] = [
    { fault: "broker-down", fromMs: MINUTE_MS, toMs: 8 * MINUTE_MS },
    { fault: "board-reset", atMs: 5 * MINUTE_MS },
  ];
  const life = await playText({ text: text("bufferBytes: 64"), ...times, faults });
  expect(life).toMatchObject({ lost: 0, failures: [] });
  // So many are in the buffer: of four or five bytes each.
  expect(life.takenByReset).toBeGreaterThan(10);
  const gaveWay = life.taken - life.arrived - life.takenByReset;
  expect(gaveWay).toBeGreaterThan(10);
  expect(life.dropped).toBe(life.put - life.taken + gaveWay);
});
