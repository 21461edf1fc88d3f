#!/usr/bin/env node
/**
 * Plays the outages that devices really meet in real time: the script of the build, but for its address, on the real
 * interpreter that `ESPRUINO_BOARD` names, against mosquitto and our broker. Prints the second table of docs/delivery.md,
 * and ends with 1 if a value was lost. `npm run outages:real` compiles first; `-- --write` puts the table into the page,
 * `-- --at-once N` plays so many at a time (3).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectAsync } from "mqtt";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { DRAIN_MS, OUTAGE_MS, outages } from "../dist/sim/faults/named.js";
import { asked, write } from "./asked.mjs";
import { badLink } from "./bad-link.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const help = `npm run outages:real -- [--at-once N] [--only NAME] [--write]
  --at-once N  so many are played at a time (3)
  --only NAME  one outage
  --write      puts the table into docs/delivery.md`;
const { values: options } = asked(help, {
  ...write,
  "at-once": { type: "string", default: "3" },
  only: { type: "string" },
});
const interpreter = process.env.ESPRUINO_BOARD;
if (!interpreter) {
  console.error("There is no interpreter; ESPRUINO_BOARD names one, built for Linux as a board has it.");
  process.exit(2);
}

const VALUES = 600;
const CONNACK = (code) => Uint8Array.of(0x20, 2, 0, code);
const page = fileURLToPath(new URL("../docs/delivery.md", import.meta.url));
const program = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** What is done to the world, step by step; `at` waits until so many milliseconds after the beginning. */
const plays = {
  "three-resets": ({ at, link }) => each([5_000, 12_000, 20_000], at, link.reset),
  "three-closes": ({ at, link }) => each([5_000, 12_000, 20_000], at, link.close),
  "half-open-then-reset": async ({ at, link }) => {
    await at(8_000);
    link.deaden("up", "down");
    await at(13_000);
    link.reset();
  },
  "half-open": async ({ at, link }) => {
    await at(8_000);
    link.deaden("up", "down");
  },
  "one-way": async ({ at, link }) => {
    await at(8_000);
    link.deaden("down");
  },
  "tcp-stall": async ({ at, link }) => {
    await at(8_000);
    link.stall();
    await at(18_000);
    link.flow();
  },
  "process-stopped": async ({ at, broker }) => {
    await at(8_000);
    broker.signal("SIGSTOP");
    await at(18_000);
    broker.signal("SIGCONT");
  },
  "broker-killed": async ({ at, link, broker }) => {
    await at(10_000);
    link.weather.isRefused = true;
    await broker.kill();
    link.reset();
    await at(14_000);
    await broker.start();
    link.weather.isRefused = false;
  },
  "no-connack": async ({ at, link }) => {
    await at(5_000);
    link.weather.isSilent = true;
    link.reset();
    await at(15_000);
    link.weather.isSilent = false;
  },
  "connack-3": (world) => refused(world, 3),
  "connack-5": (world) => refused(world, 5),
  "every-byte": async () => {},
  "reset-each-4001-bytes": async () => {},
  "reset-each-700-ms": ({ at, link }) =>
    each(
      Array.from({ length: 21 }, (_, n) => 5_000 + n * 700),
      at,
      link.reset,
    ),
  "absent-at-boot": async ({ at, link }) => {
    await at(8_000);
    link.weather.isRefused = false;
  },
};

/** The weather from the beginning on. */
const weathers = {
  "every-byte": { byteByByte: true },
  "reset-each-4001-bytes": { resetAfterBytes: 4001 },
  "absent-at-boot": { isRefused: true },
};

async function each(times, at, act) {
  for (const ms of times) {
    await at(ms);
    act();
  }
}

