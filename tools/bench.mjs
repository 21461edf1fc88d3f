#!/usr/bin/env node
/**
 * Prints how long a build takes, for the smallest example and the greatest by their source: cold (the caches are empty),
 * warm (nothing has changed), changed (one line of the sketch has) and in a running --watch; and where the time of a cold
 * one goes. All but the watch are whole processes, as a person waits for them. `npm run bench` compiles first; `-- --runs 9`
 * says how many of each, `-- --json` prints every figure. `-- broker`, `-- device`, `-- sim` and `-- upload` are other
 * benches: bench-broker.mjs and so on.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { asked } from "./asked.mjs";
import { median, runsOf, table } from "./figures.mjs";

const board = "esp32";
const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "dist/cli/main.js");

/** Both ends of the examples. */
function sketches() {
  const bySize = readdirSync(join(root, "examples"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ name: `examples/${file}`, bytes: statSync(join(root, "examples", file)).size }))
    .sort((a, b) => a.bytes - b.bytes);
  return [bySize[0], bySize.at(-1)].map(({ name }) => name);
}

function start(parameters, env) {
  return spawn(process.execPath, parameters, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
}

/** Runs Node to its end. Resolves with the milliseconds that took, and what it said. */
async function run(parameters, env) {
  const began = performance.now();
  const child = start(parameters, env);
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(`node ${parameters.join(" ")} ended with ${exitCode}.`);
  return { ms: performance.now() - began, said };
}

/** The milliseconds of each kind of build, of one sketch. The example itself is left alone: a copy is changed. */
async function measure(name, runs) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sketch = join(folder, "sketch.ts");
  const env = { TAGWIRE_CACHE: join(folder, "cache") };
  const parameters = [main, "build", sketch, "--board", board, "--out", join(folder, "sketch.js")];
  const text = readFileSync(join(root, name), "utf8");
  let changes = 0;
  // Saved by renaming: a watch must not see half of it.
  const change = () => {
    writeFileSync(`${sketch}~`, `${text}\nprint(${changes++});\n`);
    renameSync(`${sketch}~`, sketch);
  };
  const all = { cold: [], warm: [], changed: [], watch: [] };
  const phases = [];
  try {
    change();
    for (let n = 0; n < runs; n++) {
      rmSync(env.TAGWIRE_CACHE, { recursive: true, force: true });
      all.cold.push((await run(parameters, env)).ms);
      all.warm.push((await run(parameters, env)).ms);
      change();
      all.changed.push((await run(parameters, env)).ms);
      phases.push(JSON.parse((await run([fileURLToPath(import.meta.url), "--phases", sketch], env)).said));
    }
    all.watch.push(...(await measureWatch([...parameters, "--watch"], env, change, runs)));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { sketch: name, ms: all, phases };
}

/** From saving a change to the line that says what was built. */
async function measureWatch(parameters, env, change, runs) {
  const child = start(parameters, env);
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const built = async () => {
    if ((await lines.next()).done) throw new Error("The watch ended by itself.");
  };
  try {
    await built();
    const found = [];
    for (let n = 0; n < runs; n++) {
      const began = performance.now();
      change();
      await built();
      found.push(performance.now() - began);
    }
    return found;
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

/** Where the time of a first build goes, in this process: Node's own start, loading, and the hooks of the plugin. */
async function timePhases(sketch) {
  const phases = { "start Node": performance.now() };
  const timed = (phase, act) => {
    const began = performance.now();
    const add = (result) => {
      phases[phase] = (phases[phase] ?? 0) + performance.now() - began;
      return result;
    };
    const result = act();
    // Hooks that answer at once are not to wait: rollup calls them side by side, and their waits would add up.
    return result instanceof Promise ? result.then(add) : add(result);
  };
  await timed("load TypeScript", () => import("typescript"));
  await timed("load rollup and terser", async () => [await import("rollup"), await import("terser")]);
  const load = (file) => import(pathToFileURL(join(root, "dist/build", file)));
  const [{ bundle }, { tagwire }] = await timed("load tagwire", () =>
    Promise.all([load("bundle.js"), load("rollup.js")]),
  );
  const plugin = tagwire({ board });
  const hooks = {
    buildStart: "read and check",
    load: "print as ES5",
    renderChunk: "shorten",
    generateBundle: "check the text, keep the map",
  };
  for (const [hook, phase] of Object.entries(hooks)) {
    const own = plugin[hook];
    plugin[hook] = function (...parameters) {
      return timed(phase, () => own.apply(this, parameters));
    };
  }
  const before = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  await timed("join", () => bundle(sketch, [plugin], { file: sketch.replace(/\.ts$/, ".js") }));
  const after = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  // The whole of it was timed too, so what the hooks took counts twice.
  phases.join -= after - before - phases.join;
  return phases;
}

const whole = (ms) => String(Math.round(ms));

function spread(numbers) {
  return `${whole(median(numbers))} (${whole(Math.min(...numbers))}-${whole(Math.max(...numbers))})`;
}

/** What a bench has found, as people read it. */
export function inWords({ node, platform, cores, runs, sketches }) {
  const kinds = Object.keys(sketches[0].ms);
  const times = [
    [`ms, median of ${runs} (least-most)`, ...kinds],
    ...sketches.map(({ sketch, ms }) => [sketch, ...kinds.map((kind) => spread(ms[kind]))]),
  ];
  const names = Object.keys(sketches[0].phases[0]);
  const phases = [
    ["where the ms of a cold one go", ...sketches.map(({ sketch }) => sketch)],
    ...names.map((name) => [name, ...sketches.map(({ phases }) => whole(median(phases.map((of) => of[name]))))]),
  ];
  return `Node ${node} on ${platform}, ${cores} cores, for ${board}\n\n${table(times)}\n\n${table(phases)}`;
}

async function bench() {
  const { values } = asked(
    "npm run bench -- [--runs N] [--json]   build times: medians of N runs, 7 if not given\nnpm run bench -- broker --help           the broker's\nnpm run bench -- device --help           the device's, on the real interpreter\nnpm run bench -- sim --help              the simulator's\nnpm run bench -- upload --help           the upload's",
    {
      runs: { type: "string", default: "7" },
      json: { type: "boolean", default: false },
      phases: { type: "string" },
    },
  );
  if (values.phases !== undefined) return JSON.stringify(await timePhases(values.phases));
  const runs = runsOf(values.runs, "npm run bench --");
  const machine = { node: process.version, platform: process.platform, cores: availableParallelism() };
  const found = { ...machine, board, runs, sketches: [] };
  for (const name of sketches()) found.sketches.push(await measure(name, runs));
  return values.json ? JSON.stringify(found) : inWords(found);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, ...parameters] = process.argv.slice(2);
  const others = {
    broker: async () => (await import("./bench-broker.mjs")).benchBroker(parameters),
    device: async () => (await import("./bench-device.mjs")).benchDevice(parameters),
    sim: async () => (await import("./bench-sim.mjs")).benchSim(parameters),
    upload: async () => (await import("./bench-upload.mjs")).benchUpload(parameters),
  };
  console.log(await (others[what] ?? bench)());
}
