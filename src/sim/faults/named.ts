/**
 * Schedules with a name. Those of `outages` are what devices really meet: 30 s each, for a sketch that puts a value every
 * 50 ms; `named` has those for `--faults`.
 */
import { Complaint } from "../../complaint.js";
import type { Fault } from "./schedule.js";

/** How long each of the outages is, and how long the values have then to arrive, in milliseconds. */
export const OUTAGE_MS = 30_000;
export const DRAIN_MS = 40_000;

const each = (fault: "reset" | "close", ...atSeconds: number[]): Fault[] =>
  atSeconds.map((second) => ({ fault, atMs: second * 1_000 }));

export const outages: Readonly<Record<string, readonly Fault[]>> = {
  // The fractions put them where bytes are under way, one way or the other.
  "three-resets": each("reset", 5.003, 12.008, 20.001),
  "three-closes": each("close", 5.003, 12.008, 20.001),
  "half-open-then-reset": [{ fault: "half-open", atMs: 8_000 }, ...each("reset", 13)],
  "half-open": [{ fault: "half-open", atMs: 8_000 }],
  "one-way": [{ fault: "half-open", atMs: 8_000, direction: "down" }],
  "tcp-stall": [{ fault: "stall", fromMs: 8_000, toMs: 18_000 }],
  "process-stopped": [{ fault: "broker-stopped", fromMs: 8_000, toMs: 18_000 }],
  "broker-killed": [{ fault: "broker-down", fromMs: 10_000, toMs: 14_000 }],
  "no-connack": [...each("reset", 5), { fault: "broker", atMs: 5_000, does: "silence,forMs=10000" }],
  "connack-3": [...each("reset", 5), { fault: "broker", atMs: 5_000, does: "refuse,returnCode=3,forMs=5000" }],
  "connack-5": [...each("reset", 5), { fault: "broker", atMs: 5_000, does: "refuse,returnCode=5,forMs=5000" }],
  "every-byte": [{ fault: "drip", fromMs: 0, toMs: OUTAGE_MS, everyMs: 0.1 }],
  "reset-each-4001-bytes": [{ fault: "cut", fromMs: 0, toMs: OUTAGE_MS, direction: "up", bytes: 4_001, how: "reset" }],
  "reset-each-700-ms": each("reset", ...Array.from({ length: 21 }, (_, n) => 5.003 + n * 0.7)),
  "absent-at-boot": [{ fault: "refused", fromMs: 0, toMs: 8_000 }],
};

/** An hour's fault each hour, as long as the sketch runs. */
const hourly = (hours: number): Fault[] =>
  Array.from({ length: hours }, (_, hour): Fault => {
    const fromMs = (hour + 0.5) * 3_600_000;
    return { fault: "broker-down", fromMs, toMs: fromMs + 300_000 };
  });

export const scheduleNames: readonly string[] = [...Object.keys(outages), "hourly"];

/** The schedule of that name; undefined if there is none. */
export function namedFaults(name: string, forMs: number): readonly Fault[] | undefined {
  return name === "hourly" ? hourly(Math.floor(forMs / 3_600_000)) : outages[name];
}

export function unknownSchedule(name: string): Complaint {
  return new Complaint(
    "bad-faults",
    `${JSON.stringify(name)} of --faults is neither a file nor a schedule; wanted is a JSON file or one of ${scheduleNames.join(", ")}.`,
    "docs/simulator.md has the faults and their fields.",
  );
}
