#!/usr/bin/env node
/**
 * Writes what editors need of each board: `boards/ID.d.ts`, its pins and what it lacks, and `boards/ID.tsconfig.json`,
 * which a sketch's tsconfig.json extends. Run after a change of a board's file, of `boards/sketch.d.ts` or of the version
 * of `@types/espruino`; `tests/boards/files.test.ts` tells when.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { boardIds, loadBoard } from "../dist/boards.js";
import { typesFolder } from "../dist/build/entries.js";
import { boardTypes, declared } from "../dist/build/pins.js";

const boards = new URL("../boards/", import.meta.url);

/** Texts by file name, all of `boards/`. */
export function boardFiles() {
  const all = declared(
    [fileURLToPath(new URL("sketch.d.ts", boards)), join(typesFolder, "espruino/index.d.ts")].map((name) => ({
      name,
      text: readFileSync(name, "utf8"),
    })),
  );
  const files = {};
  for (const id of boardIds()) {
    files[`${id}.d.ts`] = boardTypes(loadBoard(id), all);
    const settings = {
      extends: "./sketch.tsconfig.json",
      files: ["./lib.espruino.d.ts", `./${id}.d.ts`, "./sketch.d.ts", "./espruino.d.ts"],
    };
    files[`${id}.tsconfig.json`] =
      `${JSON.stringify(settings, null, 2).replace(/\[\s+([^\]]+?)\s+\]/, (_, list) => `[${list.replace(/\s+/g, " ")}]`)}\n`;
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(boardFiles())) writeFileSync(new URL(name, boards), text);
}
