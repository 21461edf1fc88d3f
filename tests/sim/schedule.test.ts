/** Faults as data: what is wrong with them is told, with the place, the value seen and the one wanted. */
import { describe, expect, it } from "vitest";
import { outages } from "../../src/sim/faults/named.js";
import { healedMs, parseFaults } from "../../src/sim/faults/schedule.js";

describe("a mistake is told", () => {
  it.each([
    ["an unknown fault", [{ fault: "resett", atMs: 1 }], /^F\[0\] has "resett" for "fault"; known are .*reset/],
    ["no list", { fault: "reset" }, /^F is \{"fault":"reset"\}; wanted is a list of faults/],
    [
      "a field that is missing",
      [{ fault: "reset" }],
      /^F\[0\]\.atMs of the fault reset is missing; wanted is that field/,
    ],
    [
      "a field too many",
      [{ fault: "reset", atMs: 1, toMs: 2 }],
      /^F\[0\]\.toMs of the fault reset is 2; wanted is none but fault, atMs/,
    ],
    [
      "a time before all time",
      [{ fault: "reset", atMs: -1 }],
      /^F\[0\]\.atMs of the fault reset is -1; wanted is 0 or more milliseconds/,
    ],
    [
      "another word",
      [{ fault: "stall", fromMs: 1, toMs: 2, direction: "sideways" }],
      /direction .*"sideways"; wanted is up, down or both/,
    ],
    [
      "an end before the beginning",
      [{ fault: "refused", fromMs: 9, toMs: 5 }],
      /lasts from 9 to 5 ms; wanted is a toMs after its fromMs/,
    ],
    [
      "a fault of the broker's that is none",
      [{ fault: "broker", atMs: 0, does: "refuse,returnCode=9" }],
      /F\[0\]\.does of the fault broker is "refuse,returnCode=9"; wanted is a fault of docs\/faults\.md: .*1 to 5/,
    ],
    [
      "two that contradict each other",
      [
        { fault: "latency", fromMs: 0, toMs: 10, ms: 5 },
        { fault: "latency", fromMs: 9, toMs: 20, ms: 50 },
      ],
      /^F\[0\] and F\[1\] contradict each other: latency and latency at the same time/,
    ],
    [
      "a broker that is killed while it is stopped",
      [
        { fault: "broker-stopped", fromMs: 0, toMs: 10 },
        { fault: "broker-down", fromMs: 5, toMs: 20 },
      ],
      /^F\[0\] and F\[1\] contradict each other/,
    ],
  ])("%s", (_, faults, sentence) => {
    expect(() => parseFaults(faults, "F")).toThrow(sentence);
  });
});

it("the named outages are well formed, and over within their time", () => {
  expect(Object.keys(outages)).toHaveLength(15);
  for (const [name, faults] of Object.entries(outages)) {
    expect(parseFaults(faults, name)).toEqual(faults);
    expect(healedMs(faults)).toBeLessThanOrEqual(30_000);
  }
});
