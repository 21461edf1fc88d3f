/** From a sketch to the one text that the board runs: check, print, join, shorten, and account for every byte. */
import { dirname, resolve } from "node:path";
import type { Board } from "../boards.js";
import { bundle, keepFree, programModules } from "./bundle.js";
import { constants, constantsFor } from "./constants.js";
import { entries, isOfSdk } from "./entries.js";
import { literals } from "./literals.js";
import { minify } from "./minify.js";
import { boardNames, declaredNames } from "./names.js";
import { checkedOptions } from "./options.js";
import { readProgram } from "./program.js";
import { bytesBySource } from "./sizes.js";

export interface Bundle {
  /** ES5, ASCII only, top-level statements and a line's end; more text may stand before it and after. */
  readonly code: string;
  /** Its source map, back to the TypeScript. */
  readonly map: string;
  /** Bytes by file, most first; absolute paths, and "" for what comes from no file. They add up to the code. */
  readonly parts: readonly { readonly file: string; readonly ofSdk: boolean; readonly bytes: number }[];
  /** The files of the sketch itself. */
  readonly sketchFiles: readonly string[];
}

/** Builds a sketch for a board. Throws a Complaint for every mistake of the sketch. */
export async function build(path: string, board: Board): Promise<Bundle> {
  const first = resolve(path);
  const program = readProgram(path, board);
  const toBoard = [literals(board.strings)];
  const entry = entries.tagwire as string;
  const spelled = await checkedOptions(program, entry, board);
  const toSdk = [constants(constantsFor(board, spelled)), ...toBoard];
  const names = [...boardNames(board), ...declaredNames(program.sketchFiles)];
  const joined = await bundle(
    first,
    [keepFree(names), programModules(program, (file) => (isOfSdk(file) ? toSdk : toBoard))],
    { format: "es", file: first.replace(/\.ts$/, ".js") },
  );
  const short = await minify(joined, names);
  const parts = [...bytesBySource(short)]
    .map(([source, bytes]) => ({ file: source && resolve(dirname(first), source), bytes }))
    .map((part) => ({ ...part, ofSdk: isOfSdk(part.file) }))
    .sort((a, b) => b.bytes - a.bytes);
  return { ...short, parts, sketchFiles: program.sketchFiles.map(({ fileName }) => fileName) };
}
