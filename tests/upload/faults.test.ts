/**
 * What can go wrong on the way to a board, 300 times from a seed. Whatever happens, what `flash` says is true, and the
 * board has a sketch that runs: the new one where it was said to run, the one before where it was said to, one of both
 * where it was said not to be known. `UPLOAD_RUNS` and `UPLOAD_SEED` take others.
 */
import { describe, expect, it, vi } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { Complaint } from "../../src/complaint.js";
import type { RunningBoard, VirtualBoardOptions } from "../../src/sim/console-host.js";
import { seededRandom } from "../../src/sim/seeded-random.js";
import type { FlashOptions } from "../../src/upload/flash.js";
import { connectConsole } from "../support/console.js";
import { boardWith, flashTo, named, sketchAfterReset } from "../support/flashing.js";

const RUNS = Number(process.env.UPLOAD_RUNS ?? 300);
const SEED = Number(process.env.UPLOAD_SEED ?? 1);
/** Runs at the same time: most of a run is waiting. More of them only wait for each other. */
const AT_ONCE = 10;
/** How long a board may be silent here: none of these blocks in a `connect`. */
const PATIENCE_MS = 8_000;

interface Fault {
  readonly name: string;
  /** What may be said of it, beside `late`; of those with "runs" among others, both must be seen. */
  readonly says: readonly string[];
  readonly board?: Partial<VirtualBoardOptions>;
  readonly flash?: (running: RunningBoard) => Partial<FlashOptions>;
  /** Code of the sketch that was there, and of the new one. */
  readonly old?: string;
  readonly new?: string;
}

type Draw = (most: number) => number;

/** Bytes of a whole conversation about a sketch of 3,000, most of them: faults lie anywhere in it, some behind its end. */
const CONVERSATION_BYTES = 9_000;
/** What may be said of anything, for a machine with too much to do does not keep to the deadlines. It must be true all the same. */
const late = ["not-a-board", "upload-failed", "not-up", "not-confirmed"];
/** For sketches that do come up, if late: the machine has other things to do as well. */
const patient = { upWithinMs: 30_000 };
/** The least and the most that a script is filled up with. */
const FILLER_BYTES = [100, 5_000] as const;

const faults: readonly ((draw: Draw) => Fault)[] = [
  (draw) => ({
    name: "cable pulled",
    says: ["runs", "upload-failed", "not-up", "not-confirmed"],
    board: { faults: { cutAtByte: draw(CONVERSATION_BYTES) } },
    flash: () => patient,
  }),
  (draw) => ({
    name: "reset in the middle",
    says: ["runs", "upload-failed", "not-up", "not-confirmed"],
    board: { faults: { resetAtByte: draw(CONVERSATION_BYTES) } },
  }),
  (draw) => ({
    name: "noise",
    says: ["runs", "upload-failed", "not-up", "not-confirmed", "not-a-board"],
    board: { faults: { noise: { oneOf: 100 + draw(10_000), seed: draw(2 ** 30) } } },
    flash: () => patient,
  }),
  () => ({
    name: "old sketch floods",
    says: ["runs"],
    old: 'setInterval(function(){print("flood flood flood flood")},1)',
    flash: () => patient,
  }),
  () => ({
    name: "new sketch floods",
    says: ["runs"],
    new: 'setInterval(function(){print("flood flood flood flood")},1)',
    flash: () => patient,
  }),
  () => ({ name: "crash at boot", says: ["not-up"], new: 'throw "no sensor"' }),
  () => ({ name: "hang at boot", says: ["not-up"], new: "while(1);", flash: () => ({ upWithinMs: 1_000 }) }),
  () => ({
    name: "restarts itself",
    says: ["not-up", "not-confirmed"],
    new: "setTimeout(load,20)",
    flash: () => ({ showMs: 300 }),
  }),
  () => ({ name: "storage full", says: ["runs", "storage-full"], board: { faults: { storageBytes: 4_096 } } }),
  (draw) => ({
    name: "storage keeps a wrong byte",
    says: ["runs", "storage-corrupt", "upload-failed", "not-up", "not-confirmed"],
    board: { faults: { wrongWrite: 1 + draw(8) } },
  }),
  () => ({ name: "wrong board", says: ["board-mismatch"], flash: () => ({ board: loadBoard("esp8266") }) }),
  (draw) => {
    const atBytes = draw(3_000);
    let isDone = false;
    return {
      name: "second program",
      says: ["runs", "upload-failed", "not-confirmed"],
      flash: (running) => ({
        progress: (done) => {
          if (done < atBytes || isDone) return;
          isDone = true;
          void connectConsole(running.port).then((console) => console.close());
        },
      }),
    };
  },
];

