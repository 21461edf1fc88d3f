/**
 * A model of what the client owes. What is said on the wire and what `status` tells must agree with what is promised in
 * docs/delivery.md, after every step of a story (stories.ts); with QoS 1 also what acknowledgements mean that are late,
 * twice, out of order, or for nobody.
 */
import { expect } from "vitest";
import type { FakeLink } from "../sim/fakes.js";
import {
  accepted,
  type Device,
  disconnect,
  packetsIn,
  pingReq,
  pingResp,
  puback,
  type Status,
} from "../support/device.js";
import { type Answer, BIRTH, type Given, inOrder, type Piece, type Qos, type Step } from "./stories.js";

/** How often is looked at the wire while time goes by, in milliseconds. */
const SLICE_MS = 50;
/** Of the client, where no option says another. */
const REPLY_TIMEOUT_MS = 10_000;
/** The longest wait before a connection. */
const MOST_RETRY_MS = 15_000;
const HEAL_MS = 600_000;
/** Values after which an identifier may come again: a buffer of 400 bytes has room for fewer. */
const ID_AGAIN = 100;

/** What the model knows of one connection. */
interface Known {
  readonly link: FakeLink;
  readonly given: Given;
  /** The board has ended when its bytes were looked at last, or its peer has ended it: it may say nothing more. */
  over: boolean;
  /** Writes to it that were looked at. */
  read: number;
  /**
   * Its peer takes no more bytes: what the board says stays with it, so that it may have given up without anybody's seeing
   * it, and its events come to a client that has forgotten it.
   */
  choked: boolean;
  greeted: boolean;
  /** The replies that it waits for, what of them has not come; "" while it is the board's turn. */
  owed: string;
  /** With QoS 1: the begin of a packet that came. */
  begun: string;
  up: boolean;
  born: number;
  /** Values in the batch, and on the whole connection. */
  batch: number[];
  values: number[];
}

