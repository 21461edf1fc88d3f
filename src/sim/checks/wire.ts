/**
 * What goes over the wire, read apart from the SDK and from the broker: MQTT 3.1's rules for a client, and for one that
 * talks in turns those of its turns. It also knows by itself what the device may count as confirmed: what stood ahead of
 * a PINGREQ whose PINGRESP came, and with QoS 1 a batch of which each identifier was acknowledged.
 */
import { type Manners, mannersOf } from "../manners.js";
import type { Conversation } from "../virtual-network.js";
import type { Fail } from "./failures.js";
import { identifierCheck, noneUsed, type Used } from "./identifiers.js";
import { packetsOf, word } from "./stream.js";

export interface WireCheck {
  /** `connect` was given these, from now on. */
  meet(manners: Manners): void;
  sent(conversation: Conversation, bytes: string): void;
  received(conversation: Conversation, bytes: string): void;
  /** Whether a value should have been given up by now: the next `look` says so, if nobody has told of a drop by then. */
  isPoisoned(): boolean;
  /** Something ended; the next boot or connection starts anew. */
  look(): void;
  /** Values that the wire says are confirmed, since the last boot. */
  confirmed(): number;
  rebooted(): void;
  /** A value was put and not taken: the SDK looks for what there is to send, and says PINGREQ. */
  refused(): void;
  /** The SDK gave up a value, or one gave way. */
  dropped(): void;
  /** Whether the broker never said more than it was asked for: then the device has counted all of them. */
  isExact(): boolean;
  /** CONNACK 0s since the last boot. */
  accepted(): number;
  /** Those of them behind which more came unasked: if it came in one piece, it was no reply to the SDK. */
  doubted(): number;
  /** Whether a connection is up on which for so long nothing was owed, held back or heard, a pace's wait on top. */
  isIdle(forMs: number): boolean;
  /** Whether the last thing said was DISCONNECT. */
  saidGoodbye(): boolean;
  /** When a batch was confirmed. */
  readonly confirmations: readonly number[];
}

export interface WireRules {
  /** Whether it says one thing at a time and waits for the one reply that it is owed. */
  readonly takesTurns: boolean;
  /** The most bytes of a batch of more than one value. */
  readonly chunkBytes: number;
  /** Whether the board's clock goes as fast as ours. */
  readonly isClockRight: boolean;
}

const names: Readonly<Record<number, string>> = {
  1: "CONNECT",
  3: "PUBLISH",
  4: "PUBACK",
  8: "SUBSCRIBE",
  10: "UNSUBSCRIBE",
  12: "PINGREQ",
  14: "DISCONNECT",
};
/** Of SUBSCRIBE and UNSUBSCRIBE, QoS 1 (MQTT 3.1, sections 3.8 and 3.10). */
const ASKING_FLAGS = 2;
/** In CONNECT's flags (MQTT 3.1, section 3.1). */
const CLEAN_SESSION = 2;

/** What may come on top of a wait: a pass, a connection that blocked it. */
const SLACK_MS = 100;

/** Three connections under a batch, and three under the value alone. */
const MOST_ENDS = 6;

interface Talk {
  /** Bytes up, and down, that make no packet yet. */
  up: string;
  down: string;
  packets: number;
  /** CONNACK 0 came. */
  accepted: boolean;
  /** More came behind it, and nothing was said in between. */
  doubted: boolean;
  /** It has said its birth. */
  born: boolean;
  isOver: boolean;
  keepAliveMs: number;
  /** Values since the last PINGREQ, and those ahead of the one that waits for its reply. */
  values: number;
  ahead: number;
  owes: "CONNACK" | "PINGRESP" | "PUBACK" | undefined;
  /** With QoS 1: its identifiers, and what the batch said. */
  readonly used: Used;
  batch: string[];
  owedMs: number;
  spokeMs: number;
  heardMs: number;
  /** When something came that is no message, and no answer to SUBSCRIBE. */
  repliedMs: number;
  /** It has subscribed: the broker may speak unasked. */
  subscribes: boolean;
  /** SUBSCRIBE and its like since the last PINGREQ. */
  asides: number;
  /** Messages of the broker's that want a PUBACK. */
  toAcknowledge: number;
  /** Bytes of the turn that is being said, and whether its last piece was as large as there are. */
  turnBytes: number;
  isFull: boolean;
  confirmedSome: boolean;
}

