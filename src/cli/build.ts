/** `tagwire build`: a sketch becomes the one script that the board runs. */
import { writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { type Board, boardIds, loadBoard } from "../boards.js";
import type { Bundle } from "../build/build.js";
import { cachedBuild } from "../build/cached.js";
import { makeFolder } from "../build/folder.js";
import { shown } from "../build/shown.js";
import { runOnChange } from "../build/watch.js";
import { Complaint } from "../complaint.js";
import { endingOf } from "./complain.js";
import { stopAsked } from "./stop.js";

interface Options {
  readonly board?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly size?: boolean;
  readonly watch?: boolean;
}

export function register(program: Command): void {
  program
    .command("build")
    .description("make the one ES5 script that a board runs of a TypeScript sketch")
    .argument("<sketch>", "the sketch, a .ts file")
    .option("-b, --board <id>", `the board: ${boardIds().join(", ")}`)
    .option("-o, --out <file>", "where to write the script (default: dist/sketch/SKETCH.js)")
    .option("--json", "say the sizes as a line of JSON")
    .option("--size", "say the size by file, JsVars, what changed, and hold the budget of package.json")
    .option("-w, --watch", "build again whenever something has changed, until Ctrl-C")
    .action(run);
}

async function run(sketch: string, options: Options): Promise<void> {
  if (options.board === undefined) {
    const known = boardIds().join(", ");
    throw new Complaint(
      "bad-option",
      `No board is named; wanted is --board with one of ${known}.`,
      `Say which: tagwire build ${sketch} --board esp32`,
    );
  }
  const board = loadBoard(options.board);
  if (options.watch) await watch(sketch, board, options);
  else await finish(await cachedBuild(sketch, board), sketch, board, options);
}

/** Builds after each change until a signal. A mistake is told, and the next change is another chance. */
async function watch(sketch: string, board: Board, options: Options): Promise<void> {
  const stop = new AbortController();
  void stopAsked().then(() => stop.abort());
  const { build } = await import("../build/build.js");
  await runOnChange(async (inputs) => {
    try {
      await finish(await build(sketch, board, { inputs }), sketch, board, options);
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      process.stderr.write(endingOf(error).text);
    }
  }, stop.signal);
}

/** Writes what was built, and says so in one line. */
async function finish(bundle: Bundle, sketch: string, board: Board, options: Options): Promise<void> {
  const out = options.out ?? join("dist/sketch", basename(sketch).replace(/\.ts$/, ".js"));
  write(out, bundle);
  const sdkBytes = bundle.parts.reduce((sum, { ofSdk, bytes }) => sum + (ofSdk ? bytes : 0), 0);
  const sizes = {
    sketch,
    out,
    board: board.id,
    bytes: bundle.code.length,
    sketchBytes: bundle.code.length - sdkBytes,
    sdkBytes,
    stays: bundle.stays ?? null,
  };
  if (options.size) {
    const { saySize } = await import("./size.js");
    return saySize(sizes, bundle, board, options.json === true);
  }
  process.stdout.write(
    `${options.json ? JSON.stringify({ ...sizes, parts: namedParts(bundle) }) : inWords(sizes, board.name)}\n`,
  );
}

/** Writes the script, but never over a source: a wrong --out must not cost anybody a day's work. */
function write(out: string, { code, sketchFiles }: Bundle): void {
  const remedy = "Name another file: --out dist/sketch/SKETCH.js";
  if (/\.[cm]?tsx?$/.test(out) || sketchFiles.includes(resolve(out))) {
    throw new Complaint("bad-option", `--out ${out} is a source; wanted is a file for the script, a .js.`, remedy);
  }
  try {
    makeFolder(dirname(resolve(out)));
    writeFileSync(out, code);
  } catch (error) {
    throw new Complaint("bad-option", `--out ${out} can't be written: ${reasonOf(error)}.`, remedy);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EISDIR" ? "it is a directory" : message;
}

function namedParts({ parts }: Bundle): object[] {
  return parts.map(({ file, ofSdk, bytes }) => ({ file: file === "" ? null : shown(file), ofSdk, bytes }));
}

interface Sizes {
  readonly sketch: string;
  readonly out: string;
  readonly bytes: number;
  readonly sketchBytes: number;
  readonly sdkBytes: number;
  /** Why options or their check are in it that could be left out, null if none are. */
  readonly stays: string | null;
}

function inWords({ sketch, out, bytes, sketchBytes, sdkBytes, stays }: Sizes, board: string): string {
  const number = (count: number) => count.toLocaleString("en-US");
  const shares = `sketch ${number(sketchBytes)}, tagwire ${number(sdkBytes)}${stays === null ? "" : `; ${stays}`}`;
  return `${sketch} -> ${out}  ${number(bytes)} bytes for ${board} (${shares})`;
}
