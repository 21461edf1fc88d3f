/** `tagwire monitor`: what a board prints, line by line, until Ctrl-C; and what the verbs that stay with a board have of it. */
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { harmlessJson } from "../broker/line.js";
import { findMapByDigest } from "../build/maps.js";
import { printedMasker } from "../build/settings/mask.js";
import { shown } from "../build/shown.js";
import { isOfBoard, type MonitorEvent, monitorLine } from "../monitor/event.js";
import { type Monitor, startMonitor } from "../monitor/monitor.js";
import { makeScripts } from "../monitor/scripts.js";
import type { Lending } from "../upload/lease.js";
import { painted, showsColour } from "./colour.js";
import { boardOption, listOption, nonce, type OpenPort, portOf, portOption, sayPorts } from "./port.js";
import { exitCodeOf, type Stop, stopAsked } from "./stop.js";
import { visible } from "./visible.js";

interface Options {
  readonly port?: string;
  readonly board?: string;
  readonly json?: boolean;
  readonly list?: boolean;
}

export function register(program: Command): void {
  program
    .command("monitor")
    .description("show what a board prints, with its traces led back to the TypeScript, until Ctrl-C")
    .addOption(portOption())
    .addOption(boardOption("a serial port has 115,200 baud"))
    .option("--json", "a line of JSON for each thing that happens, and nothing else on stdout")
    .addOption(listOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  if (options.list) return sayPorts();
  const stopped = stopAsked();
  const stay = lendable();
  const port = await portOf("monitor", options, { lending: stay.lending });
  try {
    // Of the project in which it was called: a sketch may print its own settings.
    const { readSettings } = await import("../build/settings.js");
    const { values } = readSettings(resolve("sketch.ts"));
    await stayOn(await stay.start(port, teller(printedMasker(values.values()), options.json)), stopped);
  } finally {
    await port.close();
  }
}

/** Sends what is typed on a terminal, until the process is told to stop; that is then its exit code. */
export async function stayOn(monitor: Monitor, stopped: Promise<Stop>): Promise<void> {
  const stopTyping = typeInto(monitor);
  const stop = await stopped;
  stopTyping();
  await monitor.close();
  process.exitCode = exitCodeOf(stop);
}

/** A port with a monitor on it, which others may have for a while. */
export interface Lendable {
  /** Lends nothing before the monitor has begun. */
  readonly lending: Lending;
  start(port: OpenPort, tell: (event: MonitorEvent) => void): Promise<Monitor>;
  /** Takes the port from the monitor for a command of this process; who has borrowed it is waited for. */
  alone(command: string, use: () => Promise<void>, stopped: AbortSignal): Promise<void>;
}

export function lendable(): Lendable {
  let monitor: Monitor | undefined;
  let release = async () => {};
  let isAlone = false;
  /** Resolves when the port is lent no more. */
  let back = Promise.resolve();
  let comeBack = () => {};
  return {
    lending: {
      async letGo(to) {
        if (!monitor || isAlone) return false;
        back = new Promise((resolve) => (comeBack = resolve));
        await monitor.pause(to);
        await release();
        return true;
      },
      comeBack() {
        monitor?.resume();
        comeBack();
      },
    },
    async start(port, tell) {
      release = port.release;
      const { name, open } = port;
      monitor = await startMonitor({ port: name, open, nonce, scripts: makeScripts(findMapByDigest), tell });
      return monitor;
    },
    async alone(command, use, stopped) {
      let end = () => {};
      const ended = new Promise<void>((resolve) => (end = resolve));
      stopped.addEventListener("abort", end);
      await Promise.race([back, ended]);
      stopped.removeEventListener("abort", end);
      if (stopped.aborted) return;
      isAlone = true;
      await monitor?.pause(command);
      try {
        await use();
      } finally {
        isAlone = false;
        monitor?.resume();
      }
    },
  };
}

/** Says what the board prints on stdout and what becomes of the port on stderr; with `json` all on stdout. */
export function teller(mask: (text: string) => string, json = false): (event: MonitorEvent) => void {
  const stdoutColour = showsColour(process.stdout, process.env);
  const stderrColour = showsColour(process.stderr, process.env);
  return (told) => {
    if (json) {
      const { event, at, ...fields } = told;
      const line = harmlessJson({ event, at: at.toISOString(), ...maskedFields(fields, mask) });
      return void process.stdout.write(`${line}\n`);
    }
    const line = visible(mask(monitorLine(told, shown)));
    if (isOfBoard(told)) {
      const isError = told.event === "frame" || /^Uncaught /.test(told.event === "printed" ? told.text : "");
      process.stdout.write(`${isError && stdoutColour ? painted("red", line) : line}\n`);
    } else process.stderr.write(`${stderrColour ? painted("dim", line) : line}\n`);
  };
}

function maskedFields(fields: object, mask: (text: string) => string): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? mask(value) : value]),
  );
}

/** Sends the lines that are typed on a terminal. Answers what ends that. */
function typeInto(monitor: Monitor): () => void {
  if (!process.stdin.isTTY) return () => {};
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on("line", async (line) => {
    if (!(await monitor.type(line))) process.stderr.write("The board is not there; the line was not sent.\n");
  });
  return () => {
    lines.close();
    process.stdin.unref();
  };
}
