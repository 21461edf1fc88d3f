/**
 * The simulator's bench: what a week of a device costs (one value a minute, the broker gone for five minutes of each hour),
 * how many random scenarios are played in a second on one core, and what a device takes of memory.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { playSeeds } from "../dist/explore/worker.js";
import { boot } from "../dist/sim/board.js";
import { bounded } from "../dist/sim/bounded.js";
import { namedFaults } from "../dist/sim/faults/named.js";
import { simulate } from "../dist/sim/simulate.js";
import { virtualClock } from "../dist/sim/virtual-clock.js";
import { virtualNetwork } from "../dist/sim/virtual-network.js";
import { asked } from "./asked.mjs";
import { median, table } from "./figures.mjs";

const WEEK_MS = 7 * 86_400_000;
const SEEDS = 200;
const DEVICES = 50;

const text = `import { connect, publishValue } from "tagwire";
connect({ host: "192.168.1.10", key: "K", device: "D" });
let n = 0;
setInterval(() => publishValue("n", ++n), 60000);
`;

async function sketchCode(board) {
  const folder = mkdtempSync(join(tmpdir(), "bench-sim-"));
  try {
    writeFileSync(join(folder, "sketch.ts"), text);
    return bounded((await build(join(folder, "sketch.ts"), board, { probe: true })).code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CPU seconds of this process for something. */
async function cpuSeconds(act) {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Bytes of heap that a booted device takes, of many. */
function deviceBytes(board, code) {
  const clock = virtualClock();
  const silent = { latencyMs: () => 5, route: () => "refused", isHeld: () => false, dripMs: () => {}, cut: () => {} };
  const kept = [];
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < DEVICES; n++) {
    const network = virtualNetwork(clock, silent, () => undefined);
    kept.push(
      boot(code, board, {
        clock,
        network,
        random: () => 0.5,
        serial: "0-0",
        onConsole: () => {},
        probe: { text: "function(){tagwireProbe=tagwireCount=function(){}}", heard: () => false },
      }),
    );
  }
  global.gc?.();
  return (process.memoryUsage().heapUsed - before) / kept.length;
}

export async function benchSim(parameters) {
  const { values } = asked(
    "npm run bench -- sim [--json]   a week in CPU seconds, seeds a second, memory a device",
    { json: { type: "boolean", default: false } },
    { args: parameters },
  );
  const board = loadBoard("esp32");
  const { code, offsets } = await sketchCode(board);
  const faults = namedFaults("hourly", WEEK_MS);
  const week = { code, loops: offsets, isProbed: true, board, forMs: WEEK_MS, settleMs: 60_000, seed: 1, faults };
  const weeks = [];
  for (let run = 0; run < 3; run++) {
    weeks.push(
      await cpuSeconds(() => {
        const { failures } = simulate(week);
        if (failures.length > 0) throw new Error(JSON.stringify(failures));
      }),
    );
  }
  await playSeeds(1, 20);
  const seeds = await cpuSeconds(() => playSeeds(1, 1 + SEEDS));
  const found = {
    weekCpuS: median(weeks),
    virtualSecondsPerCpuSecond: WEEK_MS / 1000 / median(weeks),
    seedsPerCpuSecond: SEEDS / seeds,
    deviceBytes: deviceBytes(board, code),
  };
  if (values.json) return JSON.stringify(found);
  return table([
    ["simulator, one core", ""],
    ["CPU seconds for a week, a value a minute, hourly outages", found.weekCpuS.toFixed(2)],
    ["virtual seconds a CPU second", Math.round(found.virtualSecondsPerCpuSecond).toLocaleString("en-US")],
    ["explorer's seeds a CPU second", found.seedsPerCpuSecond.toFixed(1)],
    ["KB of heap a device", (found.deviceBytes / 1024).toFixed(0)],
  ]);
}