async function refused({ at, link }, code) {
  await at(5_000);
  link.weather.answer = CONNACK(code);
  link.reset();
  await at(10_000);
  link.weather.answer = undefined;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves once that port takes connections. */
async function listening(port, tries = 300) {
  const isThere = await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
  if (isThere) return;
  if (tries === 0) throw new Error(`Nothing listens on port ${port} of 127.0.0.1.`);
  await wait(100);
  await listening(port, tries - 1);
}

const brokers = {
  mosquitto: (port) => spawn("mosquitto", ["-p", String(port)], { stdio: "ignore" }),
  "our broker": (port) => spawn(process.execPath, [program, "broker", "--port", String(port)], { stdio: "ignore" }),
};

/** A broker that can be killed and started again, and what a subscriber to everything gets there. */
async function startBroker(name) {
  const port = await freePort();
  const arrived = [];
  let child;
  let subscriber;
  const self = {
    port,
    arrived,
    signal: (how) => child.kill(how),
    async start() {
      child = brokers[name](port);
      await listening(port);
      subscriber = await connectAsync({ host: "127.0.0.1", port, reconnectPeriod: 0, keepalive: 0 });
      subscriber.on("error", () => {});
      subscriber.on("message", (_, payload) => arrived.push(JSON.parse(payload.toString()).value));
      await subscriber.subscribeAsync("#");
    },
    async kill() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      subscriber.end(true);
      subscriber = undefined;
    },
  };
  await self.start();
  return self;
}

/** One outage against one broker: what was lost, and what came again. */
async function play(name, brokerName, code) {
  const broker = await startBroker(brokerName);
  const link = await badLink(broker.port);
  Object.assign(link.weather, weathers[name]);
  const folder = mkdtempSync(join(tmpdir(), "outage-"));
  const script = code.replace('host:"broker",port:1883', `host:"127.0.0.1",port:${link.port}`);
  if (script === code) throw new Error("The script has no address to put another in place of.");
  writeFileSync(join(folder, "sketch.js"), script, "latin1");
  // Its stdin stays open: at its end the interpreter reads characters without end.
  const board = spawn(interpreter, ["sketch.js"], { cwd: folder, stdio: ["pipe", "ignore", "ignore"] });
  const beganMs = performance.now();
  const since = () => performance.now() - beganMs;
  const at = (ms) => wait(Math.max(0, ms - since()));
  try {
    await plays[name]({ at, link, broker });
    // All have come, or the time that they have is over.
    while (new Set(broker.arrived).size < VALUES && since() < OUTAGE_MS + DRAIN_MS) await wait(200);
    // What comes again would come now.
    await wait(1_000);
  } finally {
    board.kill("SIGKILL");
    link.stop();
    await broker.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  const different = new Set(broker.arrived);
  const first = [...different].map(Number);
  return {
    lost: VALUES - different.size,
    again: broker.arrived.length - different.size,
    connections: link.connections(),
    inOrder: first.every((value, index) => index === 0 || value > first[index - 1]),
  };
}

const sketch = fileURLToPath(new URL("../tests/fixtures/every-50-ms.ts", import.meta.url));
const { code } = await build(sketch, loadBoard("esp32"));
const names = Object.keys(outages).filter((name) => !options.only || name === options.only);
const jobs = names.flatMap((name) => Object.keys(brokers).map((broker) => ({ name, broker })));
const results = new Map();
let next = 0;
await Promise.all(
  Array.from({ length: Number(options["at-once"]) }, async () => {
    while (next < jobs.length) {
      const { name, broker } = jobs[next++];
      const result = await play(name, broker, code);
      results.set(`${name} ${broker}`, result);
      if (process.stderr.isTTY) process.stderr.write(`\r${results.size} of ${jobs.length} `);
    }
  }),
);
const rows = names.map((name) => [
  `\`${name}\``,
  ...Object.keys(brokers).flatMap((broker) => {
    const { lost, again, connections } = results.get(`${name} ${broker}`);
    return [lost, again, connections].map(String);
  }),
]);
const heads = Object.keys(brokers).flatMap((broker) => [`${broker}: lost`, "again", "connections"]);
const table = markdown([["outage", ...heads], ...rows]);
console.log(table);
const bad = [...results].filter(([, { lost, inOrder }]) => lost > 0 || !inOrder);
for (const [job, { lost, inOrder }] of bad) {
  console.error(`${job}: ${lost} lost${inOrder ? "" : ", and they came out of order"}`);
}
if (options.write && bad.length === 0 && !options.only) putIntoPage(page, { "outages-real": table });
process.exit(bad.length > 0 ? 1 : 0);
