/** Strangers on real sockets: whatever they do, the others are served on. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import type { Limits } from "../../src/broker/limits.js";
import { type RunningBroker, startBroker } from "../../src/broker/server.js";
import { bytes, connect, packet, pingreq, publish, subscribe, subscribeAt, text } from "./bench.js";
import { dial, type Wire } from "./wire.js";

let broker: RunningBroker;
const events: BrokerEvent[] = [];
const wires: Wire[] = [];

async function start(limits: Partial<Limits> = {}) {
  events.length = 0;
  const onEvent = (event: BrokerEvent) => {
    events.push(event);
  };
  broker = await startBroker({ port: 0, limits, onEvent, messageEvents: false });
}

beforeEach(() => start());

afterEach(async () => {
  for (const { socket } of wires.splice(0)) socket.destroy();
  await broker.close();
});

async function open(...said: Uint8Array[]) {
  const wire = await dial(broker.port);
  wires.push(wire);
  if (said.length > 0) wire.say(...said);
  return wire;
}

/** A client that keeps to the rules gets in, gets its message and its reply. */
async function isServed() {
  const wire = await open(
    connect(`good-${Math.round(performance.now())}`),
    subscribe(1, "good"),
    publish("good", "x"),
    pingreq,
  );
  await wire.until((received) => received === `20020000${"9003000100"}${"30070004676f6f6478"}d000`);
}

/** Writes until the broker has cut the connection or the event has come. */
async function flood(wire: Wire, chunk: Uint8Array, isOver: () => boolean) {
  for (let sent = 0; sent < 3000 && !isOver() && !wire.socket.destroyed; sent++) {
    await new Promise<void>((resolve) => wire.socket.write(chunk, () => resolve()));
  }
}

const has = (passes: (event: BrokerEvent) => boolean) => events.some(passes);

