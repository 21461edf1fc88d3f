/**
 * Messages to the device: what was asked for on the wire, what came over it, and whom the SDK called with it. Each message
 * that comes whole is given once to each listener whose filter it matches, unless its connection ends at once; what is too
 * long is counted, and given to nobody.
 */
import { matches } from "../../broker/topics.js";
import type { Manners } from "../manners.js";
import type { Seen, Subscriptions } from "../probe.js";
import type { Conversation } from "../virtual-network.js";
import type { Fail } from "./failures.js";
import { headAt, packetsOf, word } from "./stream.js";

/** What may lie between a message's coming and its being given: a few passes. */
const SLACK_MS = 100;
/** A turn that is said now may have been begun so long before: the longest wait for a reply. */
const OLDEST_TURN_MS = 12_000;
const LIMIT_BYTES = 512;

export interface MessageCheck {
  meet(manners: Manners): void;
  seen(seen: Seen): void;
  sent(conversation: Conversation, bytes: string): void;
  received(conversation: Conversation, bytes: string): void;
  look(): void;
  rebooted(): void;
}

/** Something that came. */
interface Came {
  readonly atMs: number;
  readonly conversation: Conversation;
}

interface Talk {
  readonly conversation: Conversation;
  up: string;
  down: string;
  /** What was asked for. */
  readonly asked: Set<string>;
  /** Filters that were answered. */
  subacks: number;
  granted: number;
  subackMs: number;
  /** Since when so much of a message is there that it is seen to be too long; undefined while none is. */
  skipsSinceMs: number | undefined;
  /** Messages that want a PUBACK, by their ids, and when they came. */
  readonly unacknowledged: Map<number, number>;
}

/** Of what came, how much was surely taken in and how much may have been. */
interface Tally {
  readonly came: Came[];
  sure: number;
  unsure: number;
}

