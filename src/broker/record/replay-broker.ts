/**
 * A record played into a broker that listens, whichever it is: the clients' side over sockets, in the record's time or
 * faster. A step waits for its time, and for the answers that stood before it in the record, as its client did.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createFramer } from "../framer.js";
import { type Account, type Answer, answersIn, CLOSED, createAccount } from "./answers.js";
import type { SessionRecord } from "./read-record.js";
import { type Replayed, replayed } from "./replayed.js";
import { type Script, type Step, scriptOf, withSeenPacketId } from "./script.js";

/**
 * How long a connection and an answer are waited for, in milliseconds. What is missing then is missing, and not waited for
 * again.
 */
const ANSWER_MS = 3_000;

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface ReplayOptions {
  /** How many times faster than it was; 1 unless told otherwise. */
  readonly speed?: number;
  /** Keys to say in place of the names that the record has. */
  readonly map?: ReadonlyMap<string, string>;
}

/** What was not played, because only the core can do it. */
export interface BrokerReplayed extends Replayed {
  readonly leftOut: number;
}

/** One connection of the record, open now. */
interface Line {
  readonly socket: Socket;
  readonly seen: Answer[];
  /** What is owed of the answers that the record has up to here, which are so many. */
  readonly account: Account;
  owed: number;
  /** Wakes who waits for its answers. */
  heard: () => void;
  /** It owed an answer for too long. */
  isBehind: boolean;
  /** Its client has left: the end that comes of it says nothing of the broker. */
  hasLeft: boolean;
}

/** Plays a record. Rejects where the broker can't be connected to in time. */
export async function replayIntoBroker(
  record: SessionRecord,
  target: Target,
  { speed = 1, map = new Map() }: ReplayOptions = {},
): Promise<BrokerReplayed> {
  const script = scriptOf(record, map);
  const lines = new Map<number, Line>();
  const startedAt = performance.now();
  let leftOut = 0;
  try {
    for (const step of script.steps) {
      const earlyMs = step.t / speed - (performance.now() - startedAt);
      if (earlyMs > 0) await sleep(earlyMs);
      await answersBefore(step.line, script, lines);
      if (!(await take(step, script, lines, target))) leftOut += 1;
    }
    await answersBefore(Number.POSITIVE_INFINITY, script, lines);
  } finally {
    for (const { socket } of lines.values()) socket.destroy();
  }
  return { ...replayed(script, (connection) => lines.get(connection)?.seen), leftOut };
}

/** Resolves when each connection has answered what stood before that line, or has had its time to. */
async function answersBefore(line: number, { wanted }: Script, lines: ReadonlyMap<number, Line>): Promise<void> {
  const until = performance.now() + ANSWER_MS;
  for (const [connection, one] of lines) {
    const all = wanted.get(connection) ?? [];
    for (let next = all[one.owed]; next !== undefined && next.line < line; next = all[++one.owed])
      one.account.owe(next);
    while (!one.isBehind && one.account.missing() > 0) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) {
        one.isBehind = true;
        break;
      }
      await heardWithin(one, leftMs);
    }
  }
}

function heardWithin(line: Line, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    line.heard = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** @returns false if only the core can do it */
async function take(step: Step, script: Script, lines: Map<number, Line>, target: Target): Promise<boolean> {
  switch (step.does) {
    case "open":
      lines.set(step.connection, await open(target, script));
      return true;
    case "say": {
      const line = lines.get(step.connection);
      const wanted = script.wanted.get(step.connection) ?? [];
      line?.socket.write(withSeenPacketId(step.bytes, wanted, line.seen, step.line));
      return true;
    }
    case "leave":
      await leave(lines.get(step.connection));
      return true;
    default:
      return false;
  }
}

/** Ends a line behind what was said on it; what the broker answers to that still counts. */
async function leave(line: Line | undefined): Promise<void> {
  if (line === undefined) return;
  line.hasLeft = true;
  line.socket.end();
  const until = performance.now() + ANSWER_MS;
  while (!line.socket.closed) {
    const leftMs = until - performance.now();
    if (leftMs <= 0) break;
    await heardWithin(line, leftMs);
  }
  line.socket.destroy();
}

async function open({ host, port }: Target, script: Script): Promise<Line> {
  const socket = connect({ host, port, noDelay: true });
  const late = setTimeout(() => socket.destroy(new Error(`no answer in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  await once(socket, "connect").finally(() => clearTimeout(late));
  const framer = createFramer();
  const account = createAccount();
  const line: Line = { socket, seen: [], account, owed: 0, heard: () => {}, isBehind: false, hasLeft: false };
  const take = (answer: Answer) => {
    line.seen.push(answer);
    account.came(answer);
  };
  socket.on("data", (bytes) => {
    for (const answer of answersIn(framer, bytes, script.named)) take(answer);
    line.heard();
  });
  socket.on("error", () => {}); // a reset is a way to end
  socket.once("close", () => {
    if (!line.hasLeft) take(CLOSED);
    line.heard();
  });
  return line;
}
