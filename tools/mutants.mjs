#!/usr/bin/env node
/**
 * Looks for each mutant of the SDK (src/explore/mutants.ts) until a check of the simulator's finds it, and writes the table
 * of docs/mutants.md: which check, and with which seed. `npm run mutants` compiles first. A mutant that no seed finds ends
 * it with 1: a check is missing.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hunt } from "../dist/explore/hunt.js";
import { mutants } from "../dist/explore/mutants.js";
import { asked } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

/** Seeds that are tried for each. */
const MOST_SEEDS = 1_000;

const page = fileURLToPath(new URL("../docs/mutants.md", import.meta.url));
const text = readFileSync(page, "utf8");
const before = rowsOf(text);

/** The rows of the table by mutant. */
export function rowsOf(markdown) {
  const [, table = ""] = markdown.split(/<!-- \/?mutants -->/);
  const rows = [...table.matchAll(/^\| (.+?) +\| +(\S+) \| +(\S+) \| +(\d+) \|$/gm)];
  return new Map(rows.map(([, name, file, check, seed]) => [name, { file, check, seed: Number(seed) }]));
}

function* seedsFor(name) {
  // Where it was found the last time it will be found again.
  const known = before.get(name)?.seed;
  if (known !== undefined) yield known;
  for (let seed = 1; seed <= MOST_SEEDS; seed++) if (seed !== known) yield seed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  asked(`npm run mutants   hunts every planted fault, and puts what found it into docs/mutants.md`);
  const rows = [];
  let survivors = 0;
  for (const mutant of mutants) {
    const found = await hunt(mutant, seedsFor(mutant.name));
    if (found === undefined) survivors++;
    console.log(`${mutant.name}: ${found ? `${found.checks.join(", ")}, seed ${found.seed}` : "SURVIVES"}`);
    rows.push([mutant.name, mutant.file, found?.checks[0] ?? "none", String(found?.seed ?? 0)]);
  }
  const table = markdown([["planted", "file", "check", "seed"], ...rows]);
  putIntoPage(page, { mutants: table });
  console.log(`${mutants.length} mutants, ${survivors} survive`);
  if (survivors > 0) process.exitCode = 1;
}
