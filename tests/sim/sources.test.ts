/** What feeds a part over time. */
import { expect, it } from "vitest";
import type { Feed } from "../../src/sim/parts/feed.js";
import { withParts } from "./parts.js";

const files = { "day.csv": "s, level, other\r\n0, 0.1, 9\r\n10, 0.5, 9\r\n\r\n20, 0.3, 9\r\n" };

/** What the input has at those seconds. */
function heard(level: Feed, seconds: readonly number[], seed = 1): number[] {
  const { clock, parts } = withParts([{ part: "analog", pin: "D34", level }], "", { files, seed });
  let atS = 0;
  return seconds.map((second) => {
    clock.advance((second - atS) * 1_000);
    atS = second;
    return Math.round((parts.analog?.get("level") ?? 0) * 1_000) / 1_000;
  });
}

it.each<[string, Feed, number[], number[]]>([
  ["a number stays", 0.25, [0, 1e6], [0.25, 0.25]],
  ["a function has the milliseconds since the boot", (ms) => ms / 10_000, [0, 1, 5], [0, 0.1, 0.5]],
  ["a function is kept within what the part measures", (ms) => ms - 500, [0, 1], [0, 1]],
  [
    "a row of a CSV holds until the next",
    { csv: "day.csv", column: "level" },
    [0, 9, 10, 19, 20],
    [0.1, 0.1, 0.5, 0.5, 0.3],
  ],
  [
    "a CSV goes straight from row to row",
    { csv: "day.csv", column: "level", linear: true },
    [0, 5, 10, 15, 20],
    [0.1, 0.3, 0.5, 0.4, 0.3],
  ],
  ["a CSV repeats", { csv: "day.csv", column: "level", repeats: true }, [19, 20, 30, 45], [0.5, 0.1, 0.5, 0.1]],
])("%s", (_, feed, seconds, values) => {
  expect(heard(feed, seconds)).toEqual(values);
});

it("a walk stays between its ends, moves at its steps only, and is the same for the same seed", () => {
  const seconds = Array.from({ length: 400 }, (_, n) => n * 0.5);
  const walk: Feed = { walk: [0.2, 0.4], stepMs: 1_000 };
  const values = heard(walk, seconds);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2);
  expect(Math.max(...values)).toBeLessThanOrEqual(0.4);
  expect(new Set(values).size).toBeGreaterThan(50);
  for (let n = 0; n < values.length; n += 2) expect(values[n + 1]).toBe(values[n]);
  expect(heard(walk, seconds)).toEqual(values);
  expect(heard(walk, seconds, 2)).not.toEqual(values);
});