/** @param toText what a string of the board's means: there its chars may be bytes */
export function messageCheck(now: () => number, toText: (onBoard: string) => string, fail: Fail): MessageCheck {
  let listens: { readonly qos: 0 | 1; readonly replyMs: number; readonly paceMs: number } = {
    qos: 0,
    replyMs: 10_000,
    paceMs: 0,
  };
  let limit = LIMIT_BYTES;
  /** Filters that are listened to, and since when; and those that are not any more. */
  const filters = new Map<string, number>();
  const left = new Map<string, number>();
  const talks = new Map<number, Talk>();
  /** Calls that are due, in their order. */
  let due: (Came & { readonly filter: string; readonly key: string })[] = [];
  /** What came lately, for listeners that have just come or gone. */
  let recent: { readonly atMs: number; readonly topic: string; readonly key: string }[] = [];
  let received: Tally = { came: [], sure: 0, unsure: 0 };
  let skipped: Tally = { came: [], sure: 0, unsure: 0 };

  const isOver = ({ conversation }: { conversation: Conversation }) => conversation.endedMs !== undefined;
  /** Whether the connection went on for as long as it takes to take in what came; undefined while nobody can say. */
  function wasTaken({ atMs, conversation: { endedMs } }: Came): boolean | undefined {
    if (endedMs !== undefined && endedMs <= atMs + SLACK_MS) return false;
    return now() > atMs + SLACK_MS ? true : undefined;
  }

  function talkOf(conversation: Conversation, bytes: string): Talk | undefined {
    const known = talks.get(conversation.connection);
    if (known || conversation.sent !== bytes) return known;
    const talk: Talk = {
      conversation,
      up: "",
      down: "",
      asked: new Set(),
      subacks: 0,
      granted: 0,
      subackMs: 0,
      skipsSinceMs: undefined,
      unacknowledged: new Map(),
    };
    talks.set(conversation.connection, talk);
    return talk;
  }

  function came(talk: Talk, flags: number, body: string, bytes: number): void {
    const { conversation } = talk;
    const atMs = now();
    const topicEnd = 2 + word(body, 0);
    const qos = (flags >> 1) & 3;
    if (qos > 0 && listens.qos === 1) talk.unacknowledged.set(word(body, topicEnd), atMs);
    if (bytes > limit) {
      // A topic beyond the bound hides the id.
      if (topicEnd + 2 > limit - 8) talk.unacknowledged.delete(word(body, topicEnd));
      skipped.came.push({ atMs, conversation });
      return;
    }
    received.came.push({ atMs, conversation });
    const topic = Buffer.from(body.slice(2, topicEnd), "latin1").toString("utf8");
    const text = Buffer.from(body.slice(topicEnd + (qos > 0 ? 2 : 0)), "latin1").toString("utf8");
    const key = `${topic}\n${text}`;
    recent.push({ atMs, topic, key });
    for (const filter of filters.keys()) {
      if (matches(filter, topic)) due.push({ atMs, conversation, filter, key });
    }
  }

  function heard(filter: string, topic: string, text: string): void {
    const key = `${toText(topic)}\n${toText(text)}`;
    const at = due.findIndex((one) => one.filter === filter && one.key === key);
    const [one] = at < 0 ? [] : due.splice(at, 1);
    if (one === undefined) {
      const isLate = (changedMs: number | undefined) => changedMs !== undefined && now() - changedMs <= SLACK_MS;
      const came = recent.some((other) => other.key === key && now() - other.atMs <= SLACK_MS);
      if (came && matches(filter, toText(topic)) && (isLate(filters.get(filter)) || isLate(left.get(filter)))) return;
      fail("heard", `the listener to ${filter} is called with ${JSON.stringify(key.slice(0, 60))}, which did not come`);
      return;
    }
    const ahead = due.find((other, index) => index < at && other.filter === filter && wasTaken(other) !== false);
    if (ahead !== undefined)
      fail("heard", `the listener to ${filter} is called out of order, ahead of ${ahead.key.slice(0, 60)}`);
  }

  /** Something is said that begins a turn: what is to be asked for stands ahead of it. */
  function complainOfAsked({ asked, conversation }: Talk): void {
    for (const [filter, sinceMs] of filters) {
      if (!asked.has(filter) && (sinceMs < conversation.askedMs || now() - sinceMs > OLDEST_TURN_MS + listens.paceMs)) {
        fail("subscribed", `connection ${conversation.connection} goes on without having asked for ${filter}`);
      }
    }
    for (const [filter, sinceMs] of left) {
      if (asked.has(filter) && !filters.has(filter) && now() - sinceMs > OLDEST_TURN_MS + listens.paceMs) {
        fail("subscribed", `${filter} is not left on connection ${conversation.connection}`);
      }
    }
  }

  function asks({ asked }: Talk, filter: string, qos: number): void {
    if (asked.has(filter)) fail("subscribed", `${filter} is asked for twice on one connection`);
    if (!filters.has(filter) && !left.has(filter)) fail("subscribed", `${filter} is asked for, and nobody listens`);
    if (qos !== listens.qos) fail("subscribed", `${filter} is asked for with QoS ${qos}, not ${listens.qos}`);
    asked.add(filter);
  }

  function said(talk: Talk, type: number, flags: number, body: string): void {
    if (type === 8) {
      for (let at = 2; at < body.length; ) {
        const qosAt = at + 2 + word(body, at);
        asks(talk, Buffer.from(body.slice(at + 2, qosAt), "latin1").toString("utf8"), body.charCodeAt(qosAt));
        at = qosAt + 1;
      }
    } else if (type === 10) {
      talk.asked.delete(Buffer.from(body.slice(4, 4 + word(body, 2)), "latin1").toString("utf8"));
    } else if (type === 4) talk.unacknowledged.delete(word(body, 0));
    else if (type === 12 || (type === 3 && (flags & 6) === 2)) complainOfAsked(talk);
  }

  /** Counts what is known by now of what came. */
  function reckon(tally: Tally): void {
    while (tally.came.length > 0) {
      const taken = wasTaken(tally.came[0] as Came);
      if (taken === undefined) return;
      tally.came.shift();
      if (taken) tally.sure++;
      else tally.unsure++;
    }
  }

  /** A message that is too long is counted as soon as it is seen to be, however much of it comes. */
  function isSkipping({ down }: Talk): boolean {
    const head = down.charCodeAt(0) >> 4 === 3 && down.length >= limit ? headAt(down, 0) : undefined;
    return typeof head === "object" && head.bytes > limit;
  }
  const isSurelySkipping = ({ skipsSinceMs = now(), conversation: { endedMs = now() } }: Talk) =>
    endedMs - skipsSinceMs > SLACK_MS;

  function complainOfCounts(told: Subscriptions): void {
    reckon(received);
    reckon(skipped);
    const begun = [...talks.values()].filter(({ skipsSinceMs }) => skipsSinceMs !== undefined);
    const surelyBegun = begun.filter(isSurelySkipping).length;
    for (const [name, count, { sure, unsure, came }, least, most] of [
      ["received", told.received, received, 0, 0],
      ["skipped", told.skipped, skipped, surelyBegun, begun.length],
    ] as const) {
      if (count >= sure + least && count <= sure + unsure + came.length + most) continue;
      fail("heard", `${name} is ${count}, and ${sure} such messages have come${unsure ? `, or ${unsure} more` : ""}`);
    }
    const [talk, other] = [...talks.values()].filter((one) => !isOver(one));
    if (talk === undefined || other !== undefined || now() - talk.subackMs <= SLACK_MS || talk.subacks === 0) return;
    const { granted, subacks } = talk;
    if (told.granted !== granted || told.refused !== subacks - granted) {
      fail(
        "subscribed",
        `${granted} of ${subacks} filters were granted, and subscriptions() says ${told.granted} and ${told.refused}`,
      );
    }
  }

  return {
    meet({ isClean, replyMs, paceMs }) {
      listens = { qos: isClean ? 0 : 1, replyMs, paceMs };
    },
    seen(seen) {
      if (seen.seen === "listen") {
        const filter = toText(seen.filter);
        if (seen.isOn) {
          if (!filters.has(filter)) filters.set(filter, now());
        } else {
          filters.delete(filter);
          left.set(filter, now());
          due = due.filter((one) => one.filter !== filter);
        }
      } else if (seen.seen === "limit") limit = seen.bytes;
      else if (seen.seen === "message") heard(toText(seen.filter), seen.topic, seen.text);
      else if (seen.seen === "status" && seen.subscriptions) complainOfCounts(seen.subscriptions);
    },
    sent(conversation, bytes) {
      const talk = talkOf(conversation, bytes);
      if (talk === undefined) return;
      const read = packetsOf(talk.up + bytes);
      if (read === undefined) return;
      talk.up = read.rest;
      for (const { type, flags, body } of read.packets) said(talk, type, flags, body);
    },
    received(conversation, bytes) {
      const talk = talks.get(conversation.connection);
      if (talk === undefined) return;
      const read = packetsOf(talk.down + bytes);
      if (read === undefined) return;
      talk.down = read.rest;
      for (const { type, flags, body, bytes } of read.packets) {
        if (type === 3) came(talk, flags, body, bytes);
        else if (type === 9) {
          talk.subackMs = now();
          for (const qos of Buffer.from(body.slice(2), "latin1")) {
            talk.subacks++;
            if (qos === listens.qos) talk.granted++;
          }
        }
      }
      if (!isSkipping(talk)) talk.skipsSinceMs = undefined;
      else talk.skipsSinceMs ??= now();
    },
    look() {
      recent = recent.filter(({ atMs }) => now() - atMs <= SLACK_MS);
      due = due.filter((one) => {
        const taken = wasTaken(one);
        if (taken) {
          fail("heard", `the listener to ${one.filter} was not called with ${JSON.stringify(one.key.slice(0, 60))}`);
        }
        return taken === undefined;
      });
      const longestMs = 2 * (listens.replyMs + listens.paceMs) + SLACK_MS;
      for (const [id, talk] of talks) {
        if (isOver(talk)) {
          if (isSurelySkipping(talk)) skipped.sure++;
          else if (talk.skipsSinceMs !== undefined) skipped.unsure++;
          talks.delete(id);
          continue;
        }
        for (const [messageId, atMs] of talk.unacknowledged) {
          if (now() - atMs <= longestMs) continue;
          fail("acknowledged", `the message ${messageId} has not been acknowledged for ${Math.round(now() - atMs)} ms`);
          talk.unacknowledged.delete(messageId);
        }
      }
    },
    rebooted() {
      limit = LIMIT_BYTES;
      filters.clear();
      left.clear();
      talks.clear();
      due = [];
      recent = [];
      received = { came: [], sure: 0, unsure: 0 };
      skipped = { came: [], sure: 0, unsure: 0 };
    },
  };
}
