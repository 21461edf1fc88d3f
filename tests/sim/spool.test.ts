/** `tagwire/spool` in the simulator: hours of outages, resets and power cuts, and the book of what was put adds up. */
import { describe, expect, it } from "vitest";
import type { Mutant } from "../../src/explore/mutants.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { checksOf, plantedIn, playText } from "./planted.js";

const sketch = (more = "", entry = "tagwire", options = "") => `import { connect, publishValue } from "${entry}";
import { spool } from "tagwire/spool";
import { subscribe } from "tagwire/subscribe";
connect({ host: "H", key: "K", device: "D", ${options} spool: spool({ file: "q", bytes: 1024 }) });
subscribe("a/+", () => {});
let n = 0;
setInterval(() => { publishValue(n % 3 ? "t" : "temperature", getTime().toFixed(1)); n++; ${more} }, 20_000);
`;

const hour = 3_600_000;

const play = (text: string, faults: Fault[], seed: number, board = "esp32", hours = 4, planted?: Mutant) =>
  playText({ text, forMs: hours * hour, seed, faults, board, planted });

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

it("values that wait in RAM, for Storage is full, go with a reset, and the summary says so", async () => {
  const filled = `import { connect, publishValue } from "tagwire";
import { spool } from "tagwire/spool";
const storage = require("Storage");
if (!storage.list(/full/).length) storage.write("full", "x", 0, storage.getFree() - 500);
connect({ host: "H", key: "K", device: "D", spool: spool({ file: "q", bytes: 1024 }) });
setInterval(() => publishValue("t", getTime().toFixed(1)), 20_000);
`;
  const faults: Fault[] = [
    { fault: "broker-down", fromMs: hour, toMs: 2 * hour },
    { fault: "board-reset", atMs: 1.2 * hour },
  ];
  const life = await playText({ text: filled, forMs: 3 * hour, faults });
  expect(life).toMatchObject({ failures: [], lost: 0 });
  expect(life.takenByReset).toBeGreaterThan(10);
});

describe("a check finds", () => {
  /** The power goes within a value, among values that wait, and alone. */
  const faults: Fault[] = [
    { fault: "broker-down", fromMs: hour, toMs: 2 * hour },
    { fault: "power-cut", fromMs: 1.2 * hour, toMs: 1.3 * hour, atStorageByte: 7 },
    { fault: "board-reset", atMs: 1.8 * hour },
    { fault: "reset", atMs: 2.2 * hour + 20_010 },
    { fault: "power-cut", fromMs: 2.5 * hour, toMs: 2.6 * hour, atStorageByte: 12 },
    { fault: "board-reset", atMs: 2.8 * hour },
  ];
  const spool = plantedIn("storage-buffer.ts");
  const session = plantedIn("session.ts");
  /** It ends and begins again, and a value of its is long. */
  const ending = `if (n % 50 === 40) end();
  if (n % 50 === 45) go();
  if (n % 7 === 0) publishValue("long", "x".repeat(300));`;
  const text = sketch(ending)
    .replace("publishValue }", "end, publishValue }")
    .replace("connect({", "const go = () => connect({")
    .replace("});\nsubscribe", "});\ngo();\nsubscribe");

  it("nothing where the spool is as it is", async () => {
    expect(await play(text, faults, 1, "esp32", 3)).toMatchObject({ failures: [], lost: 0 });
  });

  it.each([
    {
      check: "dropped-explained",
      planted: spool(
        "a value is lost at boot",
        "  known = heads.length;\n",
        "  known = heads.length;\n  if (waiting) waiting--;\n",
      ),
    },
    {
      check: "restored",
      planted: spool("what is confirmed comes again after a boot", "if (!memory) write(ARRIVED, last + LENGTH);", ""),
    },
    {
      check: "restored",
      planted: spool("values wait in RAM", "if (write(MAGIC, 0)) made++;\n    else memory", "memory"),
    },
    { check: "dropped-explained", planted: spool("each boot makes a file", "if (read(0, 1) != MAGIC) {", "if (1) {") },
    { check: "unaltered", planted: spool("what is torn is sent", 'return ~E.CRC32(text) ? "" : ""', 'return ""') },
    { check: "sum", planted: spool("what is torn waits on", "        waiting--;\n", "") },
    {
      check: "sum",
      planted: spool(
        "what is not taken counts twice",
        "  dropped++;\n  return false;",
        "  dropped += 2;\n  return false;",
      ),
    },
    {
      check: "sum",
      planted: spool("what is not taken is not counted", "  dropped++;\n  return false;", "  return false;"),
    },
    {
      check: "sum",
      planted: spool("the file is made anew as values wait", "if (!waiting && (isWanted", "if ((isWanted"),
    },
    { check: "order", planted: spool("what has arrived is sent again", "  first = flight;\n", "") },
    { check: "bounded", planted: spool("each value brings its topic", "&& ++known))", "))") },
    {
      check: "dropped-explained",
      planted: spool(
        "a half of the file is never used",
        "  return write(entry, end) &&",
        "  return end < bytes / 3 && write(entry, end) &&",
      ),
    },
    {
      check: "dropped-explained",
      planted: spool("a value over a quarter of the file is not taken", "/ 2 - AROUND", "/ 4 - AROUND"),
    },
    { check: "dropped-explained", planted: spool("a full file is not made anew", "  renew();\n", "") },
    { check: "taken-rightly", planted: session("a value is taken after end", "  if (farewell) return lose();\n", "") },
    {
      check: "taken-rightly",
      planted: spool("the spool is open after end", "  size = flight = suspects", "  flight = suspects"),
    },
  ])("$check: $planted.name", async ({ check, planted }) => {
    expect(checksOf(await play(text, faults, 1, "esp32", 3, planted))).toContain(check);
  });
});
