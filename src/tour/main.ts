#!/usr/bin/env node
/**
 * What `npm start` shows: the greenhouse sketch, built for an ESP32, on a virtual board, publishing through an outage to
 * the test broker, and a real MQTT client that sees the values arrive. It ends when all that was put has arrived.
 *
 *   sketch on the virtual board --> link, cut for a while --> test broker --> subscriber
 */
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { connectAsync } from "mqtt";
import { loadBoard } from "../boards.js";
import { type RunningBroker, startBroker } from "../broker/server.js";
import { build } from "../build/build.js";
import { endingOf } from "../cli/complain.js";
import { Complaint } from "../complaint.js";
import { boot } from "../sim/board.js";
import { hostSurroundings } from "../sim/host.js";
import { durationMs } from "./duration.js";
import { type Account, openLedger } from "./ledger.js";
import { type Link, networkOver, startLink } from "./link.js";
import { openScreen, type Screen } from "./screen.js";
import { moisture, temperature } from "./sensors.js";

const SKETCH = "examples/greenhouse.ts";
/** How long it runs where nobody can press Ctrl-C. */
const UNATTENDED_MS = 20_000;
/** How long the buffer may take to empty once nothing more is put. */
const DRAIN_MS = 30_000;
/** The outage, as shares of the run, and as times where the run has no end set. */
const OUTAGE = { from: 0.25, to: 0.55, fromMs: 5000, toMs: 11_000 } as const;
/** Ports tried for the broker, from MQTT's own on. */
const PORTS = Array.from({ length: 20 }, (_, index) => 1883 + index);

const program = new Command("npm start --")
  .description("Runs the greenhouse sketch on a virtual ESP32 through an outage and shows its values arrive.")
  .option("--for <time>", "how long to run, such as 10s or 2m (default: until Ctrl-C on a terminal, 20s elsewhere)")
  .exitOverride()
  .configureOutput({ outputError: () => {} });

try {
  program.parse();
  const given = program.opts<{ for?: string }>().for;
  await run(given === undefined ? (process.stdout.isTTY ? undefined : UNATTENDED_MS) : durationMs(given));
} catch (error) {
  const { text, exitCode } = endingOf(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}

async function run(forMs: number | undefined): Promise<void> {
  let stopped = false;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => {
    stop = () => {
      stopped = true;
      resolve();
    };
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  // Who read the screen has gone (`| head`): there is nobody left to show it to.
  process.stdout.on("error", stop);

  const board = loadBoard("esp32");
  const screen = openScreen();
  const bundle = await build(fileURLToPath(new URL(`../../${SKETCH}`, import.meta.url)), board);
  screen.line(`${SKETCH} compiled for ${board.name}: ${bundle.code.length.toLocaleString("en-US")} bytes`);

  const broker = await startOnFreePort();
  screen.line(`test broker on ${broker.url}; watch it with any client: mosquitto_sub -p ${broker.port} -t '#' -v`);
  screen.line(`what it takes for values is there by HTTP too: curl ${broker.httpUrl}/values`);
  const link = await startLink(broker.port);
  const ledger = openLedger();

  const subscriber = await connectAsync(broker.url, { protocolId: "MQIsdp", protocolVersion: 3 });
  subscriber.on("message", (topic, message) => {
    const tag = topic.split("/").at(-1) ?? topic;
    const { value } = JSON.parse(message.toString()) as { value: string };
    if (ledger.arrived(tag, value)) screen.line(`  ${tag.padEnd(12)} ${value.padStart(6)}`);
    else screen.line(`  ${tag.padEnd(12)} ${value.padStart(6)}  again: the link broke before its receipt came`, "dim");
  });
  await subscriber.subscribeAsync("key/+/device/+/tag/+");

  const surroundings = hostSurroundings((line) => {
    if (!ledger.read(line)) screen.line(`board: ${line}`);
    else if (ledger.status()?.state !== "connected") showWaiting(screen, ledger.status());
  });
  const virtual = boot(bundle.code, board, { ...surroundings, network: networkOver(link, surroundings.network) });
  virtual.setAnalog("D34", temperature());
  virtual.setAnalog("D35", moisture());
  screen.line(`virtual ${board.name} booted; its broker is behind a link on port ${link.port}`);

  if (forMs !== undefined) setTimeout(stop, forMs).unref();
  await goThroughOutage(link, screen, forMs, (ms) => Promise.race([sleep(ms), stopping]).then(() => stopped));
  await stopping;

  screen.line("--- the sketch puts no more; what waits still goes out");
  virtual.setPin("D0", true);
  virtual.setPin("D0", false);
  const end = performance.now() + DRAIN_MS;
  // The sketch says how it stands once a second; one that came after the button counts.
  const stale = ledger.status();
  while (performance.now() < end && (ledger.status() === stale || !settled(ledger.account()))) await sleep(50);

  const account = ledger.account();
  const { bytesSent, bytesReceived } = virtual.traffic;
  await virtual.stop();
  await subscriber.endAsync();
  await link.cut();
  await broker.close();
  screen.line(
    `put ${account.put}, confirmed ${account.confirmed}, arrived ${account.arrived}, lost ${account.lost}, ` +
      `sent twice ${account.sentTwice}, reconnects ${account.reconnects}, ` +
      `bytes on the wire ${bytesSent.toLocaleString("en-US")} out and ${bytesReceived.toLocaleString("en-US")} in`,
    "bold",
  );
  if (account.lost !== 0) {
    throw new Complaint(
      "value-lost",
      `${account.lost} of ${account.put} values were lost; wanted is none.`,
      "That is a bug: please report the output above.",
    );
  }
}

/**
 * Cuts the link and mends it again.
 * @param wait waits so long, but not beyond the end of the run; answers whether that is over
 */
async function goThroughOutage(
  link: Link,
  screen: Screen,
  forMs: number | undefined,
  wait: (ms: number) => Promise<boolean>,
): Promise<void> {
  const [cutMs, mendMs] = forMs === undefined ? [OUTAGE.fromMs, OUTAGE.toMs] : [forMs * OUTAGE.from, forMs * OUTAGE.to];
  if (await wait(cutMs)) return;
  screen.line("--- the link is cut: connections are reset, new ones refused", "red");
  await link.cut();
  await wait(mendMs - cutMs);
  await link.mend();
  screen.line("--- the link is back", "green");
}

function settled({ put, confirmed, arrived }: Account): boolean {
  return put === confirmed && put === arrived;
}

function showWaiting(screen: Screen, status: ReturnType<ReturnType<typeof openLedger>["status"]>): void {
  if (status === undefined || status.waiting === 0) return;
  const why = status.reason === 0 ? "" : ` (${status.reason})`;
  screen.line(`board ${status.state}${why}: ${status.waiting} values wait, ${status.waitingBytes} bytes`, "yellow");
}

async function startOnFreePort(): Promise<RunningBroker> {
  const options = { endpoint: { keys: new Map() }, httpPort: 0 };
  for (const port of PORTS) {
    try {
      return await startBroker({ ...options, port });
    } catch (error) {
      if (!(error instanceof Complaint && error.complaint === "port-taken")) throw error;
    }
  }
  return startBroker({ ...options, port: 0 });
}

/** Waits, but does not keep the process alive: the board and the broker do. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
