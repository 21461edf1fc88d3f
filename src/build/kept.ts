/**
 * Texts that are kept from one build to the next, one file each, in a folder of the cache. The oldest go beyond a bound.
 * What can't be kept is not kept: a disk that is full or read-only costs time, never a build.
 */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.js";
import { makeFolder } from "./folder.js";

/** A folder of the cache. */
export interface Shelf {
  readonly folder: string;
  /** Most texts in it. */
  readonly most: number;
}

/** Keeps a text under a name, in place of what was there. */
export function keep({ folder, most }: Shelf, name: string, text: string): void {
  const place = join(cacheFolder(), folder);
  // Two builds may keep the same name at once: each writes a file of its own, and the last one to be named stays.
  const unnamed = join(place, `${name}.${process.pid}`);
  try {
    // A sketch may hold a key: nobody else reads what is kept of it.
    makeFolder(place, 0o700);
    writeFileSync(unnamed, text, { mode: 0o600 });
    renameSync(unnamed, join(place, name));
    forget(place, most);
  } catch {
    quietly(() => rmSync(unnamed));
  }
}

/** The text that was kept under a name; undefined if there is none. It counts as new again. */
export function find({ folder }: Shelf, name: string): string | undefined {
  const file = join(cacheFolder(), folder, name);
  try {
    const text = readFileSync(file, "utf8");
    const now = new Date();
    quietly(() => utimesSync(file, now, now));
    return text;
  } catch {
    return undefined;
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The disk lets nothing be done about it.
  }
}

function forget(place: string, most: number): void {
  const files = readdirSync(place).map((name) => join(place, name));
  if (files.length <= most) return;
  const age = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const byAge = files.map((file) => ({ file, at: age(file) })).sort((a, b) => a.at - b.at);
  for (const { file } of byAge.slice(0, files.length - most)) rmSync(file, { force: true });
}