describe("the others are served on", () => {
  it("while a thousand connections are half open", async () => {
    await Promise.all(Array.from({ length: 1000 }, () => open(bytes("10"))));
    await isServed();
  });

  it("while somebody announces 256 MiB and does not send them", async () => {
    const wire = await open(connect("A"), bytes("30 ff ff ff 7f"));
    await wire.end();
    expect(has((event) => event.event === "closed" && event.reason.kind === "limit")).toBe(true);
    await isServed();
  });

  it("while readers of QoS 0 and 1 read nothing, and a writer floods them", async () => {
    await broker.close();
    await start({ maxWaitingBytes: 200_000 });
    const readers = await Promise.all(
      ([0, 1] as const).map((qos) => open(connect(`slow-${qos}`, 0), subscribeAt(qos, "t"))),
    );
    await Promise.all(readers.map((reader) => reader.until((received) => received.length >= 18)));
    for (const { socket } of readers) socket.pause();
    const writer = await open(connect("writer", 0));
    const chunk = Buffer.concat(Array.from({ length: 50 }, () => publish("t", "x".repeat(1000), 2, 1)));
    const dropped = (client: string) => has((event) => event.event === "dropped" && event.client === client);
    await flood(writer, chunk, () => dropped("slow-0") && dropped("slow-1"));
    expect(dropped("slow-0") && dropped("slow-1")).toBe(true);
    await isServed();
    // They read on, and the connection of who wrote is well.
    for (const { socket } of readers) socket.resume();
    writer.say(pingreq);
    await writer.until((received) => received.endsWith("d000"));
  });

  it("and cuts off a client that acknowledges what it never read", async () => {
    await broker.close();
    await start({ maxWaitingBytes: 100_000 });
    const acknowledged = { topic: "acknowledged", message: "" };
    const round = publish(acknowledged.topic, acknowledged.message);
    const reader = await open(connect("liar", 0, 3, { will: acknowledged }), subscribeAt(1, "t"));
    await reader.until((received) => received.length >= 18);
    reader.socket.pause();
    const writer = await open(connect("writer", 0), subscribe(1, acknowledged.topic));
    const chunk = Buffer.concat(Array.from({ length: 50 }, () => publish("t", "x".repeat(1000), 2, 1)));
    const isCut = () => has((event) => event.event === "closed" && event.client === "liar");
    await writer.until((received) => received === `20020000${"9003000100"}`);
    for (let rounds = 1; rounds <= 3000 && !isCut(); rounds++) {
      const next = (rounds - 1) * 50;
      const ids = Array.from({ length: 50 }, (_, index) => ((next + index) % 65_535) + 1);
      writer.say(chunk);
      await writer.until((received) => received.length >= 18 + 2 * rounds * (50 * 4 + round.length) - 2 * round.length);
      reader.say(...ids.map((id) => Uint8Array.of(0x40, 2, id >> 8, id & 255)), round);
      // The reader's word that it acknowledged, or the will of one that was cut off. A chunk that overtook the
      // acknowledgements would find no room and be dropped, and the identifiers would be others.
      await writer.until((received) => received.length >= 18 + 2 * rounds * (50 * 4 + round.length));
    }
    expect(isCut()).toBe(true);
    await isServed();
  });

  it("in a storm of wildcards: ten thousand filters that all meet one deep topic", async () => {
    const filters = Array.from({ length: 10_000 }, (_, index) =>
      Array.from({ length: 20 }, (_, level) => ((index >> level) & 1 ? "+" : "a")).join("/"),
    );
    const wire = await open(connect("storm", 0, 4));
    for (let at = 0; at < filters.length; at += 1000) {
      wire.say(subscribe(1 + at, ...filters.slice(at, at + 1000)));
    }
    wire.say(publish(Array(20).fill("a").join("/"), "x"), pingreq);
    const received = await wire.until((received) => received.endsWith("d000"));
    expect(received.match(/302a00276[0-9a-f]/g)).toHaveLength(1);
    await isServed();
  });

  it("while somebody has more connections than one address may", async () => {
    await broker.close();
    await start({ maxConnectionsPerAddress: 3 });
    await Promise.all([1, 2].map((id) => open(connect(`A${id}`))));
    await isServed();
    const fourth = await dial(broker.port);
    expect(await fourth.end()).toBe("");
    expect(has((event) => event.event === "closed" && event.reason.text.includes("from 127.0.0.1"))).toBe(true);
  });

  it("when retained messages, sessions and subscriptions are full", async () => {
    await broker.close();
    await start({ maxRetainedBytes: 10_000, maxSubscriptionBytes: 10_000, maxSessions: 5 });
    const wire = await open(connect("A", 0, 4));
    for (let count = 0; count < 100; count++) wire.say(publish(`kept/${count}`, "x".repeat(100), 1));
    for (let count = 1; count < 100; count++) wire.say(subscribe(count, `f/${count}`));
    wire.say(pingreq);
    const received = await wire.until((received) => received.endsWith("d000"));
    expect(received).toMatch(/9003....80d000$/);
    for (let count = 0; count < 20; count++) {
      const away = await open(connect(`away-${count}`, 0, 4, { keep: true }), bytes("e000"));
      await away.end();
    }
    expect(
      events.filter((event) => event.event === "warned" && event.text.includes("session is forgotten")),
    ).toHaveLength(15);
  });
});

describe("packets of the largest size", () => {
  it("are taken up to the bound and refused one byte beyond", async () => {
    const wire = await open(connect("A"), subscribe(1, "t"));
    const largest = 256 * 1024 - 1 - 3 - 3;
    wire.say(packet(0x30, text("\u0000\u0001t"), new Uint8Array(largest)), pingreq);
    await wire.until((received) => received.endsWith("d000") && received.length > 2 * largest);
    wire.say(packet(0x30, text("\u0000\u0001t"), new Uint8Array(largest + 1)));
    await wire.end();
  });
});
