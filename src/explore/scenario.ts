/** One simulation as data: the shape of a sketch, the board, the faults and the seed. What fails is kept as one of these. */
import { join } from "node:path";
import { type Board, loadBoard } from "../boards.js";
import { build } from "../build/build.js";
import { packageFolder } from "../build/entries.js";
import { type Inputs, recordInputs } from "../build/inputs.js";
import { type Bounded, bounded } from "../sim/bounded.js";
import type { Fault } from "../sim/faults/schedule.js";
import { simulate } from "../sim/simulate.js";
import type { OthersMessage, Simulation } from "../sim/simulation.js";

/** What the sketch tests/fixtures/shape.ts is like; the fields are explained there, and in the sketches beside it. */
export interface Shape {
  readonly options: Readonly<
    Record<string, string | number | boolean | readonly string[] | Readonly<Record<string, string | boolean>>>
  >;
  readonly burst: number;
  readonly everyMs: number;
  readonly count: number;
  readonly tags: number;
  readonly tails: readonly string[];
  readonly messageEach: number;
  readonly noneEach: number;
  readonly againMs: number;
  /** Whether it imports from `tagwire/qos1`. */
  readonly qos1?: boolean;
  /** What is of shape-full.ts. */
  readonly devices?: number;
  readonly flushEach?: number;
  readonly flushMs?: number;
  readonly onStatus?: "listens" | "throws";
  readonly socket?: boolean;
  /** What is of shape-subscribed.ts. */
  readonly listens?: Listens;
}

export interface Listens {
  readonly filters: readonly string[];
  readonly limitBytes: number;
  readonly throwsEach: number;
  readonly leaveMs: number;
  readonly returnMs: number;
}

/** What others publish while the sketch runs: the nth message has the nth topic and length, and over again. */
export interface Others {
  readonly everyMs: number;
  readonly count: number;
  readonly topics: readonly string[];
  /** Bytes behind the number that each message begins with. */
  readonly lengths: readonly number[];
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface Scenario {
  readonly board: string;
  readonly seed: number;
  readonly shape: Shape;
  /** When the sketch calls `end`, 0 for never. */
  readonly endMs: number;
  readonly forMs: number;
  readonly faults: readonly Fault[];
  readonly others?: Others;
}

/** What the world has, once all is well, for what waits to arrive: a wait of 15 s, a reply of 10 s, and the batches. */
const SETTLE_MS = 60_000;

/** More where values keep a pace, or waits are longer. */
function settleMs({ options: { paceMs, retryMaxS }, count }: Shape): number {
  return SETTLE_MS + Number(paceMs ?? 0) * (count + 10) * 1.2 + Number(retryMaxS ?? 0) * 1_000;
}

/** The bundles of the shape sketches for one SDK, each built once. */
export interface Bundles {
  of(scenario: Scenario): Promise<Bounded>;
}

/** The least of the sketches that has all that the shape asks for. */
function sketchOf({ shape, endMs }: Scenario): string {
  const { qos1, devices, flushEach, onStatus, socket, listens } = shape;
  if (listens) return "shape-subscribed.ts";
  if (qos1 || devices || flushEach || onStatus || socket) return "shape-full.ts";
  return endMs > 0 ? "shape-end.ts" : "shape.ts";
}

/** Reads the sketches as if they imported from `tagwire/qos1`. */
function withQos1(inputs: Inputs): Inputs {
  const isShape = (path: string) => /fixtures\/shape[\w-]*\.ts$/.test(path);
  return {
    ...inputs,
    text: (path) =>
      isShape(path) ? inputs.text(path)?.replace('from "tagwire"', 'from "tagwire/qos1"') : inputs.text(path),
  };
}

/** @param inputsOf where the build reads from, for an SDK that is not as it stands in src/device */
export function bundles(inputsOf: () => Inputs = recordInputs): Bundles {
  const built = new Map<string, Promise<Bounded>>();
  return {
    of(scenario) {
      const { board, shape } = scenario;
      const sketch = sketchOf(scenario);
      const key = `${board} ${sketch} ${shape.qos1 ?? false}`;
      const found = built.get(key) ?? boundedBuild(sketch, loadBoard(board), shape.qos1 === true);
      built.set(key, found);
      return found;
    },
  };

  async function boundedBuild(sketch: string, board: Board, qos1: boolean): Promise<Bounded> {
    const inputs = qos1 ? withQos1(inputsOf()) : inputsOf();
    const { code } = await build(join(packageFolder, "tests/fixtures", sketch), board, {
      probe: true,
      dialect: false,
      inputs,
    });
    return bounded(code);
  }
}

/** The text of a value, as a script for that board has it. */
function spelled(board: Board, value: unknown): string {
  const text = JSON.stringify(value);
  return board.strings === "bytes" ? Buffer.from(text, "utf8").toString("latin1") : text;
}

function messagesOf({ others, forMs }: Scenario): OthersMessage[] {
  if (others === undefined) return [];
  const { everyMs, count, topics, lengths, qos, retain } = others;
  const all = Array.from({ length: count }, (_, n) => ({
    atMs: (n + 1) * everyMs,
    topic: topics[n % topics.length] as string,
    message: `${n}${"é".repeat((lengths[n % lengths.length] as number) / 2)}`,
    qos,
    retain,
  }));
  return all.filter(({ atMs }) => atMs < forMs);
}

/** Plays a scenario to its end. */
export async function play(scenario: Scenario, from: Bundles): Promise<Simulation> {
  const { shape, endMs, forMs, seed, faults } = scenario;
  const board = loadBoard(scenario.board);
  const { code, offsets } = await from.of(scenario);
  return simulate({
    code: `var SHAPE=${spelled(board, shape)},END_MS=${endMs};\n${code}`,
    loops: offsets,
    isProbed: true,
    board,
    forMs,
    settleMs: settleMs(shape),
    seed,
    faults,
    messages: messagesOf(scenario),
  });
}