/** A device and what is known of it; `look` is where the promises are held. */
export function observed(client: Device, qos: Qos) {
  const known: Known[] = [];
  let given: Given | undefined;
  let puts = 0;
  let confirmed = 0;
  let last = -1;
  const isDone = new Set<number>();
  /** With QoS 1: the identifiers of values that were said. */
  const ids = new Map<number, number>();
  /** Values before that one may have been said on a connection that took no more bytes: of those nobody saw it. */
  let unseenBefore = 0;

  /** @param isFirst whether it is the first packet of those that are said at a time */
  function read(packet: string, one: Known, isFirst: boolean): void {
    const type = packet.charCodeAt(0) >> 4;
    if (!one.greeted) {
      expect(type, "CONNECT comes first").toBe(1);
      one.greeted = true;
      one.owed = accepted;
      return;
    }
    if (packet === disconnect) {
      one.over = true;
      return;
    }
    expect(one.over, "it has said DISCONNECT").toBe(false);
    expect(one.up, "nothing but CONNECT before CONNACK 0").toBe(true);
    if (!qos || isFirst) expect(one.owed, "it is the broker's turn").toBe("");
    if (packet === pingReq) {
      one.owed = pingResp;
      if (one.given.paceMs) expect(one.batch.length, "a pace lets one value go").toBeLessThanOrEqual(1);
      return;
    }
    expect(type).toBe(3);
    if (packet.includes(BIRTH)) {
      expect(one.values, "the birth is ahead of the values").toEqual([]);
      one.born++;
      return;
    }
    const value = Number(/"value":"(\d+)x*"/.exec(packet)?.[1]);
    expect(one.values, "at most once on each connection").not.toContain(value);
    expect(isDone.has(value), "not again once it is confirmed").toBe(false);
    expect(value, "in the order of putting").toBeGreaterThan(one.values.at(-1) ?? last);
    one.values.push(value);
    one.batch.push(value);
    if (qos) acknowledgeable(packet, value, one);
    else expect(packet.charCodeAt(0) & 14, "the flags of QoS 0").toBe(0);
  }

  /** Of a PUBLISH with QoS 1: its identifier, and its DUP. */
  function acknowledgeable(packet: string, value: number, one: Known): void {
    const body = packet.slice(packet.charCodeAt(1) > 127 ? 3 : 2);
    const topicEnd = 2 + body.charCodeAt(0) * 256 + body.charCodeAt(1);
    const id = body.charCodeAt(topicEnd) * 256 + body.charCodeAt(topicEnd + 1);
    const flags = packet.charCodeAt(0);
    expect(flags & 6, "QoS 1").toBe(2);
    const isRepeat = ids.has(value);
    if (isRepeat || value >= unseenBefore)
      expect((flags & 8) !== 0, "DUP on a repeat, and on nothing else").toBe(isRepeat);
    if (isRepeat) expect(id, "a repeat has its identifier still").toBe(ids.get(value));
    expect(id, "an identifier").toBeGreaterThan(0);
    for (const [other, used] of [...ids].slice(-ID_AGAIN))
      if (other !== value) expect(id, "an identifier of its own").not.toBe(used);
    ids.set(value, id);
    one.owed += puback(id);
    if (one.given.paceMs) expect(one.batch.length, "a pace lets one value go").toBeLessThanOrEqual(1);
  }

  /** Reads what was said since. */
  function listen(): void {
    for (const link of client.network.links.slice(known.length)) {
      if (!given) throw new Error("A connection without connect");
      known.push({
        link,
        given,
        over: false,
        choked: false,
        read: 0,
        greeted: false,
        owed: "",
        begun: "",
        up: false,
        born: 0,
        batch: [],
        values: [],
      });
    }
    for (const [n, one] of known.entries()) {
      const said = one.link.sent.length > one.read ? one.link.sent.slice(one.read).join("") : "";
      one.read = one.link.sent.length;
      if (said) expect(one.over, "a connection that is over says nothing").toBe(false);
      for (const [nth, packet] of packetsIn(said).entries()) read(packet, one, nth === 0);
      if (one.link.closed !== "no" || (one.choked && n < known.length - 1)) one.over = true;
      if (n < known.length - 1) expect(one.over, "one connection at a time").toBe(true);
    }
  }

  /** What a broker's bytes mean to a board that hears them on that connection; more than is owed is garbage. */
  function hear(one: Known, bytes: string): void {
    if (one.over) return;
    if (!bytes || !one.owed.startsWith(bytes)) {
      one.over = true;
      return;
    }
    one.owed = one.owed.slice(bytes.length);
    if (!one.owed) confirm(one);
  }

  /** The same with QoS 1: what is owed comes in any order, and all else is passed over. */
  function hearQos1(one: Known, bytes: string): void {
    one.begun += bytes;
    for (let length = 0; length <= one.begun.length && !one.over; ) {
      const packet = one.begun.slice(0, length);
      one.begun = one.begun.slice(length);
      const owed = packetsIn(one.owed);
      if (owed.includes(packet)) {
        one.owed = owed.toSpliced(owed.indexOf(packet), 1).join("");
        if (!one.owed) confirm(one);
      }
      length = one.begun.length < 2 ? Number.POSITIVE_INFINITY : 2 + one.begun.charCodeAt(1);
    }
  }

  function confirm(one: Known): void {
    one.up = true;
    for (const value of one.batch) {
      isDone.add(value);
      last = Math.max(last, value);
    }
    confirmed += one.batch.length;
    one.batch = [];
  }

  const current = () => known.at(-1);
  const status = (): Status => client.status();

  function look(why: string): void {
    listen();
    const now = status();
    const one = current();
    expect(now.waiting + now.confirmed + now.dropped, `put = waiting + confirmed + dropped ${why}`).toBe(puts);
    expect(now.confirmed, `what is confirmed ${why}`).toBe(confirmed);
    if (given) expect(now.waitingBytes, `the buffer's bound ${why}`).toBeLessThanOrEqual(given.bufferBytes);
    if (!one?.choked || one.over)
      expect(now.state === "connected", `the state ${why}: ${now.state}`).toBe(one?.up === true && !one.over);
    if (one?.up) expect(one.born, `births ${why}`).toBe(one.given.birth ? 1 : 0);
    expect(client.board.timers(), `timers ${why}`).toBeLessThanOrEqual(1);
    expect(client.uncaught).toEqual([]);
  }

  function wait(ms: number): void {
    for (let left = ms; left > 0; left -= SLICE_MS) {
      client.clock.advance(Math.min(left, SLICE_MS));
      listen();
      stand();
    }
  }

  /** Where the board does not wait for its connection, it comes to stand by itself. */
  function stand(): void {
    const one = current();
    if (client.profile.connectFailure !== "emits" || !one || one.over || one.greeted) return;
    one.link.events.connected();
    client.turn();
    listen();
  }

  /** Those bytes come, in one turn of the board's, and perhaps the end behind them. */
  function say(pieces: readonly string[], closes: boolean): void {
    const one = current();
    if (!one || one.over || one.choked || !one.greeted) return;
    for (const bytes of pieces) {
      one.link.events.received(bytes);
      (qos ? hearQos1 : hear)(one, bytes);
      client.clock.advance(0);
      listen();
    }
    if (closes) {
      one.link.events.closed("closed");
      one.over = true;
    }
    client.turn();
  }

  function bytesOf(piece: Piece): string {
    if (typeof piece === "string") return piece;
    const said = [...ids.values()];
    return said.length > 0 ? puback(said[piece.of % said.length] as number) : "";
  }

  /** A connection that was forgotten tells something: nothing changes. */
  function hearStale(one: Known, bytes: string | undefined): void {
    const before = status();
    if (bytes !== undefined) one.link.events.received(bytes);
    else one.link.events.closed("reset");
    client.clock.advance(0);
    expect(status(), "an event of a connection that was forgotten").toEqual(before);
  }

  function answer(pieceBytes: number, { reversed, twice, less }: Answer): void {
    for (let ms = 0; ms < MOST_RETRY_MS && !current()?.owed && status().state !== "ended"; ms += SLICE_MS)
      wait(SLICE_MS);
    const one = current();
    if (!one?.owed) return;
    // With QoS 0 a part of a reply may have come.
    const replies = qos ? packetsIn(one.owed) : [one.owed];
    if (reversed) replies.reverse();
    const said = replies
      .slice(0, Math.max(1, replies.length - less))
      .flatMap((reply) => (twice ? [reply, reply] : [reply]));
    say(cut(restOf(one) + said.join(""), pieceBytes), false);
  }

  function cut(bytes: string, pieceBytes: number): string[] {
    return Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, n) =>
      bytes.slice(n * pieceBytes, (n + 1) * pieceBytes),
    );
  }

  /** With QoS 1: what is missing of the packet that has begun to come. */
  function restOf({ begun, owed }: Known): string {
    return begun && (packetsIn(owed).find((packet) => packet.startsWith(begun)) ?? "").slice(begun.length);
  }

  function connect(next: Given): void {
    const { state } = status();
    if (state === "idle" || state === "ended") given = next;
    expect(client.connect({ ...next })).toBeUndefined();
  }

  return {
    connect,
    look,
    play(step: Step): void {
      switch (step.do) {
        case "put":
          for (let n = 0; n < step.count; n++)
            client.publishValue(`t${step.tag}`, step.length ? `${puts++}${"x".repeat(step.length)}` : puts++);
          break;
        case "answer":
          answer(step.pieceBytes, step.how);
          break;
        case "batch":
          // Whatever is owed first: then the values go at once.
          for (let turns = 0; turns < 3 && !(current()?.up && !current()?.owed); turns++) answer(4, inOrder);
          for (let n = 0; n < step.count; n++) client.publishValue("t", puts++);
          answer(step.pieceBytes, step.how);
          break;
        case "half": {
          const one = current();
          if (one && one.owed.length > 1 && !one.begun) say([one.owed.slice(0, 1)], false);
          break;
        }
        case "say": {
          const one = current();
          if (one)
            say(
              [restOf(one), ...step.pieces.map(bytesOf)].filter((bytes) => bytes !== ""),
              step.closes,
            );
          break;
        }
        case "end-of-link": {
          const one = current();
          if (!one || one.over) break;
          one.link.events.closed(step.why);
          one.over = true;
          break;
        }
        case "choke": {
          const one = current();
          if (!one?.up || one.over || one.owed) break;
          one.choked = one.link.full = true;
          client.publishValue("t", puts++);
          // What is put later is said on another connection: this one is given up below.
          unseenBefore = puts;
          wait(one.given.replyTimeoutMs ?? REPLY_TIMEOUT_MS);
          for (let ms = 0; ms < MOST_RETRY_MS && current() === one; ms += SLICE_MS) wait(SLICE_MS);
          if (current() !== one && one.link.closed === "no") hearStale(one, step.stale);
          break;
        }
        case "fail":
          client.network.failure = step.times ? "refused" : undefined;
          break;
        case "wait":
          wait(step.ms);
          break;
        case "step":
          client.clock.step(step.ms);
          break;
        case "chance":
          client.chance = step.of;
          break;
        case "end":
          client.end();
          break;
        case "connect":
          connect(step.given);
          break;
      }
      wait(1);
      look(`after ${JSON.stringify(step)}`);
    },
    /** All is well from now on: what was put must be confirmed, or be counted as dropped. */
    heal(): void {
      client.network.failure = undefined;
      for (let ms = 0; ms < HEAL_MS && status().waiting > 0; ms += 1_000) {
        wait(500);
        for (let turns = 0; turns < 40 && current()?.owed; turns++) {
          answer(4, inOrder);
          wait(1);
        }
        look("while all is well");
      }
      expect(status().waiting, "nothing waits for ever").toBe(0);
    },
  };
}
