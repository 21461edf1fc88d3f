/** `paceMs`: no two values closer than that on the wire, whatever happens, and still within the keep-alive. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/sim/seeded-random.js";
import {
  accepted,
  boardIds,
  type Device,
  device,
  disconnect,
  packetsIn,
  pingReq,
  pingResp,
} from "../support/device.js";
import { type Habits, mimic } from "../support/mimic.js";
import { connected, values } from "../support/session.js";

/** Watches what the board sends: when each value and each other packet went. */
function watched(client: Device): { values: number[]; all: number[] } {
  const times = { values: [] as number[], all: [] as number[] };
  const { links } = client.network;
  const push = links.push.bind(links);
  links.push = (...added) => {
    for (const { sent } of added) {
      const send = sent.push.bind(sent);
      sent.push = (...bytes) => {
        times.all.push(client.clock.now());
        for (const packet of packetsIn(bytes.join(""))) {
          if (packet.charCodeAt(0) >> 4 === 3) times.values.push(client.clock.now());
        }
        return send(...bytes);
      };
    }
    return push(...added);
  };
  return times;
}

function leastGap(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((time, n) => time - (times[n] as number)));
}

describe.each(boardIds)("on %s", (id) => {
  it("values of one turn go one by one, so far apart and no further", async () => {
    const client = await device(id);
    const times = watched(client);
    client.connect({ paceMs: 2_000 });
    const broker = mimic(client, () => ({}));
    for (let n = 0; n < 5; n++) client.publishValue("t", n);
    expect(broker.run(20_000, () => client.status().waiting === 0)).toBe(true);
    expect(times.values).toHaveLength(5);
    expect(leastGap(times.values)).toBeGreaterThanOrEqual(2_000);
    // The reply, and no more, comes on top.
    expect((times.values[4] as number) - (times.values[0] as number)).toBeLessThan(4 * 2_150);
  });

  it("the first value, and one that comes later than that, does not wait", async () => {
    const client = await connected(id, { paceMs: 2_000 });
    for (let n = 0; n < 3; n++) {
      client.publishValue("t", n);
      client.turn();
      expect(values(client.heard())).toEqual([String(n)]);
      client.say(pingResp);
      client.clock.advance(2_001);
      client.heard();
    }
  });

  it.each(Array.from({ length: 8 }, (_, n) => n + 1))(
    "over random values, messages, reconnects, outages and end: seed %i",
    async (seed) => {
      const random = seededRandom(seed);
      const paceMs = 200 + Math.floor(random() * 3_000);
      const client = await device(id);
      const times = watched(client);
      client.connect({ paceMs, keepAliveS: 20, bufferBytes: 4_000 });
      let bad = true;
      const habits: Habits = {
        replyMs: 20 + Math.floor(random() * 300),
        link: () => (random() < 0.004 ? (random() < 0.5 ? "reset" : "closed") : undefined),
        ping: () => (random() < 0.1 ? undefined : pingResp),
      };
      const broker = mimic(client, () => (bad ? habits : {}));
      for (let n = 0; n < 40; n++) {
        client.chance = random();
        client.network.failure = random() < 0.1 ? "refused" : undefined;
        if (random() < 0.3) client.publish("own", n);
        else client.publishValue(`t${n % 5}`, n);
        broker.run(Math.floor(random() * 1.5 * paceMs));
      }
      bad = false;
      client.network.failure = undefined;
      if (random() < 0.5) client.end();
      expect(broker.run(400_000, () => client.status().waiting === 0)).toBe(true);
      expect(times.values.length).toBeGreaterThanOrEqual(40 - client.status().dropped);
      expect(leastGap(times.values)).toBeGreaterThanOrEqual(paceMs);
      expect(client.uncaught).toEqual([]);
    },
  );

  it("not right after a reconnect, be the connection ever so new", async () => {
    const client = await connected(id, { paceMs: 5_000 });
    client.chance = 0;
    client.publishValue("t", "first");
    client.publishValue("t", "second");
    client.turn();
    expect(values(client.heard())).toEqual(["first"]);
    client.cut();
    client.accept();
    client.clock.advance(4_900);
    expect(client.heard()).toBe("");
    client.clock.advance(200);
    expect(values(client.heard())).toEqual(["first"]);
  });

  it.each([
    [30_000, undefined],
    [15_000, undefined],
    [5_000, 10],
    [1_000, 10],
  ])("a pace of %i ms leaves no silence longer than a keep-alive of %s s", async (paceMs, keepAliveS) => {
    const client = await device(id);
    const times = watched(client);
    client.connect({ paceMs, ...(keepAliveS && { keepAliveS }) });
    const broker = mimic(client, () => ({ replyMs: 4_000 }));
    for (let n = 0; n < 3; n++) client.publishValue("t", n);
    broker.run(300_000);
    const longest = Math.max(...times.all.slice(1).map((time, n) => time - (times.all[n] as number)));
    expect(longest).toBeLessThanOrEqual((keepAliveS ?? 60) * 1_000);
    expect(client.status()).toMatchObject({ confirmed: 3, reconnects: 0 });
  });

  it("end keeps the pace while values wait, and does not wait for it once none does", async () => {
    const client = await connected(id, { paceMs: 2_000 });
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    client.turn();
    client.end();
    client.say(pingResp);
    expect(values(client.heard())).toEqual(["1"]);
    client.clock.advance(1_900);
    expect(client.heard()).toBe("");
    client.clock.advance(200);
    expect(values(client.heard())).toEqual(["2"]);
    client.say(pingResp);
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 2 });
  });

  it("end within a pause that no value waits for says DISCONNECT at once", async () => {
    const client = await connected(id, { paceMs: 20_000 });
    client.publishValue("t", 1);
    client.turn();
    client.say(pingResp);
    client.heard();
    client.end();
    client.turn();
    expect(client.heard()).toBe(disconnect);
  });

  it("without it, and with 0, what waits goes together", async () => {
    for (const options of [{}, { paceMs: 0 }]) {
      const client = await device(id);
      client.connect(options);
      for (let n = 0; n < 5; n++) client.publishValue("t", n);
      client.stand();
      client.heard();
      client.say(accepted);
      const said = client.heard();
      expect(values(said)).toEqual(["0", "1", "2", "3", "4"]);
      expect(said.endsWith(pingReq)).toBe(true);
    }
  });
});
