/** From a sketch to the one text that the board runs, with every byte accounted for. How it comes about is rollup.ts. */
import { dirname, resolve } from "node:path";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { Complaint } from "../complaint.js";
import { bundle } from "./bundle.js";
import { entries, isOfSdk } from "./entries.js";
import { type Inputs, recordInputs } from "./inputs.js";
import { moduleComplaint } from "./modules.js";
import { type Sketch, sketchPlugin } from "./rollup.js";
import { bytesBySource } from "./sizes.js";

/** Plain data: it is kept as JSON from one build to the next. */
export interface Bundle {
  /** ES5, ASCII only, top-level statements and a line's end; more text may stand before it and after. */
  readonly code: string;
  /** Its source map, back to the TypeScript. */
  readonly map: string;
  /** Bytes by file, most first; absolute paths, and "" for what comes from no file. They add up to the code. */
  readonly parts: readonly { readonly file: string; readonly ofSdk: boolean; readonly bytes: number }[];
  /** The files of the sketch itself. */
  readonly sketchFiles: readonly string[];
  /** Why options, or their check, are in it that a sketch with literals does without; undefined if none are. */
  readonly stays: string | undefined;
}

/** Of a build: what records what it read, and whether the dialect is checked; the tests build without to see why it is. */
export interface BuildOptions {
  readonly inputs?: Inputs;
  /** Settings that count before those of `.env` and `.env.local`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly dialect?: boolean;
  /** Whether the script hands the SDK's calls to the simulator, by its first statement (probe.ts). */
  readonly probe?: boolean;
}

/** Builds a sketch for a board. Throws a Complaint for every mistake of the sketch. */
export async function build(
  path: string,
  board: Board,
  { inputs = recordInputs(), settings = {}, dialect = true, probe = false }: BuildOptions = {},
): Promise<Bundle> {
  let sketch: Sketch | undefined;
  const plugin = sketchPlugin(board, { inputs, settings, dialect, probe, onRead: (read) => (sketch = read) });
  const script = resolve(path).replace(/\.ts$/, ".js");
  const text = await bundle(path, [plugin], { file: script }).catch((error: unknown) => {
    throw sketch ? moduleComplaint(error, sketch.modules) : error;
  });
  const parts = [...bytesBySource(text)]
    .map(([source, bytes]) => ({ file: source && resolve(dirname(script), source), bytes }))
    .map((part) => ({ ...part, ofSdk: isOfSdk(part.file) }))
    .sort((a, b) => b.bytes - a.bytes);
  if (parts.some(({ ofSdk }) => ofSdk)) demandModule(path, board, "tagwire", "net", "network");
  if (parts.some(({ file }) => file === entries["tagwire/tls"])) demandModule(path, board, "tagwire/tls", "tls", "TLS");
  return { ...text, parts, sketchFiles: sketch?.files ?? [], stays: sketch?.stays };
}

/** The SDK without a network, or without the TLS that it is to use, would run, and connect to nothing for ever. */
function demandModule(sketch: string, { name, modules }: Board, entry: string, module: string, what: string): void {
  if (modules.includes(module)) return;
  const others = boardIds().filter((id) => loadBoard(id).modules.includes(module));
  throw new Complaint(
    "module-not-found",
    `${sketch} uses ${entry}, which needs the module ${module}, and the firmware of ${name} has no ${what}; that of ${others.join(", ")} has.`,
    "Choose such a board with --board ID.",
  );
}