export function wireCheck(now: () => number, rules: WireRules, fail: Fail): WireCheck {
  const talks = new Map<number, { readonly conversation: Conversation; readonly talk: Talk }>();
  const identifiers = identifierCheck(fail);
  const confirmations: number[] = [];
  let confirmed = 0;
  let accepted = 0;
  let doubted = 0;
  let isOver = false;
  let isExact = true;
  let refusedMs = Number.NEGATIVE_INFINITY;
  /** Connections in a row that ended with nothing confirmed: after three, values go under suspicion, with a PINGREQ each. */
  let strikes = 0;
  /** Connections in a row that were ended under values by the other side, with nothing confirmed and nothing given up. */
  let ends = 0;
  let manners = mannersOf({});
  /** Of a spool: since the last boot nothing was found torn. */
  let mayBeTorn = false;
  /** When a value went last. */
  let valueMs = Number.NEGATIVE_INFINITY;

  function talkOf(conversation: Conversation): Talk {
    const known = talks.get(conversation.connection);
    if (known) return known.talk;
    for (const [id, { conversation: before, talk }] of talks) {
      // What found no room nobody has seen.
      if (before.isHeld) identifiers.mayHaveSaidMore();
      if (before.endedMs !== undefined) forget(id, before, talk);
    }
    const talk: Talk = {
      up: "",
      down: "",
      packets: 0,
      accepted: false,
      doubted: false,
      born: false,
      isOver: false,
      keepAliveMs: 0,
      values: 0,
      ahead: 0,
      owes: undefined,
      used: noneUsed(),
      batch: [],
      owedMs: 0,
      spokeMs: now(),
      heardMs: now(),
      repliedMs: now(),
      subscribes: false,
      asides: 0,
      toAcknowledge: 0,
      turnBytes: 0,
      isFull: false,
      confirmedSome: false,
    };
    talks.set(conversation.connection, { conversation, talk });
    return talk;
  }

  function forget(id: number, conversation: Conversation, talk: Talk): void {
    talks.delete(id);
    if (talk.accepted && (talk.owes !== "PUBACK" || talk.up !== "")) identifiers.mayHaveSaidMore();
    strikes = talk.confirmedSome && strikes < 3 ? 1 : strikes + 1;
    if (talk.confirmedSome) ends = 0;
    if (!conversation.endedFromAfar || talk.values + talk.ahead + talk.used.unacknowledged.size === 0) return;
    ends++;
  }

  function said(talk: Talk, type: number, flags: number, body: string): void {
    const name = names[type];
    talk.packets++;
    if (talk.isOver) fail("legal", "something follows DISCONNECT");
    if (name === undefined) fail("legal", `a client sends a packet of type ${type}, which this one has no use for`);
    const isAsking = name === "SUBSCRIBE" || name === "UNSUBSCRIBE";
    const wantedFlags = isAsking ? ASKING_FLAGS : 0;
    if (name === "PUBLISH" ? (flags & 6) === 6 : flags !== wantedFlags) {
      fail("legal", `${name} has the flags ${flags}`);
    }
    if ((talk.packets === 1) !== (name === "CONNECT")) {
      fail("legal", talk.packets === 1 ? `${name} comes ahead of CONNECT` : "CONNECT comes twice");
    }
    if (talk.packets > 1 && !talk.accepted) fail("turns", `${name} comes ahead of CONNACK 0`);
    if (name === "CONNECT") {
      if (!body.startsWith("\0\x06MQIsdp\x03")) fail("legal", "CONNECT does not begin with MQIsdp, level 3");
      talk.keepAliveMs = word(body, 10) * 1000;
      const isClean = (body.charCodeAt(9) & CLEAN_SESSION) !== 0;
      if (isClean !== manners.isClean)
        fail("legal", `CONNECT has cleanSession ${isClean}, and so it was not asked for`);
      owe(talk, "CONNACK");
    } else if (name === "PUBLISH") {
      const topicBytes = word(body, 0);
      const topic = body.slice(2, 2 + topicBytes);
      if (topicBytes === 0 || topic.length < topicBytes) fail("legal", "a PUBLISH has no whole topic");
      const isBirth = topic === manners.birthTopic;
      if (isBirth && talk.born) fail("birth", "a connection's second birth");
      if (!isBirth && manners.birthTopic !== undefined && !talk.born) fail("birth", "a value comes ahead of the birth");
      talk.born ||= isBirth;
      if (isBirth) return;
      complainOfPace();
      if ((flags & 6) === 2) {
        identifiers.said(talk.used, body, topicBytes, (flags & 8) !== 0);
        if (talk.batch.length === 0) owe(talk, "PUBACK");
        talk.batch.push(body);
      } else talk.values++;
    } else if (name === "PINGREQ") {
      if (body !== "") fail("legal", "PINGREQ has a body");
      if (manners.birthTopic !== undefined && !talk.born) fail("birth", "a connection goes on without one");
      if (talk.values + talk.asides === 0) complainOfChatter(talk);
      talk.ahead = talk.values;
      talk.values = 0;
      owe(talk, "PINGRESP");
    } else if (name === "DISCONNECT") talk.isOver = true;
    else if (isAsking) {
      if (body.length < 5) fail("legal", `${name} asks for nothing`);
      talk.subscribes = true;
      talk.asides++;
    } else if (name === "PUBACK") {
      if (body.length !== 2) fail("legal", "PUBACK has no message id");
      if (talk.toAcknowledge-- === 0) fail("legal", "PUBACK comes for no message");
      talk.asides++;
    }
  }

  function complainOfPace(): void {
    const sinceMs = now() - valueMs;
    valueMs = now();
    if (!rules.isClockRight || sinceMs >= manners.paceMs) return;
    fail("pace", `a value goes ${Math.round(sinceMs)} ms after the last, and paceMs is ${manners.paceMs}`);
  }

  function acknowledged(talk: Talk, id: number): void {
    const { unacknowledged } = talk.used;
    if (!unacknowledged.delete(id) || unacknowledged.size > 0) return;
    // There may be more of the batch that found no room in the network's buffers.
    if (talk.isFull) {
      isExact = false;
      identifiers.mayHaveSaidMore();
    }
    confirm(talk, talk.batch.length);
    identifiers.confirmed(talk.batch);
    talk.batch = [];
    talk.owes = undefined;
  }

  function confirm(talk: Talk, values: number): void {
    confirmed += values;
    if (values === 0) return;
    talk.confirmedSome = true;
    if (strikes < 3) strikes = 0;
    confirmations.push(now());
  }

  function owe(talk: Talk, reply: "CONNACK" | "PINGRESP" | "PUBACK"): void {
    if (talk.owes) fail("turns", `${reply} is asked for while ${talk.owes} is owed`);
    talk.owes = reply;
    talk.owedMs = now();
  }

  /** A PINGREQ with nothing ahead of it is there to break the silence, and costs the battery. */
  function complainOfChatter(talk: Talk): void {
    if (!rules.takesTurns || !rules.isClockRight || strikes >= 3 || now() - refusedMs < SLACK_MS) return;
    const silentMs = now() - talk.repliedMs;
    if (talk.keepAliveMs === 0 || silentMs < talk.keepAliveMs / 2 - SLACK_MS) {
      // All that was to go was torn: it is found out as it goes.
      if (manners.spools && mayBeTorn) {
        mayBeTorn = false;
        return;
      }
      fail(
        "no-chatter",
        `a PINGREQ for nothing comes after a silence of ${Math.round(silentMs)} ms; the keep-alive is ${talk.keepAliveMs} ms`,
      );
    }
  }

  function complainOfSilence(talk: Talk): void {
    if (!rules.isClockRight || talk.isOver) return;
    const silentMs = now() - talk.spokeMs;
    // While a reply is owed nothing is said: with a short keep-alive, that is most of it.
    const longestMs = Math.max(talk.keepAliveMs, talk.keepAliveMs / 2 + manners.replyMs) + SLACK_MS;
    if (talk.keepAliveMs > 0 && talk.accepted && silentMs > longestMs) {
      fail("kept-alive", `nothing was said for ${Math.round(silentMs)} ms; the keep-alive is ${talk.keepAliveMs} ms`);
    }
    if (rules.takesTurns && talk.owes && now() - talk.owedMs > manners.replyMs + SLACK_MS) {
      fail(
        "silence-noticed",
        `${talk.owes} did not come for ${Math.round(now() - talk.owedMs)} ms, and the connection is still up`,
      );
    }
  }

  const isPoisoned = () => ends > MOST_ENDS && rules.takesTurns;

  return {
    meet(given) {
      manners = given;
    },
    confirmations,
    confirmed: () => confirmed,
    isExact: () => isExact,
    accepted: () => accepted,
    doubted: () => doubted,
    saidGoodbye: () => isOver,
    isIdle: (forMs) =>
      [...talks.values()].some(
        ({ conversation, talk }) =>
          conversation.endedMs === undefined &&
          !conversation.isHeld &&
          talk.accepted &&
          !talk.owes &&
          now() - talk.heardMs > forMs + (forMs && manners.paceMs),
      ),
    dropped() {
      ends = 0;
    },
    refused() {
      refusedMs = now();
    },
    rebooted() {
      mayBeTorn = true;
      confirmed = 0;
      accepted = 0;
      doubted = 0;
      isOver = false;
      strikes = 0;
      ends = 0;
      identifiers.rebooted();
      valueMs = Number.NEGATIVE_INFINITY;
      talks.clear();
    },

    sent(conversation, bytes) {
      const talk = talkOf(conversation);
      isOver = bytes.endsWith("\xe0\0");
      complainOfSilence(talk);
      talk.spokeMs = now();
      talk.up += bytes;
      const read = packetsOf(talk.up);
      if (read === undefined) {
        fail("legal", "Remaining Length has more than four bytes");
        talk.up = "";
        return;
      }
      talk.turnBytes += bytes.length;
      talk.isFull = bytes.length >= rules.chunkBytes;
      talk.up = read.rest;
      for (const { type, flags, body } of read.packets) {
        const wasBorn = talk.born;
        said(talk, type, flags, body);
        // It goes by itself, ahead of the turn.
        if (talk.born !== wasBorn) talk.turnBytes -= bytes.length - read.rest.length;
      }
      if (!talk.owes) return;
      // What is said aside goes ahead of a batch that would be full by itself.
      const batch = talk.asides > 0 ? 0 : talk.ahead + talk.batch.length;
      talk.asides = 0;
      if (rules.takesTurns && batch > 1 && talk.turnBytes > rules.chunkBytes) {
        fail("bounded", `a batch of ${batch} values has ${talk.turnBytes} bytes; a chunk has ${rules.chunkBytes}`);
      }
      talk.turnBytes = 0;
    },

    received(conversation, bytes) {
      const talk = talkOf(conversation);
      talk.heardMs = now();
      talk.down += bytes;
      const read = packetsOf(talk.down);
      if (read === undefined) return;
      talk.down = read.rest;
      for (const { type, flags, body } of read.packets) {
        if (type === 2 && body.charCodeAt(1) === 0 && !talk.accepted) {
          talk.accepted = true;
          accepted++;
        }
        if (type === 13 && talk.owes === "PINGRESP") {
          confirm(talk, talk.ahead);
        }
        if (!(type === 3 || type === 9 || type === 11)) talk.repliedMs = now();
        const isAside = type === 4 || (talk.subscribes && (type === 3 || type === 9 || type === 11));
        if (type === 3 && (flags & 6) === 2) talk.toAcknowledge++;
        if (type === 4) acknowledged(talk, word(body, 0));
        if (!talk.owes && !isAside) {
          isExact = false;
          if (talk.accepted && talk.packets === 1 && !talk.doubted) {
            talk.doubted = true;
            doubted++;
          }
        }
        if (type === 2 ? talk.owes === "CONNACK" : type === 13 && talk.owes === "PINGRESP") talk.owes = undefined;
      }
    },

    isPoisoned,

    look() {
      if (isPoisoned()) {
        fail("poison", `${ends} connections in a row ended under values, and none is given up`);
      }
      for (const { conversation, talk } of talks.values()) {
        if (conversation.endedMs === undefined) complainOfSilence(talk);
      }
    },
  };
}
