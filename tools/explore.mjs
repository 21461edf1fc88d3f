#!/usr/bin/env node
/**
 * The explorer: plays random scenarios (a sketch's shape, a board, faults) in virtual time on all cores, and looks for one
 * that a check of the simulator's fails in. `npm run explore -- --seeds N` compiles first. What fails is made smaller,
 * printed, and saved to tests/regressions/, whose test plays it from then on.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { asked } from "./asked.mjs";

const help = `npm run explore -- [--seeds N] [--from SEED] [--cores N] [--json]
  --seeds N    how many scenarios are played (2000)
  --from SEED  the first seed (1); --seeds 1 --from SEED plays one again
  --cores N    how many at a time (all)
  --json       the outcome as a line of JSON`;

/** Seeds that a thread gets at a time. */
const SHARE = 25;

function whole(name, text, least) {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  console.error(
    `--${name} is ${JSON.stringify(text)}; wanted is a whole number from ${least} to 999999999.\n  npm run explore -- --${name} 2000`,
  );
  process.exit(2);
}

/** Plays the seeds on so many threads. `onShare` hears of each share that is done. */
export async function explore({ from, seeds, cores, onShare = () => {} }) {
  const end = from + seeds;
  const sum = { seeds, virtualMs: 0, findings: [] };
  const began = performance.now();
  let next = from;
  const threads = Array.from({ length: Math.min(cores, Math.ceil(seeds / SHARE)) }, () => {
    const worker = new Worker(new URL("../dist/explore/worker.js", import.meta.url));
    return new Promise((resolve, reject) => {
      const give = () => {
        if (next >= end) return worker.terminate().then(resolve);
        const to = Math.min(next + SHARE, end);
        worker.postMessage({ from: next, to });
        next = to;
      };
      worker.on("error", reject);
      worker.on("message", ({ done, virtualMs, findings }) => {
        sum.virtualMs += virtualMs;
        sum.findings.push(...findings);
        onShare(done, findings);
        give();
      });
      give();
    });
  });
  await Promise.all(threads);
  return { ...sum, ms: performance.now() - began };
}

function save({ seed, failures, shrunk }) {
  const folder = fileURLToPath(new URL("../tests/regressions", import.meta.url));
  const [{ check, sentence }] = failures;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${check}-${seed}.json`;
  writeFileSync(file, `${JSON.stringify({ found: `${check}: ${sentence}`, scenario: shrunk }, null, 2)}\n`);
  return file;
}

async function main() {
  const { values } = asked(help, {
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    cores: { type: "string", default: String(availableParallelism()) },
    json: { type: "boolean", default: false },
  });
  const seeds = whole("seeds", values.seeds, 1);
  const from = whole("from", values.from, 0);
  const cores = whole("cores", values.cores, 1);
  let done = 0;
  const outcome = await explore({
    from,
    seeds,
    cores,
    onShare(played, findings) {
      done += played;
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds}`);
      for (const finding of findings) {
        const [{ check, sentence }] = finding.failures;
        console.error(
          `seed ${finding.seed}: ${check}: ${sentence}\n  ${JSON.stringify(finding.shrunk)}\n  saved as ${save(finding)}`,
        );
      }
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const { ms, virtualMs, findings } = outcome;
  if (values.json) console.log(JSON.stringify(outcome));
  else {
    const days = (virtualMs / 86_400_000).toFixed(1);
    console.log(
      `${seeds} seeds in ${(ms / 1000).toFixed(1)} s, ${days} days of virtual time: ${findings.length} failed`,
    );
  }
  if (findings.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
