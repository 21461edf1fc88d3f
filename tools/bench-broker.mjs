#!/usr/bin/env node
/**
 * Prints what the broker costs, side by side with mosquitto and aedes (where they are installed) and with the least that
 * a server in Node could do: CPU time of the broker's process, all threads together, so that it hardly matters what else
 * the machine does. Each broker is started anew in each round, in turn; medians are printed. Ours runs as it would under
 * load: `--quiet`, its output to nowhere.
 *
 * `npm run bench -- broker` compiles first; `--runs N` says how many rounds, `--seconds N` how long each scenario lasts,
 * `--rows` which scenarios, `--json` prints every figure. Linux only: the times come from /proc.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { asked } from "./asked.mjs";
import { median, runsOf, table } from "./figures.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

const tagwire = (port, ...flags) => [
  process.execPath,
  file("../dist/cli/main.js"),
  "broker",
  "--port",
  String(port),
  ...flags,
];

/** How each broker is started on a port. */
const brokers = {
  tagwire: (port) => tagwire(port, "--quiet"),
  mosquitto: (port, folder) => {
    const config = join(folder, `${port}.conf`);
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_dest none\n`);
    return ["mosquitto", "-c", config];
  },
  aedes: (port) => [process.execPath, file("broker-bench/aedes.mjs"), String(port)],
  "bare Node": (port) => [process.execPath, file("broker-bench/limit.mjs"), String(port)],
};

/**
 * Figure, name, and what ours may cost at most. A row with flags is of ours only: a scenario that has a row above, on a
 * broker that was started with them.
 */
const rows = [
  { figure: "ingest1", text: "QoS 0 ingest, 1 connection: CPU s per million", most: 1.0 },
  {
    figure: "rules",
    text: "the same, with the platform's rules",
    most: 3.0,
    of: "ingest1",
    flags: ["--quiet", "--key", "K:full"],
  },
  {
    figure: "told",
    text: "the same, and each message told as JSON",
    of: "ingest1",
    flags: ["--json", "--key", "K:full"],
  },
  { figure: "ingest100", text: "QoS 0 ingest, 100 connections", most: 1.0 },
  { figure: "qos1", text: "QoS 1 ingest", most: 1.5 },
  { figure: "fanOut", text: "fan-out 1 to 100, per million deliveries", most: 1.5 },
  { figure: "oneToOneUs", text: "one message, one subscriber: CPU us", most: 80 },
  { figure: "connectUs", text: "connect: CPU us", most: 160 },
  { figure: "idleKb", text: "idle connection: KB of RSS", most: 8 },
];

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when the port takes connections; rejects after ten seconds. */
async function listening(port) {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) =>
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false)),
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`Nothing listens on port ${port}.`);
}

/** The figures of one round with one broker, by scenario; undefined if it is not installed. */
async function round(start, scenarios, folder, seconds) {
  const port = await freePort();
  const [command, ...parameters] = start(port, folder);
  const broker = spawn(command, parameters, { stdio: "ignore" });
  const failed = once(broker, "error").then(() => "missing");
  if ((await Promise.race([once(broker, "spawn"), failed])) === "missing") return undefined;
  const ended = once(broker, "exit");
  try {
    await listening(port);
    const parameters = [file("broker-bench/load.mjs"), String(port), String(broker.pid), String(seconds), ...scenarios];
    const load = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    load.stdout.on("data", (text) => {
      said += text;
    });
    const [exitCode] = await once(load, "close");
    if (exitCode !== 0) throw new Error(`The load on ${command} ended with ${exitCode}.`);
    return JSON.parse(said);
  } finally {
    broker.kill();
    await ended;
  }
}

function medianOf(numbers) {
  const found = numbers.filter((number) => number !== undefined);
  return found.length === 0 ? undefined : median(found);
}

const digits = (number) => (number === undefined ? "-" : number.toFixed(number < 10 ? 2 : 0));

/** All figures of a round, with the rows of ours only. */
async function allFigures(name, wanted, folder, seconds) {
  const plain = wanted.filter(({ flags }) => flags === undefined).map(({ figure }) => figure);
  const figures = plain.length === 0 ? {} : await round(brokers[name], plain, folder, seconds);
  if (figures === undefined || name !== "tagwire") return figures;
  for (const { figure, of, flags } of wanted) {
    if (flags === undefined) continue;
    figures[figure] = (await round((port) => tagwire(port, ...flags), [of], folder, seconds))?.[of];
  }
  return figures;
}

function inWords({ node, platform, cores, runs, figures }, wanted) {
  const names = Object.keys(figures);
  const lines = wanted.map(({ figure, text, most }) => [
    text,
    ...names.map((name) => digits(medianOf(figures[name].map((of) => of[figure])))),
    most === undefined ? "-" : String(most),
  ]);
  return `Node ${node} on ${platform}, ${cores} cores\n\n${table([[`median of ${runs}`, ...names, "ours at most"], ...lines])}`;
}

export async function benchBroker(parameters) {
  const { values } = asked(
    `npm run bench -- broker [--runs N] [--seconds N] [--rows NAME,NAME] [--json]   the broker beside others; rows: ${rows.map(({ figure }) => figure).join(", ")}`,
    {
      runs: { type: "string", default: "3" },
      seconds: { type: "string", default: "2" },
      rows: { type: "string" },
      json: { type: "boolean", default: false },
    },
    { args: parameters },
  );
  if (process.platform !== "linux") return "The broker's bench reads CPU times from /proc: it needs Linux.";
  const names = values.rows?.split(",");
  const wanted = rows.filter(({ figure }) => names?.includes(figure) ?? true);
  const runs = runsOf(values.runs, "npm run bench -- broker");
  const found = { node: process.version, platform: process.platform, cores: availableParallelism(), runs, figures: {} };
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    for (let count = 0; count < runs; count++) {
      for (const name of Object.keys(brokers)) {
        const figures = await allFigures(name, wanted, folder, Number(values.seconds));
        if (figures === undefined) continue;
        found.figures[name] ??= [];
        found.figures[name].push(figures);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return values.json ? JSON.stringify(found) : inWords(found, wanted);
}
