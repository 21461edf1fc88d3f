/** `tagwire/spool` in the simulator: hours of outages, resets and power cuts, and the book of what was put adds up. */
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";
import { withFiles } from "../build/sketch.js";

const sketch = (more = "", entry = "tagwire", options = "") => `import { connect, publishValue } from "${entry}";
import { spool } from "tagwire/spool";
import { subscribe } from "tagwire/subscribe";
connect({ host: "H", key: "K", device: "D", ${options} spool: spool({ file: "q", bytes: 1024 }) });
subscribe("a/+", () => {});
let n = 0;
setInterval(() => { publishValue(n % 3 ? "t" : "temperature", getTime().toFixed(1)); n++; ${more} }, 20_000);
`;

const hour = 3_600_000;

async function play(text: string, faults: Fault[], seed: number, id = "esp32", hours = 4) {
  const board = loadBoard(id);
  const { code } = await withFiles({ "sketch.ts": text }, (folder) =>
    build(`${folder}/sketch.ts`, board, { probe: true }),
  );
  return simulate({ code, isProbed: true, board, forMs: hours * hour, settleMs: 120_000, seed, faults });
}

describe("hours with a spool", () => {
  it.each([
    ["esp32", 1],
    ["esp8266", 3],
  ])("of outages and power cuts on %s loses nothing that was taken", async (id, seed) => {
    const faults: Fault[] = [
      { fault: "broker-down", fromMs: hour, toMs: 2 * hour },
      { fault: "power-cut", fromMs: 1.5 * hour, toMs: 1.6 * hour, atStorageByte: 7 * seed },
      { fault: "board-reset", atMs: 1.9 * hour },
      { fault: "broker-down", fromMs: 3 * hour, toMs: 3.5 * hour },
      { fault: "power-cut", fromMs: 3.2 * hour, toMs: 3.3 * hour },
      { fault: "power-cut", fromMs: 4 * hour, toMs: 5 * hour, atStorageByte: 600 + seed },
      { fault: "board-reset", atMs: 5.5 * hour },
    ];
    const { failures, lost, takenByReset, boots, taken, arrived } = await play(sketch(), faults, seed, id, 6);
    expect({ failures, lost, takenByReset, boots }).toEqual({ failures: [], lost: 0, takenByReset: 0, boots: 6 });
    expect(taken).toBeGreaterThan(700);
    // One may be on its way as the time is over.
    expect(arrived).toBeGreaterThanOrEqual(taken - 1);
  });

  it.each([
    ["tagwire/qos1", "cleanSession: false, stamp: true,"],
    ["tagwire", "stamp: true, paceMs: 5000, retain: true,"],
  ])("with %s and %s is as safe", async (entry, options) => {
    const faults: Fault[] = [
      { fault: "broker-down", fromMs: hour, toMs: 2 * hour },
      { fault: "power-cut", fromMs: 1.5 * hour, toMs: 1.6 * hour, atStorageByte: 11 },
      { fault: "reset", atMs: 3 * hour },
      { fault: "power-cut", fromMs: 3 * hour, toMs: 3.2 * hour, atStorageByte: 40 },
    ];
    const { failures, lost, again } = await play(sketch("", entry, options), faults, 4);
    expect({ failures, lost }).toEqual({ failures: [], lost: 0 });
    expect(again).toBeLessThan(10);
  });

  it("would be seen to lose what the file loses", async () => {
    const faults: Fault[] = [
      { fault: "broker-down", fromMs: hour, toMs: 2 * hour },
      { fault: "board-reset", atMs: 1.9 * hour },
    ];
    const erasing = 'if (n === 300) require("Storage").erase("q");';
    const { failures, lost } = await play(sketch(erasing), faults, 1);
    expect(lost).toBeGreaterThan(30);
    expect(failures.map(({ check }) => check)).toContain("arrived");
  });
});
