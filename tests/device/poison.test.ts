/**
 * A value that no connection survives is given up and named; a bad link, a mute broker and a broker that is gone are
 * never taken for that, however long it lasts.
 */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/sim/seeded-random.js";
import { accepted, boardIds, type Device, device, pingResp } from "../support/device.js";
import { type Habits, type Mimic, mimic } from "../support/mimic.js";
import { decoded } from "../support/vectors.js";

/** The values that arrived, each once, in the order in which they came first; fails if a connection brought one twice. */
function arrived({ taken }: Mimic): string[] {
  const values = taken.map(({ message }) => (JSON.parse(message) as { value: string }).value);
  const once = new Set(taken.map(({ connection }, n) => `${connection} ${values[n]}`));
  expect(once.size, "a value twice on one connection").toBe(taken.length);
  return [...new Set(values)];
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, n) => String(n));
}

const closeAtPoison: Habits = { publish: (topic) => (topic.endsWith("/poison") ? "closed" : undefined) };
const resetAtPoison: Habits = { publish: (topic) => (topic.endsWith("/poison") ? "reset" : undefined) };

describe.each(boardIds)("on %s", (id) => {
  it.each([
    ["closes", closeAtPoison],
    ["resets", resetAtPoison],
  ] as const)("a value at which the broker %s is given up, and those around it arrive in order", async (_, habits) => {
    const client = await device(id);
    client.connect();
    const broker = mimic(client, () => habits);
    for (let n = 0; n < 20; n++) {
      if (n === 7) client.publishValue("poison", "bad");
      client.publishValue("t", n);
    }
    expect(broker.run(300_000, () => client.status().waiting === 0)).toBe(true);
    expect(arrived(broker)).toEqual(numbers(20));
    expect(client.status()).toMatchObject({ confirmed: 20, dropped: 1, state: "connected", reason: "poison poison" });
    // Three connections under the batch that it is in, three under itself, and the one on which all is well.
    expect(broker.connections()).toBe(7);
  });

  it("a value at which the broker says what it is not owed is given up likewise", async () => {
    const client = await device(id);
    client.connect();
    const broker = mimic(client, () => ({
      publish(topic) {
        if (!topic.endsWith("/poison")) return undefined;
        // How a broker of MQTT 5 takes its leave: by then the client has left, and hears no close.
        client.say("\xe0\x01\x99");
        return "closed";
      },
    }));
    for (const tag of ["a", "poison", "b"]) client.publishValue(tag, tag);
    expect(broker.run(300_000, () => client.status().waiting === 0)).toBe(true);
    expect(arrived(broker)).toEqual(["a", "b"]);
    expect(client.status()).toMatchObject({ confirmed: 2, dropped: 1, reason: "poison poison" });
  });

  it.each([
    [100, 1024],
    [500, 1024],
    [5000, 256],
  ])(
    "such values every %i ms do not hold up the others, though they fill %i bytes again and again",
    async (everyMs, bufferBytes) => {
      const client = await device(id);
      client.connect({ bufferBytes });
      const broker = mimic(client, () => closeAtPoison);
      const confirmed: number[] = [];
      for (let minute = 0; minute < 10; minute++) {
        for (let ms = 0; ms < 60_000; ms += everyMs) {
          client.publishValue("t", minute * 60_000 + ms);
          client.publishValue("poison", "bad");
          broker.run(everyMs);
        }
        confirmed.push(client.status().confirmed);
      }
      // Each minute brings some, to the last.
      for (let minute = 1; minute < confirmed.length; minute++) {
        expect(confirmed[minute], confirmed.join()).toBeGreaterThan(confirmed[minute - 1] ?? 0);
      }
      arrived(broker);
      expect(client.status().dropped).toBeGreaterThan(0);
    },
    60_000,
  );

  it("such a value of a tag beyond the 32nd is named by its tag, and the key stays a secret", async () => {
    const client = await device(id);
    client.connect({ key: "secret" });
    const broker = mimic(client, () => closeAtPoison);
    for (let n = 0; n < 40; n++) client.publishValue(`t${n}`, n);
    client.publishValue("poison", "bad");
    expect(broker.run(300_000, () => client.status().waiting === 0)).toBe(true);
    expect(client.status()).toMatchObject({ confirmed: 40, dropped: 1, reason: "poison poison" });
  });

  it("two such values in one batch are both given up, and named by topic", async () => {
    const client = await device(id);
    client.connect();
    const broker = mimic(client, () => ({ publish: (topic) => (topic.startsWith("bad/") ? "closed" : undefined) }));
    client.publishValue("t", 0);
    client.publish("bad/one", "x");
    client.publishValue("t", 1);
    client.publish("bad/two", "x");
    client.publishValue("t", 2);
    const reasons = new Set<unknown>();
    const done = broker.run(600_000, () => {
      reasons.add(client.status().reason);
      return client.status().waiting === 0;
    });
    expect(done).toBe(true);
    expect(arrived(broker)).toEqual(numbers(3));
    expect(client.status()).toMatchObject({ confirmed: 3, dropped: 2, reason: "poison bad/two" });
    expect([...reasons]).toContain("poison bad/one");
  });

  it.each([
    ["for everything", () => undefined],
    ["for values only", (afterValues: boolean) => (afterValues ? undefined : pingResp)],
  ])("a value at which the broker falls silent stays, and goes again: silent %s", async (_, ping) => {
    const client = await device(id);
    client.connect();
    let mute = true;
    const broker = mimic(client, () => (mute ? { ping } : {}));
    for (let n = 0; n < 5; n++) client.publishValue("t", n);
    broker.run(600_000);
    expect(client.status()).toMatchObject({ confirmed: 0, dropped: 0, waiting: 5, reason: "silence" });
    expect(broker.connections()).toBeGreaterThan(20);
    mute = false;
    expect(broker.run(60_000, () => client.status().waiting === 0)).toBe(true);
    expect(arrived(broker)).toEqual(numbers(5));
  });

  it.each<[string, Habits, unknown]>([
    ["never answers CONNECT", { connect: () => undefined }, "silence"],
    ["refuses for an hour", { connect: () => "\x20\x02\0\x03" }, 3],
    ["closes at CONNECT", { link: () => "closed" }, "closed"],
  ])("a broker that %s makes no value poison", async (_, bad, reason) => {
    const client = await device(id);
    client.connect();
    let well = false;
    const broker = mimic(client, () => (well ? {} : bad));
    for (let n = 0; n < 5; n++) client.publishValue("t", n);
    broker.run(1_000_000);
    expect(client.status()).toMatchObject({ confirmed: 0, dropped: 0, waiting: 5, reason });
    well = true;
    expect(broker.run(60_000, () => client.status().waiting === 0)).toBe(true);
    expect(arrived(broker)).toEqual(numbers(5));
  });

  it("connections that end count as long as nothing is confirmed, and no longer", async () => {
    const client = await device(id);
    client.connect();
    for (let round = 0; round < 6; round++) {
      client.publishValue("t", "one");
      client.publishValue("t", "two");
      for (const end of [() => client.cut(), () => client.cut("reset"), () => client.say(pingResp)]) {
        if (client.status().state !== "connected") client.accept();
        client.turn();
        expect(decoded(client.heard()).map(({ cmd }) => cmd)).toEqual(["publish", "publish", "pingreq"]);
        end();
      }
    }
    expect(client.status()).toMatchObject({ confirmed: 12, dropped: 0 });
  });

  it("a broker that closes every connection a second after CONNACK makes no value poison", async () => {
    const client = await device(id);
    client.connect({ bufferBytes: 4_000 });
    let openMs = 0;
    let seen = 0;
    const broker = mimic(client, () => ({
      link() {
        if (client.network.links.length !== seen) {
          seen = client.network.links.length;
          openMs = 0;
        }
        openMs += 10;
        return openMs > 1_000 ? "closed" : undefined;
      },
    }));
    for (let n = 0; n < 60; n++) {
      client.publishValue("t", n);
      broker.run(700);
    }
    expect(broker.run(600_000, () => client.status().waiting === 0)).toBe(true);
    expect(arrived(broker)).toEqual(numbers(60));
    expect(client.status()).toMatchObject({ confirmed: 60, dropped: 0 });
  });
});

