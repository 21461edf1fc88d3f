/** From a sketch to the one text that the board runs, with every byte accounted for. How it comes about is rollup.ts. */
import { dirname, resolve } from "node:path";
import type { Board } from "../boards.js";
import { bundle } from "./bundle.js";
import { isOfSdk } from "./entries.js";
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
  readonly dialect?: boolean;
}

/** Builds a sketch for a board. Throws a Complaint for every mistake of the sketch. */
export async function build(
  path: string,
  board: Board,
  { inputs = recordInputs(), dialect = true }: BuildOptions = {},
): Promise<Bundle> {
  let sketch: Sketch | undefined;
  const plugin = sketchPlugin(board, { inputs, dialect, onRead: (read) => (sketch = read) });
  const script = resolve(path).replace(/\.ts$/, ".js");
  const text = await bundle(path, [plugin], { file: script }).catch((error: unknown) => {
    throw sketch ? moduleComplaint(error, sketch.modules) : error;
  });
  const parts = [...bytesBySource(text)]
    .map(([source, bytes]) => ({ file: source && resolve(dirname(script), source), bytes }))
    .map((part) => ({ ...part, ofSdk: isOfSdk(part.file) }))
    .sort((a, b) => b.bytes - a.bytes);
  return { ...text, parts, sketchFiles: sketch?.files ?? [], stays: sketch?.stays };
}
