/** One simulation as data: the shape of a sketch, the board, the faults and the seed. What fails is kept as one of these. */
import { join } from "node:path";
import type { Board } from "../boards.js";
import { loadBoard } from "../boards.js";
import { build } from "../build/build.js";
import { packageFolder } from "../build/entries.js";
import type { Inputs } from "../build/inputs.js";
import { type Bounded, bounded } from "../sim/bounded.js";
import type { Fault } from "../sim/faults/schedule.js";
import { simulate } from "../sim/simulate.js";
import type { Simulation } from "../sim/simulation.js";

/** What the sketch tests/fixtures/shape.ts is like; the fields are explained there. */
export interface Shape {
  readonly options: Readonly<Record<string, string | number | boolean | Readonly<Record<string, string | boolean>>>>;
  readonly burst: number;
  readonly everyMs: number;
  readonly count: number;
  readonly tags: number;
  readonly tails: readonly string[];
  readonly messageEach: number;
  readonly noneEach: number;
  readonly againMs: number;
}

export interface Scenario {
  readonly board: string;
  readonly seed: number;
  readonly shape: Shape;
  /** When the sketch calls `end`, 0 for never. */
  readonly endMs: number;
  readonly forMs: number;
  readonly faults: readonly Fault[];
}

/** What the world has, once all is well, for what waits to arrive: a wait of 15 s, a reply of 10 s, and the batches. */
const SETTLE_MS = 60_000;

/** More where values keep a pace, or waits are longer. */
function settleMs({ options: { paceMs, retryMaxS }, count }: Shape): number {
  return SETTLE_MS + Number(paceMs ?? 0) * (count + 10) * 1.2 + Number(retryMaxS ?? 0) * 1_000;
}

/** The bundles of the shape sketches for one SDK, each built once. */
export interface Bundles {
  of(board: string, hasEnd: boolean): Promise<Bounded>;
}

/** @param inputsOf where the build reads from, for an SDK that is not as it stands in src/device */
export function bundles(inputsOf?: () => Inputs): Bundles {
  const built = new Map<string, Promise<Bounded>>();
  return {
    of(board, hasEnd) {
      const sketch = join(packageFolder, "tests/fixtures", hasEnd ? "shape-end.ts" : "shape.ts");
      const key = `${board} ${sketch}`;
      const options = { probe: true, dialect: false, ...(inputsOf && { inputs: inputsOf() }) };
      const found = built.get(key) ?? build(sketch, loadBoard(board), options).then(({ code }) => bounded(code));
      built.set(key, found);
      return found;
    },
  };
}

/** The text of a value, as a script for that board has it. */
function spelled(board: Board, value: unknown): string {
  const text = JSON.stringify(value);
  return board.strings === "bytes" ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** Plays a scenario to its end. */
export async function play(scenario: Scenario, from: Bundles): Promise<Simulation> {
  const { shape, endMs, forMs, seed, faults } = scenario;
  const board = loadBoard(scenario.board);
  const { code, offsets } = await from.of(scenario.board, endMs > 0);
  return simulate({
    code: `var SHAPE=${spelled(board, shape)},END_MS=${endMs};\n${code}`,
    loops: offsets,
    isProbed: true,
    board,
    forMs,
    settleMs: settleMs(shape),
    seed,
    faults,
  });
}
