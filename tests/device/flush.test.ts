/** `flush`: told once what was put before it is confirmed, or why it is not. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/sim/seeded-random.js";
import { type BoardId, boardIds, bundleOf, type Device, device, type Options, pingResp } from "../support/device.js";
import { type Habits, mimic } from "../support/mimic.js";

async function flushing(id: BoardId, options?: Options): Promise<Device> {
  const client = await device(id, { code: await bundleOf("flush", id) });
  expect(client.connect(options)).toBeUndefined();
  return client;
}

function flush(client: Device, name: string, timeoutMs?: number): void {
  client.board.evaluate(`client.flushed(${JSON.stringify(name)},${timeoutMs})`);
}

/** What was told since the last call; the board's own words of a refused connection are not. */
function told(client: Device): string[] {
  return client.lines.splice(0).filter((line) => !line.startsWith("ERROR"));
}

const closeAtPoison: Habits = { publish: (topic) => (topic.endsWith("/poison") ? "closed" : undefined) };

describe.each(boardIds)("on %s", (id) => {
  it("is told once all that was put before is confirmed, and not what came after", async () => {
    const client = await flushing(id, { paceMs: 1_000 });
    client.accept();
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    flush(client, "two");
    client.publishValue("t", 3);
    client.turn();
    client.say(pingResp);
    client.turn();
    expect(told(client)).toEqual([]);
    client.clock.advance(1_000);
    expect(told(client)).toEqual([]);
    client.say(pingResp);
    client.turn();
    expect(client.status()).toMatchObject({ confirmed: 2, waiting: 1 });
    expect(told(client)).toEqual(["two: undefined"]);
    client.clock.advance(1_000);
    client.say(pingResp);
    client.clock.advance(60_000);
    expect(told(client)).toEqual([]);
  });

  it("waits through an outage", async () => {
    const client = await flushing(id);
    client.publishValue("t", 1);
    flush(client, "kept", 120_000);
    client.accept();
    client.turn();
    client.cut();
    client.accept();
    expect(told(client)).toEqual([]);
    client.drain();
    client.turn();
    expect(told(client)).toEqual(["kept: undefined"]);
  });

  it("with nothing that waits it is told at once, in a turn of its own", async () => {
    const client = await flushing(id);
    client.accept();
    client.board.evaluate("client.flushed('none');print('after the call')");
    client.turn();
    expect(told(client)).toEqual(["after the call", "none: undefined"]);
    client.clock.advance(60_000);
    expect(told(client)).toEqual([]);
  });

  it.each([
    [undefined, 30_000],
    [500, 500],
  ])("a deadline of %s ms ends it", async (timeoutMs, ms) => {
    const client = await flushing(id);
    client.network.failure = "refused";
    client.publishValue("t", 1);
    flush(client, "late", timeoutMs);
    client.clock.advance(ms - 5);
    expect(told(client)).toEqual([]);
    client.clock.advance(10);
    expect(told(client)).toEqual(["late: timeout"]);
    client.network.failure = undefined;
    client.accept();
    client.drain();
    client.clock.advance(60_000);
    expect(told(client)).toEqual([]);
  });

  it("one that gave way is told, at once", async () => {
    const client = await flushing(id, { bufferBytes: 64 });
    client.publishValue("t", "x".repeat(20));
    flush(client, "first");
    while (client.status().dropped === 0) client.publishValue("t", "y");
    client.turn();
    expect(told(client)).toEqual(["first: dropped"]);
  });

  it("what gives way behind those in flight is nothing to who waits for these", async () => {
    const client = await flushing(id, { bufferBytes: 64 });
    client.accept();
    client.publishValue("t", "x");
    flush(client, "in flight");
    client.turn();
    client.publishValue("t", "y".repeat(20));
    flush(client, "behind");
    for (let n = 0; n < 9; n++) client.publishValue("t", "z".repeat(8));
    client.turn();
    expect(told(client)).toEqual(["behind: dropped"]);
    client.say(pingResp);
    client.turn();
    expect(told(client)).toEqual(["in flight: undefined"]);
  });

  it("one that was given up as poison is told", async () => {
    const client = await flushing(id);
    const broker = mimic(client, () => closeAtPoison);
    client.publishValue("t", 1);
    flush(client, "ahead", 300_000);
    client.publishValue("poison", "bad");
    flush(client, "with it", 300_000);
    client.publishValue("t", 2);
    flush(client, "behind", 300_000);
    broker.run(300_000, () => client.status().waiting === 0);
    client.clock.advance(10);
    expect(told(client)).toEqual(["ahead: undefined", "with it: dropped", "behind: dropped"]);
  });

  it("end tells those that wait for what it leaves behind", async () => {
    const client = await flushing(id);
    client.network.failure = "refused";
    client.publishValue("t", 1);
    flush(client, "left");
    client.end();
    if (id === "esp8266") {
      client.turn();
      client.cut("refused");
    }
    client.clock.advance(16_000);
    expect(told(client)).toEqual(["left: ended"]);
    flush(client, "after");
    client.turn();
    expect(told(client)).toEqual(["after: ended"]);
  });

  it("ahead of connect it says ended", async () => {
    const client = await device(id, { code: await bundleOf("flush", id) });
    flush(client, "early");
    client.turn();
    expect(told(client)).toEqual(["early: ended"]);
  });

  it("an end that brings all home tells nothing else", async () => {
    const client = await flushing(id);
    client.accept();
    client.publishValue("t", 1);
    flush(client, "home");
    client.end();
    client.drain();
    client.turn();
    client.turn();
    expect(told(client)).toEqual(["home: undefined"]);
    expect(client.status().state).toBe("ended");
  });

  it.each([1, 2, 3, 4])("each of many is told once, and rightly: seed %i", async (seed) => {
    const random = seededRandom(seed);
    const client = await flushing(id, { bufferBytes: seed % 2 ? 256 : 4_000 });
    let bad = true;
    const broker = mimic(client, () =>
      bad ? { link: () => (random() < 0.01 ? (random() < 0.5 ? "reset" : "closed") : undefined) } : {},
    );
    const wanted: string[] = [];
    for (let n = 0; n < 60; n++) {
      client.chance = random();
      client.publishValue(`t${n % 3}`, `v${n}.${"x".repeat(Math.floor(random() * 40))}`);
      if (random() < 0.5) {
        flush(client, `f${n}`, 600_000);
        wanted.push(`f${n}`);
      }
      broker.run(Math.floor(random() * 1_000));
    }
    bad = false;
    expect(broker.run(60_000, () => client.status().waiting === 0)).toBe(true);
    client.clock.advance(700_000);
    const all = told(client);
    expect(all.map((line) => line.split(":")[0]).sort()).toEqual([...wanted].sort());
    const arrived = new Set(broker.taken.map(({ message }) => Number(/v(\d+)\./.exec(message)?.[1])));
    for (const line of all) {
      const [, last, why] = /^f(\d+): (.*)$/.exec(line) ?? [];
      const isHome = Array.from({ length: Number(last) + 1 }, (_, n) => n).every((n) => arrived.has(n));
      if (why === "undefined" && client.status().dropped === 0) expect(isHome, line).toBe(true);
      if (client.status().dropped === 0) expect(why).toBe("undefined");
    }
    expect(client.uncaught).toEqual([]);
  });
});
