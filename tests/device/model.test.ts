/**
 * The client as a whole against a model of what it owes: random interleavings of puts, pieces of replies, wrong replies,
 * ends of connections, silence, steps of the clock, `end` and `connect` with any options. What is said on the wire and what
 * `status` tells must agree with what is promised in docs/delivery.md, after every step. A failure is shrunk to the
 * shortest such story. `MODEL_RUNS` asks for more runs than the suite's.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { FakeLink } from "../sim/fakes.js";
import {
  accepted,
  type BoardId,
  boardIds,
  connack,
  type Device,
  device,
  disconnect,
  packetsIn,
  pingReq,
  pingResp,
  type Status,
} from "../support/device.js";

const RUNS = Number(process.env.MODEL_RUNS ?? 60);
/** How often is looked at the wire while time goes by, in milliseconds. */
const SLICE_MS = 50;
/** Of the client, where no option says another. */
const REPLY_TIMEOUT_MS = 10_000;
/** The longest wait before a connection. */
const MOST_RETRY_MS = 15_000;
const HEAL_MS = 600_000;
const BIRTH = "birth/topic";

interface Given {
  host: string | string[];
  bufferBytes: number;
  keepAliveS?: number;
  paceMs?: number;
  retryMaxS?: number;
  replyTimeoutMs?: number;
  birth?: { topic: string; message: string };
  retain?: boolean;
}

type Step =
  | { do: "put"; tag: number; length: number; count: number }
  | { do: "answer"; pieceBytes: number }
  | { do: "half" }
  | { do: "say"; bytes: string[]; closes: boolean }
  | { do: "end-of-link"; why: "closed" | "reset" }
  | { do: "choke"; stale: string | undefined }
  | { do: "fail"; times: boolean }
  | { do: "wait"; ms: number }
  | { do: "step"; ms: number }
  | { do: "chance"; of: number }
  | { do: "end" }
  | { do: "connect"; given: Given };

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const givenOf: fc.Arbitrary<Given> = fc
  .record({
    host: fc.constantFrom<string | string[]>("a", ["a", "b"], ["a", "b", "c"]),
    bufferBytes: fc.integer({ min: 64, max: 400 }),
    keepAliveS: some(fc.constantFrom(0, 10)),
    paceMs: some(fc.constantFrom(100, 2_000)),
    retryMaxS: some(fc.constant(1)),
    replyTimeoutMs: some(fc.constantFrom(500, 3_000)),
    birth: some(fc.constant({ topic: BIRTH, message: "here" })),
    retain: some(fc.boolean()),
  })
  .map(
    (given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as Given,
  );
const piece = fc.constantFrom(accepted, pingResp, connack(3), "\xd0", "\0", "\xff", pingResp + pingResp);
const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("choke" as const), stale: fc.option(piece, { nil: undefined }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("put" as const),
      tag: fc.nat(40),
      length: fc.nat(60),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("answer" as const), pieceBytes: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "half" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      bytes: fc.array(piece, { minLength: 1, maxLength: 3 }),
      closes: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("end-of-link" as const),
      why: fc.constantFrom("closed" as const, "reset" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), times: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 20, 200, 1_000, 3_000, 11_000, 31_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("step" as const), ms: fc.constantFrom(500, 5_000, 3_600_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("chance" as const), of: fc.constantFrom(0.001, 0.3, 0.9) }) },
  { weight: 1, arbitrary: fc.constant({ do: "end" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("connect" as const), given: givenOf }) },
);

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
  /** The reply that it waits for, what of it came; undefined while it is the board's turn. */
  owed: string | undefined;
  up: boolean;
  born: number;
  /** Values in the batch, and on the whole connection. */
  batch: number[];
  values: number[];
}

/** A device and what is known of it; `look` is where the promises are held. */
function observed(client: Device) {
  const known: Known[] = [];
  let given: Given | undefined;
  let puts = 0;
  let confirmed = 0;
  let last = -1;
  const isDone = new Set<number>();

  function read(packet: string, one: Known): void {
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
    expect(one.owed, "it is the broker's turn").toBeUndefined();
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
        owed: undefined,
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
      for (const packet of packetsIn(said)) read(packet, one);
      if (one.link.closed !== "no" || (one.choked && n < known.length - 1)) one.over = true;
      if (n < known.length - 1) expect(one.over, "one connection at a time").toBe(true);
    }
  }

  /** What a broker's bytes mean to a board that hears them on that connection; more than is owed is garbage. */
  function hear(one: Known, bytes: string): void {
    if (one.over) return;
    if (one.owed === undefined || !bytes || !one.owed.startsWith(bytes)) {
      one.over = true;
      return;
    }
    one.owed = one.owed.slice(bytes.length) || undefined;
    if (one.owed !== undefined) return;
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
      hear(one, bytes);
      client.clock.advance(0);
      listen();
    }
    if (closes) {
      one.link.events.closed("closed");
      one.over = true;
    }
    client.turn();
  }

  /** A connection that was forgotten tells something: nothing changes. */
  function hearStale(one: Known, bytes: string | undefined): void {
    const before = status();
    if (bytes !== undefined) one.link.events.received(bytes);
    else one.link.events.closed("reset");
    client.clock.advance(0);
    expect(status(), "an event of a connection that was forgotten").toEqual(before);
  }

  function answer(pieceBytes: number): void {
    for (let ms = 0; ms < MOST_RETRY_MS && !current()?.owed && status().state !== "ended"; ms += SLICE_MS)
      wait(SLICE_MS);
    const owed = current()?.owed;
    if (!owed) return;
    const pieces = Array.from({ length: Math.ceil(owed.length / pieceBytes) }, (_, n) =>
      owed.slice(n * pieceBytes, (n + 1) * pieceBytes),
    );
    say(pieces, false);
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
            client.publishValue(`t${step.tag}`, `${puts++}${"x".repeat(step.length)}`);
          break;
        case "answer":
          answer(step.pieceBytes);
          break;
        case "half": {
          const owed = current()?.owed;
          if (owed && owed.length > 1) say([owed.slice(0, 1)], false);
          break;
        }
        case "say":
          say(step.bytes, step.closes);
          break;
        case "end-of-link": {
          const one = current();
          if (!one || one.over) break;
          one.link.events.closed(step.why);
          one.over = true;
          break;
        }
        case "choke": {
          const one = current();
          if (!one?.up || one.over || one.owed !== undefined) break;
          one.choked = one.link.full = true;
          client.publishValue("t", `${puts++}`);
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
          answer(4);
          wait(1);
        }
        look("while all is well");
      }
      expect(status().waiting, "nothing waits for ever").toBe(0);
    },
  };
}

it.each(boardIds)(
  "keeps its promises through whatever happens, on %s",
  async (id: BoardId) => {
    await fc.assert(
      fc.asyncProperty(
        givenOf,
        fc.array(stepOf, { minLength: 1, maxLength: 60, size: "max" }),
        async (given, steps) => {
          const client = observed(await device(id));
          client.connect(given);
          for (const step of steps) client.play(step);
          client.heal();
        },
      ),
      { numRuns: RUNS },
    );
  },
  600_000,
);
