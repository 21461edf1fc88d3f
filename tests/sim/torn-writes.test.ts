/** The power goes within a Storage write: what the board finds at its next boot, and what it costs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation } from "../../src/sim/simulation.js";
import { esp32 } from "./boards.js";
import { bench } from "./fakes.js";

function play(code: string, faults: Fault[], options: { forMs?: number; board?: string } = {}): Simulation {
  const { forMs = 60_000, board = "esp8266" } = options;
  return simulate({ code, isProbed: false, board: loadBoard(board), forMs, settleMs: 1_000, seed: 1, faults });
}

/** Writes once, five seconds after the first boot, over what was written at that boot. */
const rewrites = `var s = require("Storage"), first = s.read("state") === undefined && !s.read("other");
print("boot", JSON.stringify(s.read("state")), s.read("other"), s.list().length);
if (first) {
  s.write("other", "stays");
  s.write("state", "old.");
  setTimeout(function () { s.write("state", "anew"); print("written"); }, 5000);
}`;
const cutAt = (atStorageByte: number): Fault => ({ fault: "power-cut", fromMs: 1_000, toMs: 9_000, atStorageByte });

describe("a power cut within a write", () => {
  it.each([
    ["ahead of the first byte: the file is as it was", [1], 'boot "old." stays 2'],
    ["within the old name: the file goes by another", [2, 3, 4], "boot null stays 2"],
    ["once the old one is erased: it is gone", [5], "boot null stays 1"],
    ["within the new size: it is gone", [6, 8], "boot null stays 1"],
    ["within the new name: the file goes by another", [9, 10], "boot null stays 2"],
    ["at the first byte of data: nothing of it is there", [37], 'boot "\\u00FF\\u00FF\\u00FF\\u00FF" stays 2'],
    ["within the data: its tail is missing", [39], 'boot "an\\u00FF\\u00FF" stays 2'],
  ])("%s", (_, bytes, second) => {
    for (const byte of bytes) {
      const { printed, boots } = play(rewrites, [cutAt(byte)]);
      expect([byte, printed]).toEqual([byte, ["boot null undefined 0", second]]);
      expect(boots).toBe(2);
    }
  });

  it("that never comes to its byte is a power cut at its end", () => {
    const { printed, boots } = play(rewrites, [cutAt(41)]);
    expect(printed).toEqual(["boot null undefined 0", "written", 'boot "anew" stays 2']);
    expect(boots).toBe(2);
  });

  it("within a compaction costs files that nobody wrote, and at the start of a page all of them", () => {
    // Trash ahead of files that have to move to the front.
    const code = `var s = require("Storage"), i;
      print("boot", s.list().length);
      if (!s.read("done") && s.list().length < 3) {
        s.write("gone", "", 0, 6000);
        for (i = 0; i < 20; i++) s.write("file" + i, "x".repeat(500));
        s.erase("gone");
        setTimeout(function () { s.compact(); print("compacted"); }, 5000);
      }`;
    const whole = play(code, []);
    expect(whole.printed).toEqual(["boot 0", "Compacting... ", "compacted"]);
    expect(whole.pageErases).toBe(5);
    const erasing = play(code, [cutAt(100)]);
    expect(erasing.printed.slice(0, 4)).toEqual([
      "boot 0",
      "Storage is corrupt.",
      "Erasing Storage Area...",
      "Erase complete.",
    ]);
    const moving = play(code, [cutAt(4096 + 2000)]);
    expect(moving.printed.at(-1)).toMatch(/^boot \d+$/);
    expect(Number(moving.printed.at(-1)?.slice(5))).toBeLessThan(20);
  });

  it("takes what waits in RAM, as any power cut does, and the SDK goes on after it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "torn-"));
    try {
      const sketch = join(folder, "sketch.ts");
      writeFileSync(
        sketch,
        `import { connect, publishValue } from "tagwire";
        connect({ host: "H", key: "K", device: "D" });
        let n = 0;
        setInterval(() => { publishValue("n", ++n); require("Storage").write("state", "n is " + n); publishValue("m", n); }, 1000);`,
      );
      for (const id of ["esp32", "esp8266"]) {
        const board = loadBoard(id);
        const { code } = await build(sketch, board, { probe: true });
        const base = { code, isProbed: true, board, forMs: 120_000, settleMs: 60_000 };
        for (const [atStorageByte, seed] of [
          [1, 1],
          [30, 2],
          [44, 3],
          [400, 4],
        ] as const) {
          const faults: Fault[] = [
            { fault: "power-cut", fromMs: 20_000, toMs: 30_000, atStorageByte },
            { fault: "refused", fromMs: 15_000, toMs: 25_000 },
            { fault: "power-cut", fromMs: 50_000, toMs: 70_500, atStorageByte: 1e9 },
          ];
          const { failures, boots, takenByReset, lost } = simulate({ ...base, faults, seed });
          expect({ failures, boots, lost }).toEqual({ failures: [], boots: 3, lost: 0 });
          expect(takenByReset).toBeGreaterThan(0);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("ends the sketch's code there: it hears of nothing, catches nothing and reaches nothing", () => {
    const { board, said, clock } = bench(
      esp32,
      `var s = require("Storage"), after = [];
       function cut() {
         try { s.write("a", "text"); } catch (e) { print("caught"); } finally { after.push(1); }
         print("after"); s.write("b", "more"); require("net").connect({ port: 1 }); reset();
       }
       setTimeout(cut, 10); setTimeout(print, 20, "later"); print("boot", s.read("a"), s.read("b"));`,
    );
    board.storage.flash.failAt(34, () => board.powerOff());
    clock.advance(1_000);
    expect(said()).toEqual(["boot undefined undefined"]);
    expect(board.isBusy()).toBe(false);
    board.reset();
    expect(said()).toEqual(["boot t\xff\xff\xff undefined"]);
    clock.advance(1_000);
    // With its power on, it comes to its end.
    expect(said()).toEqual(["after"]);
  });
});

describe("wear", () => {
  const each = (ms: number, bytes: number) =>
    `setInterval(function () { require("Storage").write("state", getTime() + "x".repeat(${bytes})); }, ${ms});`;
  it("of a sketch that writes two kilobytes each second is told", () => {
    const { failures, pageErases, storageWrites } = play(each(1_000, 2_000), [], { forMs: 3_600_000 });
    expect(failures).toMatchObject([{ check: "storage-wear" }]);
    expect(failures[0]?.sentence).toMatch(
      /^page \d+ of the flash was erased \d+ times, 21 at most make it last a year/,
    );
    expect(pageErases).toBeGreaterThan(1_000);
    expect(storageWrites).toBe(3_600 + 1);
  });

  it("of one that writes as much once a minute, or the same each second, is not", () => {
    expect(play(each(60_000, 2_000), [], { forMs: 3_600_000 }).failures).toEqual([]);
    const same = `setInterval(function () { require("Storage").write("state", "x".repeat(2000)); }, 1000);`;
    expect(play(same, [], { forMs: 3_600_000 })).toMatchObject({ failures: [], storageWrites: 1, pageErases: 0 });
  });
});
