/** Where what belongs to a sketch lies: beside it, or in the nearest folder upwards that is a package. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder upwards from the sketch that has a package.json; the sketch's own if there is none. */
export function packageFolderOf(sketch: string): string {
  const own = dirname(sketch);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return own;
  }
}

/** The folders in which a sketch's modules and settings are looked for, in this order. */
export function foldersOf(sketch: string): string[] {
  return [...new Set([dirname(sketch), packageFolderOf(sketch)])];
}
