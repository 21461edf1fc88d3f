#!/usr/bin/env node
/**
 * Prints how long it takes until a sketch of 10 KB is on a board, with this package and with EspruinoTools as a library, on
 * the same console: of the virtual board over TCP and over a serial line, and of the real interpreter over telnet where
 * `ESPRUINO` names it. Each upload is a whole process on a new board, in turn, and counts only if the board has the
 * script afterwards, read past its console. Ours computes the digest on the board, restarts it and sees the sketch come
 * up in that time; the library does none of that.
 *
 * `npm run bench -- upload` compiles first; `--runs N` says how many of each, `--json` prints every figure.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { loadBoard } from "../dist/boards.js";
import { startVirtualBoard } from "../dist/sim/console-host.js";
import { seededRandom } from "../dist/sim/seeded-random.js";
import { asked } from "./asked.mjs";
import { median, runsOf, table } from "./figures.mjs";
import { scriptOf, startInterpreter, uploadBy } from "./uploading.mjs";

const scriptBytes = 10_240;
const baud = 115_200;
/** How many times as fast as the library ours is to be. */
const least = 2;

async function startVirtual(options) {
  const running = await startVirtualBoard({ board: loadBoard("esp32"), ...options });
  return {
    port: running.port,
    stop: () => running.close(),
    holds: (script) =>
      running.board.storage.list().some((name) => running.board.storage.read(name).includes(script.trimEnd())),
  };
}

/** How each console is started; the serial line's bytes take their time by the clock (src/sim/serial-line.ts). */
function consoles(interpreter) {
  return {
    "virtual board, TCP": () => startVirtual({}),
    "virtual board, serial 115,200": () => startVirtual({ serial: { baud } }),
    ...(interpreter && { "interpreter, telnet": (folder) => startInterpreter(interpreter, folder) }),
  };
}

/** Seconds per 10 KB; undefined if the script did not get there, or nobody knew that it had. */
async function uploadOnce(way, start, script, folder) {
  const board = await start(folder);
  try {
    const { ms, said } = await uploadBy(way, board.port, script, folder);
    return said && board.holds(script) ? (ms / 1000) * (scriptBytes / script.length) : undefined;
  } finally {
    await board.stop();
  }
}

function inWords({ node, platform, cores, runs, seconds }) {
  const rows = Object.entries(seconds).map(([name, { tagwire, library }]) => [
    name,
    inSeconds(tagwire),
    inSeconds(library),
    digits(median(good(library)) / median(good(tagwire)), 1),
    String(least),
  ]);
  const head = [`s per 10 KB, median of ${runs}`, "tagwire", "EspruinoTools", "times as fast", "at least"];
  return `Node ${node} on ${platform}, ${cores} cores\n\n${table([head, ...rows])}`;
}

const good = (found) => found.filter((seconds) => seconds !== undefined);

const digits = (number, places) => (Number.isNaN(number) ? "-" : number.toFixed(places));

function inSeconds(found) {
  const failed = found.length - good(found).length;
  return digits(median(good(found)), 2) + (failed === 0 ? "" : ` (${failed} failed)`);
}

export async function benchUpload(parameters) {
  const { values } = asked(
    "npm run bench -- upload [--runs N] [--json]   seconds per 10 KB uploaded, beside EspruinoTools; ESPRUINO=/path/to/espruino for the interpreter too",
    {
      runs: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
    },
    { args: parameters },
  );
  const runs = runsOf(values.runs, "npm run bench -- upload");
  const machine = { node: process.version, platform: process.platform, cores: availableParallelism() };
  const found = { ...machine, runs, seconds: {} };
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const random = seededRandom(1);
  try {
    for (let count = 0; count < runs; count++) {
      for (const [name, start] of Object.entries(consoles(process.env.ESPRUINO))) {
        found.seconds[name] ??= { tagwire: [], library: [] };
        const script = scriptOf(scriptBytes, random);
        for (const [way, times] of Object.entries(found.seconds[name]))
          times.push(await uploadOnce(way, start, script, folder));
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return values.json ? JSON.stringify(found) : inWords(found);
}
