/** From a sketch to the one text that the board runs: check, print, join, shorten, and account for every byte. */
import { dirname, resolve } from "node:path";
import type { Board } from "../boards.js";
import { bundle, keepFree, programModules } from "./bundle.js";
import { constants, constantsFor } from "./constants.js";
import { checkSource } from "./dialect/source.js";
import { checkText } from "./dialect/text.js";
import { entries, isOfSdk } from "./entries.js";
import { literals } from "./literals.js";
import { minify } from "./minify.js";
import { moduleComplaint, modulesPlugin, requiredModules, requiresAsImports } from "./modules.js";
import { boardNames, declaredNames } from "./names.js";
import { checkedOptions } from "./options.js";
import { readProgram } from "./program.js";
import { masked } from "./settings/mask.js";
import { settingsPlugin } from "./settings/plugin.js";
import { readSettings } from "./settings.js";
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
  /** Why options, or their check, are in it that a sketch with literals does without; undefined if none are. */
  readonly stays: string | undefined;
}

/**
 * Builds a sketch for a board. Throws a Complaint for every mistake of the sketch. Without `dialect` the text is not
 * checked for what the interpreter gets wrong: the tests see with it that the check is right.
 */
export async function build(path: string, board: Board, { dialect = true } = {}): Promise<Bundle> {
  try {
    return await built(path, board, dialect);
  } catch (error) {
    throw masked(error, readSettings(resolve(path)).values.values());
  }
}

async function built(path: string, board: Board, dialect: boolean): Promise<Bundle> {
  const first = resolve(path);
  const program = readProgram(path);
  if (dialect) checkSource(program, board);
  const toBoard = [literals(board.strings)];
  const entry = entries.tagwire as string;
  const spelled = await checkedOptions(program, entry, board);
  const toSdk = [constants(constantsFor(board, spelled)), ...toBoard];
  const modules = await requiredModules(program, board, first);
  const toSketch = [requiresAsImports(modules, program), ...toBoard];
  const names = [...boardNames(board), ...declaredNames(program.sketchFiles)];
  const joined = await bundle(
    first,
    [
      keepFree(names),
      settingsPlugin(program.settings, toBoard),
      modulesPlugin(modules, toBoard),
      programModules(program, (file) => (isOfSdk(file) ? toSdk : toSketch)),
    ],
    { format: "es", file: first.replace(/\.ts$/, ".js") },
  ).catch((error: unknown) => {
    throw moduleComplaint(error, modules);
  });
  const short = await minify(joined, names);
  if (dialect) checkText(short, board, (source) => program.sourceFile(resolve(dirname(first), source)));
  const parts = [...bytesBySource(short)]
    .map(([source, bytes]) => ({ file: source && resolve(dirname(first), source), bytes }))
    .map((part) => ({ ...part, ofSdk: isOfSdk(part.file) }))
    .sort((a, b) => b.bytes - a.bytes);
  const sketchFiles = [
    ...program.sketchFiles.map(({ fileName }) => fileName),
    ...[...modules.values()].map(({ path }) => path),
    ...program.settings.files,
  ];
  return { ...short, parts, sketchFiles, stays: spelled.stays };
}
