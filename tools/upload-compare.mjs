#!/usr/bin/env node
/**
 * Compares ways to upload on the console of a real interpreter (`ESPRUINO`, its telnet console): this package, and
 * EspruinoTools as a library and as its command line. Scripts have some 20 to 10,000 bytes, from a seed. What is on the board
 * afterwards is read from the interpreter's flash file, past every console. `node tools/upload-compare.mjs --runs 300`
 * prints a table.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../dist/sim/seeded-random.js";
import { asked } from "./asked.mjs";
import { markdown, median } from "./figures.mjs";
import { scriptOf, startInterpreter, uploadBy, ways } from "./uploading.mjs";

const help = `ESPRUINO=/path/to/espruino node tools/upload-compare.mjs [--runs N] [--seed N] [--bytes N] [--way NAME ...]
  --runs N    uploads, by each way (300)
  --seed N    which scripts (1)
  --bytes N   scripts of about that size
  --way NAME  ${Object.keys(ways).join(", ")}; all if not given`;
const { values } = asked(help, {
  runs: { type: "string", default: "300" },
  seed: { type: "string", default: "1" },
  bytes: { type: "string" },
  way: { type: "string", multiple: true, default: Object.keys(ways) },
});
const interpreter = process.env.ESPRUINO;
if (!interpreter) {
  console.error("ESPRUINO names no interpreter.\n  ESPRUINO=/path/to/espruino node tools/upload-compare.mjs");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "upload-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

async function uploadOnce(way, script) {
  const board = await startInterpreter(interpreter, folder);
  const found = await uploadBy(way, board.port, script, folder);
  await board.stop();
  return { ...found, there: board.holds(script) };
}

const rows = [];
for (const way of values.way) {
  const random = seededRandom(Number(values.seed));
  const found = [];
  for (let n = 0; n < Number(values.runs); n++) {
    const bytes = values.bytes ? Number(values.bytes) : 20 + Math.floor(random() ** 2 * 10_000);
    found.push(await uploadOnce(way, scriptOf(bytes, random)));
  }
  const times = found.filter(({ said, there }) => said && there).map(({ ms }) => ms / 1000);
  const count = (test) => String(found.filter(test).length);
  rows.push([
    way,
    String(found.length),
    count(({ said, there }) => said && there),
    count(({ said, there }) => said && !there),
    count(({ said, there }) => !said && there),
    count(({ said, there }) => !said && !there),
    count(({ isLate }) => isLate),
    ...(times.length > 0 ? [median(times), Math.max(...times)].map((s) => s.toFixed(1)) : ["-", "-"]),
  ]);
}
const head = [
  "way",
  "uploads",
  "right",
  "said done, was not",
  "was done, said not",
  "failed, said so",
  "no end in 30 s",
  "median s",
  "most s",
];
console.log(markdown([head, ...rows]));
