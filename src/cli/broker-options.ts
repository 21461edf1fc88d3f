/** What the command line of `tagwire broker` means: text to the options of the broker, or a Complaint. */

import { type AccessOptions, parseAccessRules } from "../broker/access.js";
import { defaultLimits, type Limits } from "../broker/limits.js";
import type { BrokerOptions } from "../broker/server.js";
import type { Certificate } from "../broker/sockets.js";
import { topicFilterFlaw } from "../broker/topics.js";
import { Complaint } from "../complaint.js";
import { endpointOf, httpTokenOf } from "./endpoint-options.js";
import { faultsOf } from "./fault-options.js";
import { readFile } from "./read-file.js";

/** The options as they come from the command line. */
export interface BrokerVerbOptions {
  readonly host: string;
  readonly port: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
  readonly ws?: string;
  readonly http?: string;
  readonly httpToken?: string;
  readonly key?: readonly string[];
  /** false with --no-endpoint. */
  readonly endpoint?: boolean;
  readonly cert?: string;
  readonly keyFile?: string;
  readonly ciphers?: string;
  readonly user?: readonly string[];
  readonly acl?: string;
  readonly denySubscribe?: readonly string[];
  readonly fault?: readonly string[];
  readonly record?: string;
  readonly faults?: string;
  readonly [limit: string]: unknown;
}

/** A bound that the command line can set. */
interface LimitFlag {
  readonly flag: string;
  readonly limit: keyof Limits;
  /** How many of the limit's own unit one of the flag's is: a second is 1000 milliseconds. */
  readonly unit: number;
  readonly text: string;
  /** The largest number that is taken, where there is a reason for one. */
  readonly most?: number;
}

export const limitFlags: readonly LimitFlag[] = [
  { flag: "--max-packet", limit: "maxPacketBytes", unit: 1, text: "bytes of the largest packet taken" },
  { flag: "--max-waiting", limit: "maxWaitingBytes", unit: 1, text: "bytes that may wait for one client" },
  { flag: "--max-connections", limit: "maxConnections", unit: 1, text: "connections at a time" },
  {
    flag: "--max-connections-per-address",
    limit: "maxConnectionsPerAddress",
    unit: 1,
    text: "connections at a time from one address",
  },
  { flag: "--max-subscriptions", limit: "maxSubscriptions", unit: 1, text: "subscriptions of one client" },
  {
    flag: "--max-subscription-bytes",
    limit: "maxSubscriptionBytes",
    unit: 1,
    text: "bytes of all subscriptions of all clients",
  },
  // The trees of topics are walked a call a level.
  { flag: "--max-levels", limit: "maxTopicLevels", unit: 1, text: "levels of a topic or filter", most: 2_000 },
  {
    flag: "--max-in-flight",
    limit: "maxInFlight",
    unit: 1,
    text: "unacknowledged messages each way of one client",
    most: 65_535,
  },
  { flag: "--max-sessions", limit: "maxSessions", unit: 1, text: "sessions kept for clients that are away" },
  { flag: "--max-stored", limit: "maxStoredBytes", unit: 1, text: "bytes of the messages in all sessions" },
  { flag: "--max-retained", limit: "maxRetainedBytes", unit: 1, text: "bytes of all retained messages" },
  { flag: "--max-history", limit: "maxHistory", unit: 1, text: "values kept of each tag", most: 1_000_000 },
  { flag: "--max-history-bytes", limit: "maxHistoryBytes", unit: 1, text: "bytes of the kept values of all tags" },
  { flag: "--connect-timeout", limit: "connectTimeoutMs", unit: 1000, text: "seconds for a client's CONNECT" },
];

/** What a limit's flag is if it is not given, in the unit of the flag. */
export function limitDefault({ limit, unit }: LimitFlag): string {
  return String(defaultLimits[limit] / unit);
}

