/**
 * Lives with a spool that chance draws: files of any size, few tags and many, values short and long, and the power going
 * at any byte, among values that wait. `SPOOL_LIVES` asks for more of them.
 */
import { describe, expect, it } from "vitest";
import { boardIds, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { seededRandom } from "../../src/sim/seeded-random.js";
import { simulate } from "../../src/sim/simulate.js";
import { withFiles } from "../build/sketch.js";
import { scenarios } from "../support/scenarios.js";

const LIVES = Number(process.env.SPOOL_LIVES ?? 10);
/** The seed of a life that once failed: a value is refused whose topic had room yet. */
const FAILED = 76;
const lives = [...scenarios(Math.max(LIVES, FAILED))].filter(({ seed }, n) => n < LIVES || seed === FAILED);

/** What differs from life to life stands in front of the script. */
const sketch = `import { connect, publishValue } from "tagwire";
import { spool } from "tagwire/spool";
declare const BYTES: number, TAGS: number, MOST: number, EVERY_MS: number;
let n = 0;
connect({ host: "H", key: "K", device: "D", spool: spool({ file: "q", bytes: BYTES }) });
setInterval(() => {
  n++;
  publishValue("tag" + ((n * 7) % TAGS), getTime().toFixed(3) + "x".repeat((n * n) % MOST));
}, EVERY_MS);
`;

/** Where the power goes, and at which byte; behind all other faults. */
function* powerCuts(chance: (most: number) => number, fromMs: number): Generator<Fault> {
  for (let left = 1 + chance(4), at = fromMs; left > 0; left--) {
    yield { fault: "broker-down", fromMs: at, toMs: at + 40_000 };
    yield {
      fault: "power-cut",
      fromMs: at + 1_000 + chance(20_000),
      toMs: at + 50_000,
      atStorageByte: 1 + chance(400),
    };
    at += 60_000 + chance(60_000);
  }
}

describe.each(boardIds())("on %s", (id) => {
  it("no check fails", async () => {
    const board = loadBoard(id);
    const { code } = await withFiles({ "sketch.ts": sketch }, (folder) =>
      build(`${folder}/sketch.ts`, board, { probe: true }),
    );
    let put = 0;
    let boots = 0;
    for (const { seed, forMs, faults: drawn } of lives) {
      const random = seededRandom(seed);
      const chance = (most: number) => Math.floor(random() * most);
      const one = (...of: number[]) => of[chance(of.length)];
      const given = {
        BYTES: one(256, 400, 1_024, 2_000, 4_096),
        TAGS: one(1, 3, 20, 40),
        MOST: one(1, 30, 150),
        EVERY_MS: one(500, 3_000),
      };
      const faults = [...drawn, ...powerCuts(chance, forMs)];
      const life = simulate({
        code: `${Object.entries(given)
          .map(([name, value]) => `var ${name}=${value};`)
          .join("")}\n${code}`,
        isProbed: true,
        board,
        forMs: forMs + 600_000,
        settleMs: 60_000,
        seed,
        faults,
      });
      const { failures, lost, uncaught } = life;
      expect({ seed, given, failures, lost, uncaught }).toEqual({ seed, given, failures: [], lost: 0, uncaught: [] });
      put += life.put;
      boots += life.boots;
    }
    expect(boots).toBeGreaterThan(2 * lives.length);
    expect(put).toBeGreaterThan(100 * lives.length);
  }, 600_000);
});
