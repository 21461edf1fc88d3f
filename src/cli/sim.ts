/** `tagwire sim`: a sketch's life in virtual time, through faults, and whether anything was lost. */
import { existsSync, readFileSync } from "node:fs";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Command } from "commander";
import { type Board, boardIds, loadBoard } from "../boards.js";
import type { Estimate } from "../build/estimate.js";
import { shown } from "../build/shown.js";
import { Complaint } from "../complaint.js";
import { bounded } from "../sim/bounded.js";
import { namedFaults, scheduleNames, unknownSchedule } from "../sim/faults/named.js";
import { type Fault, healedMs, parseFaults } from "../sim/faults/schedule.js";
import { readParts } from "../sim/host-parts.js";
import { complainOfFault } from "../sim/parts/circuit.js";
import type { ReadPart } from "../sim/parts/parse.js";
import { simulate } from "../sim/simulate.js";
import type { Simulation } from "../sim/simulation.js";
import { progressBar } from "./progress.js";

interface Options {
  readonly board: string;
  readonly for: string;
  readonly seed: string;
  readonly faults?: string;
  readonly parts?: string;
  readonly raw?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  program
    .command("sim")
    .description("run a sketch on a virtual board in virtual time, through faults, and check that nothing is lost")
    .argument("<sketch>", "the sketch, a .ts file")
    .option("-b, --board <id>", `the board: ${boardIds().join(", ")}`, "esp32")
    .option("--for <time>", "how long the sketch runs: 90s, 30m, 12h, 7d", "1h")
    .option("--seed <number>", "where chance begins; the same seed is the same run", "1")
    .option("--faults <file or name>", `what goes wrong: a JSON file, or ${scheduleNames.join(", ")}`)
    .option("--parts <file>", "what hangs on the board's pins and buses: a JSON file, docs/parts.md")
    .option("--raw", "run the very script of the build: values are not counted, and a loop without end hangs")
    .option("--json", "say the summary as a line of JSON")
    .action(run);
}

/** What the world has, once all is well, for what waits to arrive. */
const SETTLE_MS = 60_000;

