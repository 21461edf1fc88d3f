/** What the sketch is told of its values: what `publishValue` answers, and what `status` says. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, connack, device, pingResp } from "../support/device.js";
import { connected, values } from "../support/session.js";

describe.each(boardIds)("on %s", (id) => {
  it("a value before connect is not taken, and is counted", async () => {
    const client = await device(id);
    expect(client.publishValue("t", 1)).toBe(false);
    expect(client.publish("t", 1)).toBe(false);
    expect(client.status()).toEqual({
      state: "idle",
      waiting: 0,
      waitingBytes: 0,
      confirmed: 0,
      dropped: 2,
      reconnects: 0,
      reason: 0,
    });
  });

  it.each([Number.NaN, undefined, null])("%s is no value: it is not taken, and is counted", async (value) => {
    const client = await connected(id);
    expect(client.publishValue("t", value)).toBe(false);
    expect(client.publish("t", value)).toBe(false);
    expect(client.status()).toMatchObject({ dropped: 2, waiting: 0 });
    client.turn();
    expect(client.heard()).toBe("");
  });

  it.each([0, false, ""])("%j is a value", async (value) => {
    const client = await connected(id);
    expect(client.publishValue("t", value)).toBe(true);
    expect(client.publish("t", value)).toBe(true);
    expect(client.status()).toMatchObject({ dropped: 0, waiting: 2 });
  });

  it("what can never fit is not taken, and is counted; what just fits is taken", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.network.failure = "refused";
    client.cut();
    for (let longest = 64; longest > 40; longest--) {
      const { dropped } = client.status();
      if (client.publishValue("t", "v".repeat(longest))) {
        expect(client.status().waitingBytes).toBe(64);
        break;
      }
      expect(client.status()).toMatchObject({ dropped: dropped + 1, waiting: 0, waitingBytes: 0 });
    }
    expect(client.status().waiting).toBe(1);
  });

  it("what can never fit leaves what waits alone", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.cut();
    client.publishValue("t", 1);
    expect(client.publish("topic", "m".repeat(100))).toBe(false);
    expect(client.status()).toMatchObject({ waiting: 1, dropped: 1 });
  });

  it("when the buffer is full the oldest gives way, and is counted", async () => {
    const client = await device(id);
    client.connect({ bufferBytes: 64 });
    for (let n = 0; n < 40; n++) {
      expect(client.publishValue("t", n)).toBe(true);
      const { waiting, dropped, waitingBytes } = client.status();
      expect(waiting + dropped).toBe(n + 1);
      expect(waitingBytes).toBeLessThanOrEqual(64);
    }
    const { waiting } = client.status();
    client.accept();
    expect(values(client.drain())).toEqual(Array.from({ length: waiting }, (_, n) => String(40 - waiting + n)));
  });

  it("what is in flight does not give way", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.publishValue("t", "flight");
    client.turn();
    expect(values(client.heard())).toEqual(["flight"]);
    for (let n = 0; n < 40; n++) client.publishValue("t", n);
    const { waiting } = client.status();
    client.cut();
    client.accept();
    const expected = Array.from({ length: waiting - 1 }, (_, n) => String(40 - (waiting - 1) + n));
    expect(values(client.drain())).toEqual(["flight", ...expected]);
  });

  it("every call is waiting, confirmed or dropped, at every time", async () => {
    const client = await device(id);
    let calls = 0;
    const put = (...args: [unknown, unknown]) => {
      client.publishValue(...args);
      calls++;
      const { waiting, confirmed, dropped } = client.status();
      expect(waiting + confirmed + dropped).toBe(calls);
    };
    put("t", 1);
    client.connect({ bufferBytes: 200 });
    for (let n = 0; n < 300; n++) {
      put(`t${n % 40}`, n % 7 === 0 ? Number.NaN : "v".repeat(n % 50));
      if (n % 10 === 3) client.clock.advance(2_000);
      if (n % 10 === 4) client.accept();
      if (n % 10 === 6) client.say(pingResp);
      if (n % 10 === 9 && client.link().closed === "no") client.cut();
    }
    client.end();
    client.clock.advance(30_000);
    put("t", 1);
    expect(client.status()).toMatchObject({ waiting: 0, waitingBytes: 0, state: "ended" });
    expect(client.status().confirmed).toBeGreaterThan(0);
  });

  it("keeps values that were put before the first connection", async () => {
    const client = await device(id);
    client.network.failure = "refused";
    client.connect();
    client.publishValue("t", 1);
    client.clock.advance(30_000);
    client.publishValue("t", 2);
    client.network.failure = undefined;
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1", "2"]);
  });

  it("goes through idle, connecting, connected, waiting, connecting, connected, ended", async () => {
    const client = await device(id);
    const seen: string[] = [];
    const see = () => {
      const { state } = client.status();
      if (state !== seen.at(-1)) seen.push(state);
    };
    see();
    client.connect();
    see();
    client.turn();
    see();
    client.stand();
    see();
    client.say(accepted);
    see();
    client.cut();
    see();
    client.clock.advance(600);
    see();
    client.stand();
    see();
    client.say(accepted);
    see();
    client.end();
    see();
    client.turn();
    see();
    expect(seen).toEqual(["idle", "connecting", "connected", "waiting", "connecting", "connected", "ended"]);
    expect(client.status()).toMatchObject({ reconnects: 1, reason: "closed" });
  });

  it("counts the connections that the broker accepted after the first", async () => {
    const client = await connected(id);
    for (let n = 1; n <= 4; n++) {
      client.cut();
      client.accept(connack(3));
      expect(client.status()).toMatchObject({ state: "refused", reconnects: n - 1 });
      client.accept();
      expect(client.status()).toMatchObject({ state: "connected", reconnects: n });
    }
  });
});
