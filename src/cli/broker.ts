/**
 * `tagwire broker`: the test broker until a signal stops it. What happens is told line by line on stdout, for people or,
 * with `--json`, for programs: then stdout is nothing but JSON. Warnings of the verb itself go to stderr.
 */

import type { Command } from "commander";
import type { BrokerEvent } from "../broker/event.js";
import { eventJson, eventLine, harmlessJson } from "../broker/line.js";
import { type BrokerOptions, startBroker } from "../broker/server.js";
import { type BrokerVerbOptions, brokerOptions, limitDefault, limitFlags } from "./broker-options.js";
import { painted, showsColour } from "./colour.js";
import { isLoopback } from "./endpoint-options.js";
import { faultComplaint } from "./fault-options.js";
import { createLiveView } from "./live-view.js";
import { checkNoReplay, type ReplayVerbOptions, replay } from "./replay.js";
import { stopAsked } from "./stop.js";

export function register(program: Command): void {
  const again = (value: string, before: readonly string[] = []) => [...before, value];
  const command = program
    .command("broker")
    .description("run the test broker, MQTT 3.1 and 3.1.1, until Ctrl-C")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 picks a free one", "1883")
    .option("--ws <port>", "port for MQTT over WebSocket; 0 picks a free one")
    .option("--key <key:tier>", "a key of the platform and its account, once for each; any key if not given", again)
    .option("--no-endpoint", "do not apply the platform's rules for values")
    .option("--http <port>", "port for values by HTTP; 0 picks a free one")
    .option("--http-token <token>", "what those who ask by HTTP must show")
    .option("--cert <file>", "certificate for TLS on all ports, PEM")
    .option("--key-file <file>", "its private key, PEM")
    .option("--ciphers <list>", "ciphers that TLS may use, as OpenSSL lists them")
    .option("--user <name:password>", "who may come in, once for each; everyone if not given", again)
    .option("--acl <file>", "who may read and write what, in the form of mosquitto's acl_file")
    .option("--deny-subscribe <filter>", "refuse subscriptions within this filter, once for each", again)
    .option("--fault <fault>", "what goes wrong on command, once for each; docs/faults.md has all kinds", again)
    .option("--faults <file>", "the same from a file, one fault a line")
    .option("--record <file>", "write down all that happens, without passwords and keys, for --replay")
    .option("--replay <file>", "play a record's clients again, into the core or with --to, and compare the answers")
    .option("--to <host:port>", "with --replay: the broker that is played to")
    .option("--speed <times>", "with --replay and --to: how many times faster than it was")
    .option("--map <name=key>", "with --replay: the key to say for K1, once for each", again)
    .option("--strict", "refuse all that the specification forbids, not only what mosquitto 2.0 does")
    .option("--quiet", "leave out what happens to each message, for load")
    .option("--json", "a line of JSON per event, and nothing else on stdout");
  for (const limitFlag of limitFlags) {
    command.option(`${limitFlag.flag} <number>`, limitFlag.text, limitDefault(limitFlag));
  }
  command.action((options: BrokerVerbOptions & ReplayVerbOptions & { readonly replay?: string }) => {
    if (options.replay !== undefined) return replay(options.replay, options);
    checkNoReplay(options);
    return broker(options);
  });
}

/**
 * Runs the broker; resolves after SIGINT or SIGTERM, or when nobody reads stdout any more. Rejects with a Complaint where
 * it cannot listen.
 */
export async function broker(options: BrokerVerbOptions): Promise<void> {
  const meant = brokerOptions(options);
  const running = await startBroker({ ...meant, onEvent: printer(options.json, meant) }).catch((error: unknown) => {
    throw faultComplaint(error);
  });
  const { host, port, url, webSocketUrl, httpUrl } = running;
  if (!isLoopback(host) && meant.access?.users?.size === 0) warnOfStrangers(url);
  const stopped = stopAsked();
  const urls = {
    url,
    ...(webSocketUrl === undefined ? {} : { webSocketUrl }),
    ...(httpUrl === undefined ? {} : { httpUrl }),
  };
  process.stdout.write(
    options.json
      ? `${harmlessJson({ event: "listening", at: new Date().toISOString(), ...urls, host, port })}\n`
      : `listening ${Object.values(urls).join(" and ")}\n`,
  );
  await stopped;
  await running.close();
}

/** JSON for programs; rows on a terminal, for which lines are too long; lines elsewhere, for those who search in them. */
function printer(json: boolean | undefined, { endpoint }: BrokerOptions): (event: BrokerEvent) => void {
  if (json) return printJson;
  const { stdout } = process;
  if (!stdout.isTTY) return printLine;
  // A terminal that does not know its size says 0.
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const view = createLiveView({ isJudged: endpoint !== undefined, size });
  return (event) => {
    const lines = view.lines(event, new Date().toTimeString().slice(0, 8));
    if (lines.length > 0) stdout.write(`${coloured(event, lines.join("\n"))}\n`);
  };
}

function printJson(event: BrokerEvent): void {
  process.stdout.write(`${eventJson(event, new Date().toISOString())}\n`);
}

function printLine(event: BrokerEvent): void {
  process.stdout.write(`${coloured(event, eventLine(event))}\n`);
}

function coloured(event: BrokerEvent, line: string): string {
  if (!showsColour(process.stdout, process.env)) return line;
  switch (event.event) {
    case "connected":
      return painted("green", line);
    case "verdict":
      return event.verdict === "accepted"
        ? painted("green", line)
        : event.verdict === "not a value"
          ? painted("dim", line)
          : painted("red", line);
    case "refused":
    case "dropped":
      return painted("red", line);
    case "warned":
      return painted("yellow", line);
    case "fault":
    case "record":
      return painted("magenta", line);
    case "closed":
      return event.reason.kind === "disconnect" || event.reason.kind === "broker-stopped" ? line : painted("red", line);
    case "delivered":
    case "subscribed":
    case "unsubscribed":
      return painted("dim", line);
    case "published":
      return line;
  }
}

export function warnOfStrangers(url: string): void {
  process.stderr.write(
    `warning: ${url} can be reached from other machines, and everyone who reaches it may come in without a password\n`,
  );
}