async function run(sketch: string, options: Options): Promise<void> {
  const board = loadBoard(options.board);
  const seed = seedOf(options.seed);
  const forMs = timeOf(options.for);
  const faults = options.faults === undefined ? [] : faultsOf(options.faults, forMs);
  if (healedMs(faults) > forMs) {
    throw new Complaint(
      "bad-faults",
      `The faults of ${options.faults} last until ${healedMs(faults)} ms, and --for is ${forMs} ms; wanted is a --for that outlasts them.`,
      `tagwire sim ${sketch} --faults ${options.faults} --for ${Math.ceil(healedMs(faults) / 1000)}s`,
    );
  }
  const parts = options.parts === undefined ? [] : readParts(options.parts, board);
  complainOfPartFaults(faults, parts, options.faults);
  const script = await scriptOf(sketch, board, options.raw === true);
  const bar = progressBar(process.stderr);
  let shownMs = 0;
  const outcome = simulate({
    ...script,
    board,
    forMs,
    settleMs: SETTLE_MS,
    seed,
    faults,
    parts,
    onProgress(doneMs, allMs) {
      if (performance.now() - shownMs < 100) return;
      shownMs = performance.now();
      bar.show(doneMs, allMs);
    },
  });
  bar.clear();
  complainOfBoot(outcome, sketch);
  const memory = { ofBoard: board.jsVars, estimated: await estimateOf(sketch, board) };
  const { conversations: _, printed: __, ...summary } = outcome;
  const twice = twiceOf(outcome);
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...summary, twice, jsVars: memory })}\n` : inWords(sketch, outcome, memory),
  );
  if (outcome.failures.length > 0) throw failed(outcome, sketch, options);
}

/** What the board boots: the script as it is, or a copy that tells what it puts and counts its turns. */
async function scriptOf(sketch: string, board: Board, isRaw: boolean) {
  const { build } = await import("../build/build.js");
  const { code, map } = await build(sketch, board, { probe: !isRaw });
  if (isRaw) return { code, isProbed: false };
  const copy = bounded(code);
  const trace = new TraceMap(map);
  const placeOf = (offset: number): string => {
    const before = code.slice(0, offset).split("\n");
    const { source, line } = originalPositionFor(trace, { line: before.length, column: before.at(-1)?.length ?? 0 });
    return source === null ? `column ${offset} of the script` : `${shown(source)}:${line}`;
  };
  return { code: copy.code, loops: copy.offsets, placeOf, isProbed: /\btagwireProbe\(/.test(code) };
}

/** JsVars, as `tagwire build --size` tells them too. What is simulated may have a probe in it, which a board never has. */
interface Memory {
  readonly ofBoard: number;
  readonly estimated: Estimate;
}

async function estimateOf(sketch: string, board: Board): Promise<Estimate> {
  const { cachedBuild } = await import("../build/cached.js");
  const { estimate } = await import("../build/estimate.js");
  return estimate((await cachedBuild(sketch, board)).code, board);
}

/** Messages that arrived a second time on one connection; undefined where nobody counts what is put. */
function twiceOf({ isProbed, failures }: Simulation): number | undefined {
  return isProbed ? (failures.find(({ check }) => check === "once")?.times ?? 0) : undefined;
}

/** A sketch that throws as it boots has done nothing of what stands behind that. */
function complainOfBoot({ bootError }: Simulation, sketch: string): void {
  if (bootError === undefined) return;
  throw new Complaint(
    "sketch-throws",
    `${sketch} throws as it boots: ${JSON.stringify(bootError)}; what stands behind that line never runs.`,
    "Mend it; tagwire doctor SKETCH.ts looks for more.",
  );
}

function failed({ failures }: Simulation, sketch: string, options: Options): Complaint {
  const [{ check, sentence, atMs } = { check: "", sentence: "", atMs: 0 }] = failures;
  const faults = options.faults === undefined ? "" : ` --faults ${options.faults}`;
  const parts = options.parts === undefined ? "" : ` --parts ${options.parts}`;
  const again = `tagwire sim ${sketch} --board ${options.board} --for ${options.for} --seed ${options.seed}${faults}${parts}${options.raw ? " --raw" : ""}`;
  if (check === "returns") return new Complaint("sketch-hangs", `${capital(sentence)}.`, `The same again: ${again}`);
  return new Complaint(
    "check-failed",
    `The check ${check} failed ${(atMs / 1000).toFixed(3)} s after boot: ${sentence}.`,
    `The same again: ${again}`,
  );
}

const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

function inWords(sketch: string, outcome: Simulation, { ofBoard, estimated }: Memory): string {
  const { put, taken, confirmed, arrived, lost, dropped } = outcome;
  const seconds = (ms: number) => `${(ms / 1000).toLocaleString("en-US", { maximumFractionDigits: 1 })} s`;
  const number = (count: number) => count.toLocaleString("en-US");
  const twice = twiceOf(outcome);
  const rows: [string, string][] = [
    ["virtual time", `${seconds(outcome.virtualMs)} on ${outcome.board}, seed ${outcome.seed}`],
    [
      "values put",
      outcome.isProbed
        ? `${number(put)}, taken ${number(taken)}, confirmed ${number(confirmed)}, dropped ${number(dropped)}`
        : "not counted",
    ],
    ["arrived", `${number(arrived)}, and ${number(outcome.again)} of them again on a later connection`],
    ["arrived twice", twice === undefined ? "not counted" : `${number(twice)} on one connection`],
    ["lost", number(lost)],
    ["connections", `${number(outcome.connections)}, reconnects ${number(outcome.reconnects)}`],
    ["longest silence", seconds(outcome.longestSilenceMs)],
    ["peak of the queue", `${number(outcome.peakBytes)} bytes`],
    ["on the wire", `${number(outcome.bytesSent)} bytes sent, ${number(outcome.bytesReceived)} received`],
    ["radio busy", seconds(outcome.radioBusyMs)],
    ["Storage writes", number(outcome.storageWrites)],
    ["pages erased", number(outcome.pageErases)],
    [
      "JsVars, estimated",
      `${number(estimated.ram)} with the code in RAM, ${number(estimated.flash)} in flash, of ${number(ofBoard)}`,
    ],
  ];
  if (outcome.sleeps > 0) {
    const each = seconds(outcome.awakeMs / outcome.sleeps);
    const longest = seconds(outcome.longestAwakeMs);
    rows.push([
      "awake",
      `${seconds(outcome.awakeMs)} in ${number(outcome.sleeps)} cycles, ${each} each, ${longest} at most`,
    ]);
  }
  if (outcome.takenBySleep > 0)
    rows.push([
      "gone with a sleep",
      `${number(outcome.takenBySleep)} values, which waited in RAM as the sketch went to sleep`,
    ]);
  if (outcome.watchdogResets > 0) rows.push(["watchdog", `${number(outcome.watchdogResets)} resets`]);
  if (outcome.takenByReset > 0)
    rows.push(["gone with the RAM", `${number(outcome.takenByReset)} values, at a reset or a power cut`]);
  for (const error of outcome.uncaught) rows.push(["not caught", error]);
  for (const { check, sentence, times } of outcome.failures)
    rows.push([`check ${check}`, `failed ${times} times: ${sentence}`]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${sketch}\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join("")}`;
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d{1,10}$/.test(text) && seed < 2 ** 32) return seed;
  throw new Complaint(
    "bad-option",
    `--seed is ${JSON.stringify(text)}; wanted is a whole number from 0 to 4294967295.`,
    "tagwire sim SKETCH --seed 1",
  );
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeOf(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? 0);
  if (ms > 0 && ms <= 366 * 86_400_000) return ms;
  throw new Complaint(
    "bad-option",
    `--for is ${JSON.stringify(text)}; wanted is a time from 1s to 366d, as 90s, 30m, 12h or 7d.`,
    "tagwire sim SKETCH --for 1h",
  );
}

function faultsOf(name: string, forMs: number): readonly Fault[] {
  const named = namedFaults(name, forMs);
  if (named !== undefined) return named;
  if (!existsSync(name) && !/[./\\]/.test(name)) throw unknownSchedule(name);
  return readFaults(name);
}

/** Throws a Complaint where a fault is of a part that is not there, or is none that such a part can have. */
function complainOfPartFaults(faults: readonly Fault[], parts: readonly ReadPart[], file = ""): void {
  for (const fault of faults) {
    if (fault.fault !== "part") continue;
    const part = parts.find(({ name }) => name === fault.part);
    if (part === undefined) {
      throw new Complaint(
        "bad-faults",
        `A fault of ${file} is of the part ${JSON.stringify(fault.part)}; known are ${parts.map(({ name }) => name).join(", ") || "none"}.`,
        "The names are those of --parts; docs/parts.md.",
      );
    }
    complainOfFault(fault.is, part, `A fault of ${file}: the part ${part.name}`);
  }
}

function readFaults(file: string): Fault[] {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Complaint(
      "bad-faults",
      `The file ${JSON.stringify(file)} of --faults can't be read: ${(error as Error).message}.`,
      "Name a JSON file with a list of faults; docs/simulator.md has them.",
    );
  }
  return parseFaults(data, file);
}
