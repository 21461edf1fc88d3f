/**
 * `tagwire/broker`: the broker for tests, with any test runner. It listens on a free port, remembers what arrived, and
 * waits for what should: a wait that ends in vain says what did arrive, and why that was not it.
 */

import { createArrivals } from "./arrivals.js";
import { type Client, createClients } from "./clients.js";
import type { StoredValue } from "./endpoint/kept-values.js";
import type { Tier } from "./endpoint/tier.js";
import type { BrokerEvent } from "./event.js";
import type { BrokerFaults } from "./faults/broker-faults.js";
import { type BrokerOptions, LONGEST_TIMEOUT_MS, type Recording, startBroker as startServer } from "./server.js";
import type { Message, Wanted } from "./wanted.js";

export type { Client } from "./clients.js";
export type { StoredValue } from "./endpoint/kept-values.js";
export type { Tier } from "./endpoint/tier.js";
export type { Verdict } from "./endpoint/verdict.js";
export type { BrokerEvent } from "./event.js";
export type { BrokerFaults } from "./faults/broker-faults.js";
export { type FaultForm, FaultMistake } from "./faults/fault.js";
export type { ListedFault } from "./faults/standing.js";
export type { Recording } from "./server.js";
export type { Message, Wanted } from "./wanted.js";

export interface TestBrokerOptions extends Omit<BrokerOptions, "endpoint" | "messageEvents"> {
  /** Keys with their accounts, such as `{ K: "free" }`; if there are none, any key will do and nothing is too early. */
  readonly keys?: Readonly<Record<string, Tier>>;
  /** false turns the platform's rules off. */
  readonly endpoint?: boolean;
}

export interface TestBroker {
  /** 127.0.0.1 unless told otherwise. */
  readonly host: string;
  readonly port: number;
  /** `mqtt://HOST:PORT`. */
  readonly url: string;
  readonly webSocketUrl: string | undefined;
  /** undefined without `httpPort`. */
  readonly httpUrl: string | undefined;
  /**
   * Resolves with the first message that is wanted, of those that came or will come; each message serves one wait. Rejects
   * with an Error that tells what did arrive when the deadline passes, and when the broker is closed.
   * @param wanted a topic filter such as `key/+/device/+/tag/temperature`, or what answers whether a message is it
   * @param deadlineMs from now on, in milliseconds; 5,000 unless told otherwise, and 24 days at most
   */
  waitFor(wanted: Wanted, deadlineMs?: number): Promise<Message>;
  /** The last value of each tag that the platform would have stored. */
  values(): StoredValue[];
  /** The clients that are connected now. */
  clients(): Client[];
  /** What goes wrong on command: put, removed and listed. */
  readonly faults: BrokerFaults;
  /**
   * Writes down what happens from now on, for `tagwire broker --replay`: docs/record.md. One at a time; connections that
   * are there already are left out.
   */
  record(file: string): Recording;
  /** Cuts all connections and stops listening; afterwards no socket and no timer is left. */
  close(): Promise<void>;
}

const DEADLINE_MS = 5_000;

/** Starts a broker and resolves when it listens; rejects as `startBroker` of server.ts does. */
export async function startBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const { keys = {}, endpoint = true, onEvent, ...others } = options;
  const clients = createClients();
  const arrivals = createArrivals({ isJudged: endpoint, clients: clients.list });
  const heard = (event: BrokerEvent) => {
    clients.hear(event);
    arrivals.hear(event);
    onEvent?.(event);
  };
  const running = await startServer({
    port: 0,
    ...others,
    onEvent: heard,
    endpoint: endpoint ? { keys: new Map(Object.entries(keys)) } : undefined,
  });

  async function waitFor(wanted: Wanted, askedMs = DEADLINE_MS): Promise<Message> {
    const already = arrivals.take(wanted);
    if (already !== undefined) return already;
    const deadlineMs = Math.min(askedMs, LONGEST_TIMEOUT_MS);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((found, failed) => {
        const giveUp = arrivals.wait(wanted, { found, failed });
        timer = setTimeout(() => giveUp(`within ${deadlineMs} ms`), deadlineMs);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    host: running.host,
    port: running.port,
    url: running.url,
    webSocketUrl: running.webSocketUrl,
    httpUrl: running.httpUrl,
    waitFor: (wanted, deadlineMs) => {
      const message = waitFor(wanted, deadlineMs);
      // A test that has failed already does not look at its waits any more.
      message.catch(() => {});
      return message;
    },
    values: running.values,
    clients: clients.list,
    faults: running.faults,
    record: running.record,
    close: async () => {
      arrivals.end("before the broker was closed");
      await running.close();
    },
  };
}
