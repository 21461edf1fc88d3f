/** Sketches for the tests of the build: written to a folder of their own, built, and run. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { loadBoard } from "../../src/boards.js";
import { type Bundle, build } from "../../src/build/build.js";
import { type Program, readProgram } from "../../src/build/program.js";

/** A folder outside the package, without node_modules, with these files; it is gone once `use` has ended. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sketch-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a file as editors do, by renaming another: who watches it never sees half of it. */
export function save(file: string, text: string): void {
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

/** The bundle of a sketch, and of what it imports. */
export function bundleOf(
  source: string,
  board = "esp32",
  others: Readonly<Record<string, string>> = {},
  checks?: { dialect: boolean },
): Promise<Bundle> {
  return withFiles({ ...others, "sketch.ts": source }, (folder) =>
    build(join(folder, "sketch.ts"), loadBoard(board), checks),
  );
}

/** Reads a sketch as the build does, and answers what `use` does of it. */
export function inProgram<T>(source: string, use: (program: Program) => T): Promise<T> {
  return withFiles({ "sketch.ts": source }, async (folder) => use(readProgram(join(folder, "sketch.ts"))));
}

/** What a script prints where there is only ECMAScript and `print`. */
export function printedInV8(script: string, names: Readonly<Record<string, unknown>> = {}): string[] {
  const lines: string[] = [];
  const print = (...values: unknown[]) => lines.push(values.map(String).join(" "));
  runInContext(script, createContext({ print, ...names }));
  return lines;
}