/**
 * A link that breaks at random, or a broker that is sometimes mute; then all heals. Not both at once: while the broker is
 * mute a batch is in flight for 10 s, and a link that often breaks within 10 s then looks like a broker that closes.
 */
async function weather(client: Device, seed: number): Promise<Mimic> {
  const random = seededRandom(seed);
  const muteAt = (packet: string) => () => (random() < 0.2 ? undefined : packet);
  let bad = true;
  const habits: Habits = {
    replyMs: 20 * ((seed % 5) + 1),
    ...(seed % 4 === 3
      ? { ping: muteAt(pingResp), connect: muteAt(accepted) }
      : { link: () => (random() > 0.003 * ((seed % 4) + 1) ? undefined : random() < 0.5 ? "closed" : "reset") }),
  };
  client.connect({ bufferBytes: 4_000, keepAliveS: 10 });
  const broker = mimic(client, () => (bad ? habits : {}));
  for (let n = 0; n < 150; n++) {
    client.chance = random();
    client.publishValue(`tag${n % 5}`, n);
    broker.run(Math.floor(random() * 2_000));
  }
  bad = false;
  expect(broker.run(120_000, () => client.status().waiting === 0)).toBe(true);
  return broker;
}

describe("a link that breaks at random loses nothing, and makes no value poison", () => {
  it.each(Array.from({ length: 12 }, (_, n) => n + 1))("seed %i", async (seed) => {
    const client = await device(boardIds[seed % 3]);
    const broker = await weather(client, seed);
    expect(arrived(broker)).toEqual(numbers(150));
    expect(client.status()).toMatchObject({ confirmed: 150, dropped: 0, waiting: 0 });
    expect(client.status().reconnects).toBeGreaterThan(2);
    expect(client.uncaught).toEqual([]);
  });
});