export function brokerOptions(options: BrokerVerbOptions): BrokerOptions {
  return {
    host: hostOf(options.host),
    port: portOf("--port", options.port),
    webSocketPort: options.ws === undefined ? undefined : portOf("--ws", options.ws),
    httpPort: options.http === undefined ? undefined : portOf("--http", options.http),
    httpToken: httpTokenOf(options),
    endpoint: endpointOf(options),
    certificate: certificateOf(options),
    strict: options.strict,
    access: accessOf(options),
    limits: limitsOf(options),
    faults: faultsOf(options),
    record: options.record === undefined ? undefined : { file: options.record },
    messageEvents: !options.quiet,
  };
}

const usualPorts = { "--port": 1883, "--ws": 9001, "--http": 8080 } as const;

function portOf(flag: keyof typeof usualPorts, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new Complaint(
    "bad-option",
    `${flag} is ${JSON.stringify(text)}, wanted a whole number from 0 to 65535, where 0 picks a free port.`,
    `tagwire broker ${flag} ${usualPorts[flag]}`,
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

function limitsOf(options: BrokerVerbOptions): Partial<Limits> {
  const limits: { -readonly [name in keyof Limits]?: number } = {};
  for (const limitFlag of limitFlags) {
    const { flag, limit, unit, most = 999_999_999_999 } = limitFlag;
    const text = String(options[camelCase(flag)]);
    if (!/^[1-9]\d{0,11}$/.test(text) || Number(text) > most) {
      throw new Complaint(
        "bad-option",
        `${flag} is ${JSON.stringify(text)}, wanted a whole number from 1 to ${most}.`,
        `tagwire broker ${flag} ${limitDefault(limitFlag)}`,
      );
    }
    limits[limit] = Number(text) * unit;
  }
  return limits;
}

/** The name that commander gives an option: `--max-packet` is `maxPacket`. */
function camelCase(flag: string): string {
  return flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function certificateOf({ cert, keyFile, ciphers }: BrokerVerbOptions): Certificate | undefined {
  if (cert === undefined && keyFile === undefined && ciphers === undefined) return undefined;
  if (cert === undefined || keyFile === undefined) {
    throw new Complaint(
      "bad-option",
      `TLS wants both --cert and --key-file, and ${cert === undefined ? "--cert" : "--key-file"} is missing.`,
      "tagwire broker --port 8883 --cert cert.pem --key-file key.pem",
    );
  }
  const read = (flag: string, file: string) =>
    readFile("bad-certificate", flag, file, "Name a PEM file that this user may read.");
  return { cert: read("--cert", cert), key: read("--key-file", keyFile), ciphers };
}

function accessOf({ user = [], acl, denySubscribe = [] }: BrokerVerbOptions): AccessOptions {
  for (const filter of denySubscribe) {
    const flaw = topicFilterFlaw(filter);
    if (flaw === undefined) continue;
    throw new Complaint(
      "bad-option",
      `--deny-subscribe is ${JSON.stringify(filter)}: ${flaw.text}.`,
      "tagwire broker --deny-subscribe 'private/#'",
    );
  }
  return {
    users: new Map(user.map(userOf)),
    rules: acl === undefined ? undefined : rulesOf(acl),
    deniedFilters: denySubscribe,
  };
}

/** The value is not told: there may be a password in it. */
function userOf(text: string): [name: string, password: string] {
  const at = text.indexOf(":");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const seen = at === 0 ? "has nothing before its colon" : "has no colon";
  throw new Complaint(
    "bad-option",
    `--user ${seen}, wanted NAME:PASSWORD.`,
    "tagwire broker --user greenhouse:PASSWORD",
  );
}

function rulesOf(file: string) {
  const rules = parseAccessRules(readFile("bad-access-list", "--acl", file, "Name a file that this user may read."));
  if ("topics" in rules) return rules;
  throw new Complaint(
    "bad-access-list",
    `${file}:${rules.line}: ${rules.text}.`,
    "docs/broker.md shows the form: lines of user NAME, topic [read|write|readwrite|deny] FILTER, pattern ... FILTER.",
  );
}
