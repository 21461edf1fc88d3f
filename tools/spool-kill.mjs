#!/usr/bin/env node
/**
 * Kills a real interpreter with `kill -9`, again and again, while it puts values into its spool and sends them, by turns
 * with a broker and without one; and says whether each value that was taken has arrived, and how many came again. It wants
 * `ESPRUINO_BOARD` or `ESPRUINO`. `-- --kills N --seed N` says how many and which.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asked } from "./asked.mjs";

const load = (file) => import(new URL(`../dist/${file}`, import.meta.url).href);

/** What a batch of the shortest values may be in one chunk of the board. */
const MOST_IN_A_BATCH = 14;
const LIFE_MS = 20_000;

/** One life: until `isOver` says so of a line. Rejects where none has come for LIFE_MS after it began. */
function live(binary, folder, isOver) {
  return new Promise((resolve, reject) => {
    // stdin is a pipe that stays open: at its end the interpreter reads characters without end
    const child = spawn(binary, ["script.js"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    let rest = "";
    const printed = [];
    const deadline = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`No end within ${LIFE_MS} ms; printed:\n${printed.slice(-10).join("\n")}`));
    }, LIFE_MS);
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.stdout.setEncoding("latin1").on("data", (chunk) => {
      const pieces = (rest + chunk).split("\n");
      rest = pieces.pop();
      for (const piece of pieces) {
        // a prompt, which is taken back, may stand ahead of it
        const [line = ""] = /(taken \d+|full|drained .*)?\r?$/.exec(piece) ?? [];
        printed.push(line);
        isOver(line.trim(), () => child.kill("SIGKILL"));
      }
    });
    child.on("close", () => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

/** Answers what became of the values. */
export async function killed(binary, boardId, { kills, seed = 1 }) {
  const { build } = await load("build/build.js");
  const { loadBoard } = await load("boards.js");
  const { startBroker } = await load("broker/test-broker.js");
  const { seededRandom } = await load("sim/seeded-random.js");
  const chance = seededRandom(seed);
  const sketch = fileURLToPath(new URL("../tests/fixtures/killed.ts", import.meta.url));
  const { code } = await build(sketch, loadBoard(boardId));
  const folder = await mkdtemp(join(tmpdir(), "spool-kill-"));
  let arrivals = [];
  const broker = await startBroker({
    onEvent: (event) => {
      if (event.event === "published") arrivals.push(Number(JSON.parse(Buffer.from(event.payload).toString()).value));
    },
  });
  let taken = 0;
  let last = -1;
  let made = 0;
  let again = 0;
  let mostAgain = 0;
  const seen = new Set();
  /** Reads what has come since, and counts what came before already. */
  const look = () => {
    let repeated = 0;
    for (const n of arrivals) {
      if (seen.has(n)) repeated++;
      seen.add(n);
    }
    arrivals = [];
    again += repeated;
    mostAgain = Math.max(mostAgain, repeated);
  };
  const script = (port, puts) =>
    writeFile(join(folder, "script.js"), `var PORT=${port},FIRST=${last + 1},PUTS=${puts};\n${code}`, "latin1");
  try {
    for (let kill = 0; kill < kills; kill++) {
      // nobody listens on port 1
      await script(chance() < 0.6 ? broker.port : 1, true);
      const lines = 1 + Math.floor(chance() * 60);
      const afterMs = chance() * 6;
      let told = 0;
      await live(binary, folder, (line, end) => {
        const [, number] = /^taken (\d+)$/.exec(line) ?? [];
        if (number === undefined && line !== "full") return;
        if (number !== undefined) {
          last = Number(number);
          taken++;
        }
        if (++told === lines) setTimeout(end, afterMs);
      });
      look();
    }
    await script(broker.port, false);
    await live(binary, folder, (line, end) => {
      if (!line.startsWith("drained ")) return;
      made = JSON.parse(line.slice("drained ".length)).made;
      end();
    });
    look();
  } finally {
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  }
  const lost = [];
  for (let n = 0; n <= last; n++) if (!seen.has(n)) lost.push(n);
  return { kills, taken, arrived: seen.size, lost, again, mostAgain, made, mostInABatch: MOST_IN_A_BATCH };
}

const help = `npm run soak:spool -- [--kills N] [--seed N]
  --kills N  how often the interpreter is killed (300)
  --seed N   when; another each time if not given`;

async function main() {
  const { values } = asked(help, {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  });
  const { ESPRUINO_BOARD, ESPRUINO } = process.env;
  const binary = ESPRUINO_BOARD ?? ESPRUINO;
  if (binary === undefined) {
    console.log("left out: neither ESPRUINO_BOARD nor ESPRUINO names an interpreter");
    return;
  }
  const seed = Number(values.seed);
  const course = await killed(binary, ESPRUINO_BOARD ? "esp32" : "linux", { kills: Number(values.kills), seed });
  const { kills, taken, lost, again, mostAgain, mostInABatch } = course;
  console.log(`seed ${seed}: ${kills} kills, ${taken} values taken, ${lost.length} lost`);
  console.log(`${again} came again, ${mostAgain} at most after one kill`);
  if (lost.length === 0 && mostAgain <= mostInABatch) return;
  console.error(`Lost are ${lost.slice(0, 20).join(", ") || "none"}.\n  npm run soak:spool -- --seed ${seed}`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