/** What a run came to: what was said, and what runs once the board was switched off and on as often as it may need. */
interface Run {
  readonly fault: string;
  readonly said: string;
  readonly runs: string;
  /** Whether Storage has the new sketch to the last byte. */
  readonly isWhole: boolean;
}

/** Waits until the sketch has come up, or clearly will not: switched off before, it would look like one that crashes. */
async function idlePass(running: RunningBoard): Promise<void> {
  const isUp = () => running.board.evaluate("typeof tagwire") === "undefined";
  await vi.waitUntil(isUp, { timeout: 500, interval: 5 }).catch(() => {});
}

async function run(fault: Fault, fillerBytes: number): Promise<Run> {
  const running = await boardWith(named("old", fault.old), fault.board);
  try {
    // Storage turns a bit of a file's first byte: `0;` becomes `1;`, which runs as well and only the digest sees.
    const script = `0;${named("new", `${fault.new ?? ""};var filler="${"x".repeat(fillerBytes)}"`)}`;
    const said = await flashTo(running, script, { patienceMs: PATIENCE_MS, ...fault.flash?.(running) }).then(
      () => "runs",
      (error: unknown) => {
        if (error instanceof Complaint) return error.complaint;
        throw error;
      },
    );
    let runs = sketchAfterReset(running);
    // A sketch that does not come up is given up after three boots.
    if (said === "not-confirmed") {
      for (let boot = 0; boot < 3; boot++) {
        await idlePass(running);
        runs = sketchAfterReset(running);
      }
    }
    const isWhole = ["tw.a", "tw.b"].some((slot) => running.board.storage.read(slot)?.startsWith(script));
    return { fault: fault.name, said, runs, isWhole };
  } finally {
    await running.close();
  }
}

/** Whether what was said is not what is. */
function isWrong({ said, runs, isWhole }: Run): boolean {
  // A byte that is wrong may be one that the first boots never reach.
  if (runs === "new" && !isWhole) return true;
  if (said === "runs") return runs !== "new";
  if (said === "not-confirmed") return runs !== "new" && runs !== "old";
  return runs !== "old";
}

describe("an upload", () => {
  it.each([
    ["runs", "old", true],
    ["runs", "new", false],
    ["not-up", "new", true],
    ["upload-failed", "none", true],
    ["not-confirmed", "none", true],
    ["not-confirmed", "new", false],
  ])("that was told as %s while %s runs, whole: %s, would be found", (said, runs, isWhole) => {
    expect(isWrong({ fault: "planted", said, runs, isWhole })).toBe(true);
  });

  it(`is never wrong and unnoticed, in ${RUNS} runs with faults from the seed ${SEED}`, {
    timeout: 900_000,
  }, async () => {
    const random = seededRandom(SEED);
    const draw: Draw = (most) => Math.floor(random() * most);
    const [least, most] = FILLER_BYTES;
    const drawn = Array.from({ length: RUNS }, (_, n) => ({
      fault: faults[n % faults.length]?.(draw) as Fault,
      fillerBytes: least + draw(most - least),
    }));
    const found: Run[] = [];
    let next = 0;
    const runOn = async () => {
      for (let one = drawn[next++]; one !== undefined; one = drawn[next++])
        found.push(await run(one.fault, one.fillerBytes));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runOn));
    if (process.env.UPLOAD_TABLE) {
      const tally = new Map<string, number>();
      for (const { fault, said, runs } of found) {
        const key = `${fault}: ${said}, ${runs}`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
      }
      console.log(
        [...tally]
          .sort()
          .map(([key, count]) => `${String(count).padStart(4)}  ${key}`)
          .join("\n"),
      );
    }
    expect(found.length).toBe(RUNS);
    expect(found.filter(isWrong)).toEqual([]);
    for (const { name, says } of faults.map((fault) => fault(draw))) {
      const said = new Set(found.flatMap((one) => (one.fault === name ? [one.said] : [])));
      for (const one of said) expect([...says, ...late], name).toContain(one);
      // A fault that never stops an upload, or always does, is not drawn where it matters.
      expect(said, name).toContain(says[0]);
      if (says.length > 1 && says[0] === "runs") expect(said.size, name).toBeGreaterThan(1);
    }
  });
});
