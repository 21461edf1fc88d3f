/**
 * The messages that arrived, and the waits for those that should; pure. A message serves one wait, the first that wants
 * it. What came in vain is told in the error of a wait that gives up: each message with why it was not it.
 */

import type { Client } from "./clients.js";
import type { Verdict } from "./endpoint/verdict.js";
import type { BrokerEvent, PublishedEvent, VerdictEvent } from "./event.js";
import { eventLine, harmless, shownName, shownPayload } from "./line.js";
import { topicFilterFlaw } from "./topics.js";
import { type Message, type Wanted, whyNot } from "./wanted.js";

/** Called once, with one or the other. */
export interface Outcome {
  found(message: Message): void;
  failed(error: Error): void;
}

export interface Arrivals {
  hear(event: BrokerEvent): void;
  /** The first message of those that came already. Throws where the filter is none. */
  take(wanted: Wanted): Message | undefined;
  /** Waits for one that comes. @returns what gives up, with the words that say when */
  wait(wanted: Wanted, outcome: Outcome): (when: string) => void;
  /** Gives up all waits, and each that is asked for later. */
  end(when: string): void;
}

/** Something that arrived: a message, or what came by HTTP and went no further. */
interface Arrival {
  readonly line: string;
  readonly message: Message | undefined;
  isTaken: boolean;
}

// Not fatal; a byte order mark is a character like any other, as it is for the verdict.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Arrivals that are kept, and their payloads in bytes; the oldest go first. */
const KEPT = 10_000;
const KEPT_BYTES = 64 * 1024 * 1024;

/** Arrivals, and other events, that an error tells. */
const TOLD = 20;

/** @param isJudged whether each message is followed by its verdict; @param clients who is connected */
export function createArrivals({
  isJudged,
  clients,
}: {
  readonly isJudged: boolean;
  readonly clients: () => readonly Client[];
}): Arrivals {
  const arrivals: Arrival[] = [];
  const waits = new Set<{ readonly wanted: Wanted; readonly outcome: Outcome }>();
  /** Of connections: why nothing came may lie there. */
  const others: string[] = [];
  let bytes = 0;
  /** When the waits were given up for good. */
  let ended: string | undefined;
  let forgotten = 0;
  let published: PublishedEvent | undefined;

  function hear(event: BrokerEvent): void {
    switch (event.event) {
      case "published":
        published = event;
        if (!isJudged) arrived(event, undefined);
        return;
      case "verdict":
        if (event.by === "HTTP" && event.verdict !== "accepted") keep(lineOf(event, event), undefined);
        else if (published !== undefined) arrived(published, event);
        return;
      case "delivered":
      case "subscribed":
      case "unsubscribed":
        return;
      default:
        others.push(eventLine(event));
        if (others.length > TOLD) others.shift();
    }
  }

  function arrived(event: PublishedEvent, judged: VerdictEvent | undefined): void {
    const { event: _, payload, ...fields } = event;
    const text = utf8.decode(payload);
    const message = { ...fields, payload: new Uint8Array(payload), text, verdict: judged && verdictOf(judged) };
    const arrival = keep(lineOf(event, judged), message);
    for (const wait of waits) {
      if (whyNot(wait.wanted, message) !== undefined) continue;
      arrival.isTaken = true;
      waits.delete(wait);
      wait.outcome.found(message);
      return;
    }
  }

  function keep(line: string, message: Message | undefined): Arrival {
    const arrival: Arrival = { line, message, isTaken: false };
    arrivals.push(arrival);
    bytes += sizeOf(arrival);
    while (arrivals.length > KEPT || (bytes > KEPT_BYTES && arrivals.length > 1)) {
      const oldest = arrivals.shift();
      if (oldest !== undefined) bytes -= sizeOf(oldest);
      forgotten += 1;
    }
    return arrival;
  }

  function story(wanted: Wanted, when: string): Error {
    const name = typeof wanted === "string" ? JSON.stringify(wanted) : "a predicate";
    const lines = [`No message for waitFor of ${name} came ${when}.`];
    const told = arrivals.slice(-TOLD);
    const count = arrivals.length + forgotten;
    lines.push(
      count === 0
        ? "No message arrived at all."
        : count > told.length
          ? `The last ${told.length} of ${count} that arrived:`
          : "What arrived:",
    );
    for (const { line, message, isTaken } of told) {
      const why =
        message === undefined
          ? "it went no further"
          : isTaken
            ? "an earlier waitFor has it"
            : (whyNot(wanted, message) ?? "it would be it now");
      lines.push(`  ${line}: ${why}`);
    }
    const there = clients().map(({ client, filters }) => {
      const reads = filters.length > 0 ? `, subscribed to ${filters.map(shownName).join(" ")}` : "";
      return `  ${shownName(client)}${reads}`;
    });
    lines.push(there.length > 0 ? "Connected:" : "No client is connected.", ...there);
    if (others.length > 0) lines.push("What happened to connections:", ...others.map((line) => `  ${line}`));
    return new Error(lines.join("\n"));
  }

  return {
    hear,

    take(wanted) {
      const flaw = typeof wanted === "string" ? topicFilterFlaw(wanted) : undefined;
      if (flaw !== undefined) throw new Error(`waitFor of ${JSON.stringify(wanted)}: ${flaw.text}`);
      for (const arrival of arrivals) {
        const { message, isTaken } = arrival;
        if (message === undefined || isTaken || whyNot(wanted, message) !== undefined) continue;
        arrival.isTaken = true;
        return message;
      }
      return undefined;
    },

    wait(wanted, outcome) {
      if (ended !== undefined) outcome.failed(story(wanted, ended));
      const wait = { wanted, outcome };
      if (ended === undefined) waits.add(wait);
      return (when) => {
        if (waits.delete(wait)) outcome.failed(story(wanted, when));
      };
    },

    end(when) {
      ended = when;
      for (const { wanted, outcome } of waits) outcome.failed(story(wanted, when));
      waits.clear();
    },
  };
}

function verdictOf({ event: _e, client: _c, by: _b, topic: _t, payload: _p, ...verdict }: VerdictEvent): Verdict {
  return verdict;
}

function lineOf(event: PublishedEvent | VerdictEvent, judged: VerdictEvent | undefined): string {
  const verdict = judged === undefined ? "" : ` (${harmless(judged.text)})`;
  return `${shownName(event.client)}: ${shownName(event.topic)} ${shownPayload(event.payload)}${verdict}`;
}

function sizeOf({ line, message }: Arrival): number {
  return line.length + (message === undefined ? 0 : 3 * message.payload.length);
}
