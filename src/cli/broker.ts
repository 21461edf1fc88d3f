/**
 * `tagwire broker`: the test broker until a signal stops it. What happens is told line by line on stdout, for people or,
 * with `--json`, for programs: then stdout is nothing but JSON. Warnings of the verb itself go to stderr.
 */

import { styleText } from "node:util";
import type { Command } from "commander";
import type { BrokerEvent } from "../broker/event.js";
import { eventJson, eventLine, harmlessJson } from "../broker/line.js";
import { startBroker } from "../broker/server.js";
import { Complaint } from "../complaint.js";
import { stopAsked } from "./stop.js";

/** The options as they come from the command line. */
export interface BrokerVerbOptions {
  readonly host: string;
  readonly port: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  program
    .command("broker")
    .description("run the test broker, MQTT 3.1 and 3.1.1, until Ctrl-C")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 picks a free one", "1883")
    .option("--json", "a line of JSON per event, and nothing else on stdout")
    .action((options: BrokerVerbOptions) => broker(options));
}

/**
 * Runs the broker; resolves after SIGINT or SIGTERM, or when nobody reads stdout any more. Rejects with a Complaint where
 * it cannot listen.
 */
export async function broker(options: BrokerVerbOptions): Promise<void> {
  const port = portOf(options.port);
  const host = hostOf(options.host);
  const print = options.json ? printJson : printLine;
  const running = await startBroker({ host, port, onEvent: print });
  if (!isLoopback(host)) {
    process.stderr.write(
      `warning: ${running.url} can be reached from other machines, and everyone who reaches it may read and write all topics\n`,
    );
  }
  const stopped = stopAsked();
  process.stdout.write(
    options.json
      ? `${harmlessJson({ event: "listening", at: new Date().toISOString(), url: running.url, host, port: running.port })}\n`
      : `listening ${running.url}\n`,
  );
  await stopped;
  await running.close();
}

function printJson(event: BrokerEvent): void {
  process.stdout.write(`${eventJson(event, new Date().toISOString())}\n`);
}

function printLine(event: BrokerEvent): void {
  process.stdout.write(`${coloured(event, eventLine(event))}\n`);
}

/** Colour only where a terminal shows it and nobody asked for none (NO_COLOR). */
function coloured(event: BrokerEvent, line: string): string {
  if (!process.stdout.isTTY || process.env.NO_COLOR) return line;
  switch (event.event) {
    case "connected":
      return styleText("green", line);
    case "refused":
    case "dropped":
      return styleText("red", line);
    case "warned":
      return styleText("yellow", line);
    case "closed":
      return event.reason.kind === "disconnect" || event.reason.kind === "broker-stopped"
        ? line
        : styleText("red", line);
    case "delivered":
    case "subscribed":
    case "unsubscribed":
      return styleText("dim", line);
    case "published":
      return line;
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new Complaint(
    "bad-option",
    `--port is ${JSON.stringify(text)}, wanted a whole number from 0 to 65535, where 0 picks a free port.`,
    "tagwire broker --port 1883",
  );
}

/** Node takes an empty host for "every address": nobody should get that by an unset variable. */
function hostOf(text: string): string {
  if (text.trim() !== "") return text;
  throw new Complaint(
    "bad-option",
    `--host is ${JSON.stringify(text)}, wanted an address of this machine.`,
    "tagwire broker --host 127.0.0.1",
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
