/**
 * The result of a build, used again as long as nothing that went in has changed. What went in: the sketch's name, the
 * board as it was given, tagwire's own code and the versions of what it is made of, and each answer that the build got
 * from the disk. Only the first part makes the name of what is kept; the answers are kept with it and asked again.
 * TypeScript, rollup and terser are loaded only if there is something to build.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Board } from "../boards.js";
import type { Bundle } from "./build.js";
import { type Answers, hashOf, recordInputs, stillTrue } from "./inputs.js";
import { find, keep, type Shelf } from "./kept.js";
import { findMap } from "./maps.js";

/** A result takes some 20 KB. */
const results: Shelf = { folder: "results", most: 100 };

interface Kept {
  readonly answers: Answers;
  readonly bundle: Bundle;
}

/** As `build`, but what was built before and would be the same again is not built. Mistakes are never kept. */
export async function cachedBuild(path: string, board: Board): Promise<Bundle> {
  const name = `${hashOf(JSON.stringify([resolve(path), board, ownVersion()]))}.json`;
  const kept = readKept(name);
  // Whoever has the script finds its map: one whose map has gone is built again.
  if (kept !== undefined && stillTrue(kept.answers) && findMap(kept.bundle.code) !== undefined) return kept.bundle;
  const inputs = recordInputs();
  const { build } = await import("./build.js");
  const bundle = await build(path, board, { inputs });
  const { answers, isOnlyOnce } = inputs;
  if (!isOnlyOnce) keep(results, name, JSON.stringify({ answers, bundle } satisfies Kept));
  return bundle;
}

/** What is kept under a name; undefined if there is none, or half of one. */
function readKept(name: string): Kept | undefined {
  try {
    return JSON.parse(find(results, name) ?? "") as Kept;
  } catch {
    return undefined;
  }
}

/** What changes when tagwire, or a package that it builds with, does; Node, for its own parser is used too. */
function ownVersion(): string {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  const own = readdirSync(join(folder, "build"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .map((file) => join("build", file))
    .sort();
  const beside = readdirSync(folder).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
  const texts = [...own, ...beside].map((file) => [file, readFileSync(join(folder, file), "utf8")]);
  const packageFile = join(folder, "../package.json");
  const { dependencies } = JSON.parse(readFileSync(packageFile, "utf8")) as { dependencies: Record<string, string> };
  const versions = Object.keys(dependencies).map((name) => versionOf(name, dirname(packageFile)));
  return hashOf(JSON.stringify([process.version, texts, versions]));
}

/** The package.json of a dependency, wherever npm has put it. */
function versionOf(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      return readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
    } catch {
      if (folder === dirname(folder)) return `${name} is not there`;
    }
  }
}
