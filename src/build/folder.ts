/** Folders that are made as they are needed. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** The folders that are missing on the way to one, and itself if it is; the uppermost first. */
export function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

/** Makes a folder and those above it. Node's own recursive mkdir never ends where one can't be made, as below /proc. */
export function makeFolder(folder: string, mode?: number): void {
  for (const missing of missingFolders(folder)) mkdirSync(missing, mode);
}
