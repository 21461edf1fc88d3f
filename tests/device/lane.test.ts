/** The fast lane: numbers that go around the buffer in good weather, and are in it as ever once the weather turns. */
import { describe, expect, it } from "vitest";
import { boardIds, type Device, device, packetsIn, pingReq, pingResp } from "../support/device.js";

/** The values in a stream, in the order in which they were said. */
function values(stream: string): string[] {
  return packetsIn(stream).flatMap((packet) => {
    const value = /\{"value":"([^"]*)"/.exec(packet)?.[1];
    return value === undefined ? [] : [value];
  });
}

/** Puts numbers, all in one turn of the board's. */
function put(client: Device, ...numbers: number[]): void {
  client.board.evaluate(`${JSON.stringify(numbers)}.forEach(function(n){client.publishValue("t",n)})`);
}

/** A client whose tag has a number, and with which all is well. */
async function connected(id: (typeof boardIds)[number], options = {}): Promise<Device> {
  const client = await device(id);
  client.connect(options);
  client.accept();
  put(client, 0);
  client.drain();
  client.heard();
  return client;
}

describe.each(boardIds)("on %s", (id) => {
  it("what is put in one turn goes out in one piece, a PINGREQ behind it", async () => {
    const client = await connected(id);
    put(client, 1, 2.5, -3);
    expect(client.status()).toMatchObject({ waiting: 3, confirmed: 1 });
    client.turn();
    const said = client.heard();
    expect(values(said)).toEqual(["1", "2.5", "-3"]);
    expect(said.endsWith(pingReq)).toBe(true);
    client.say(pingResp);
    expect(client.status()).toMatchObject({ waiting: 0, waitingBytes: 0, confirmed: 4, dropped: 0 });
  });

  it("what is put while the broker owes a reply goes right behind it", async () => {
    const client = await connected(id);
    put(client, 1);
    client.turn();
    put(client, 2);
    put(client, 3);
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    client.say(pingResp);
    expect(values(client.heard())).toEqual(["2", "3"]);
  });

  it.each(["closed", "silent"])(
    "a connection that ends, %s: all is said again, in order, and counted once",
    async (how) => {
      const client = await connected(id);
      put(client, 1, 2);
      client.turn();
      put(client, 3);
      expect(values(client.heard())).toEqual(["1", "2"]);
      if (how === "closed") client.cut();
      else client.clock.advance(10_000);
      put(client, 4);
      expect(client.status()).toMatchObject({ waiting: 4, confirmed: 1 });
      client.accept();
      expect(values(client.drain())).toEqual(["1", "2", "3", "4"]);
      expect(client.status()).toMatchObject({ waiting: 0, confirmed: 5, dropped: 0 });
    },
  );

  it("a text, a new tag, a topic and too many keep their place among the numbers", async () => {
    const client = await connected(id);
    put(client, 1, 2);
    client.publishValue("t", "three");
    put(client, 4);
    client.publishValue("new", 5);
    put(client, ...Array.from({ length: 30 }, (_, n) => n + 6));
    client.publish("own", '{"value":"end"}');
    const all = ["1", "2", "three", "4", ...Array.from({ length: 31 }, (_, n) => String(n + 5)), "end"];
    expect(client.status()).toMatchObject({ waiting: all.length });
    expect(values(client.drain())).toEqual(all);
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: all.length + 1, dropped: 0 });
  });

  it("what it confirms ends the growth of the waits", async () => {
    const client = await connected(id);
    for (let n = 0; n < 6; n++) {
      client.cut();
      client.accept();
    }
    put(client, 1);
    client.turn();
    client.say(pingResp);
    client.chance = 0.999;
    const before = client.attempts();
    client.cut();
    client.clock.advance(1_001);
    expect(client.attempts()).toBe(before + 1);
  });

  it("a row of connections that die of what it said puts that under suspicion", async () => {
    const client = await connected(id);
    put(client, 1, 2, 3);
    for (let strikes = 0; strikes < 3; strikes++) {
      client.turn();
      expect(values(client.heard())).toEqual(["1", "2", "3"]);
      client.cut();
      client.accept();
    }
    // A PINGREQ of its own, and then one alone.
    client.turn();
    expect(values(client.heard())).toEqual([]);
    client.say(pingResp);
    expect(values(client.heard())).toEqual(["1"]);
  });

  it("nothing enters it behind the end, and what is in it is said before that", async () => {
    const client = await connected(id);
    put(client, 1);
    client.turn();
    put(client, 2);
    client.end();
    expect(client.publishValue("t", 3)).toBe(false);
    client.say(pingResp);
    client.say(pingResp);
    client.turn();
    expect(values(client.heard())).toEqual(["1", "2"]);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 3, dropped: 1, waiting: 0 });
  });

  it("no pace is overtaken", async () => {
    const client = await connected(id, { paceMs: 2_000 });
    client.clock.advance(5_000);
    client.heard();
    put(client, 1, 2);
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    client.say(pingResp);
    client.clock.advance(1_900);
    expect(values(client.heard())).toEqual([]);
    client.clock.advance(200);
    expect(values(client.heard())).toEqual(["2"]);
  });

  it("NaN is not taken, nor what is no value", async () => {
    const client = await connected(id);
    expect(client.publishValue("t", Number.NaN)).toBe(false);
    expect(client.publishValue("t", null)).toBe(false);
    expect(client.status()).toMatchObject({ waiting: 0, dropped: 2 });
  });

  it("devices and tags are not mixed up, whatever is in their names", async () => {
    const client = await connected(id);
    const topics = (stream: string) =>
      packetsIn(stream).flatMap((packet) => /key\/K\/device\/(.*)\{/.exec(packet)?.[1] ?? []);
    for (let round = 0; round < 2; round++) {
      client.publishValue("b/c", 1, "a");
      client.publishValue("c", 1, "a/b");
      client.publishValue("toString", 1);
      client.publishValue('"}', 1);
      client.publishValue("", 1);
      expect(topics(client.drain())).toEqual(["a/tag/b/c", "a/b/tag/c", "D/tag/toString", 'D/tag/"}', "D/tag/"]);
    }
    client.publishValue('"}', 2);
    client.turn();
    client.publishValue("toString", 2);
    client.cut();
    client.accept();
    expect(topics(client.drain())).toEqual(['D/tag/"}', "D/tag/toString"]);
  });

  it("a sketch that stops all timers is not thrown at, and its values go on", async () => {
    const client = await connected(id);
    client.board.evaluate("clearTimeout()");
    expect(client.publishValue("t", 1)).toBe(true);
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    expect(client.uncaught).toEqual([]);
  });
});
