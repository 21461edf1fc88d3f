/** How long the client waits before the next connection. */
import { describe, expect, it } from "vitest";
import { accepted, connack, type Device, device, pingReq, pingResp } from "../support/device.js";

/** The nth wait that the promise allows, for that chance. */
function promised(n: number, chance: number): number {
  return chance * Math.min(1000 * 2 ** (n - 1), 15_000);
}

/** Lets a connection fail; the board asks for the next one when the promise says so, and not before. */
function expectWait(client: Device, n: number, chance: number, fail: (client: Device) => void): void {
  const before = client.attempts();
  fail(client);
  // The last turn of the test's came after the failure.
  let ms = 1;
  while (client.attempts() === before && ms <= 15_010) {
    client.clock.advance(1);
    ms++;
  }
  expect(ms, `wait ${n}`).toBeGreaterThanOrEqual(promised(n, chance));
  expect(ms, `wait ${n}`).toBeLessThanOrEqual(promised(n, chance) + 3);
}

/** The ways in which one connection after the other fails; each starts when the board asks for one, and ends it. */
const failures: Readonly<Record<string, (client: Device) => void>> = {
  "a close": (client) => {
    client.stand();
    client.cut();
  },
  "a reset": (client) => {
    client.stand();
    client.cut("reset");
  },
  "a refusal by the broker": (client) => {
    client.stand();
    client.say(connack(5));
  },
  garbage: (client) => {
    client.stand();
    client.say("\xff");
  },
  "a close after CONNACK 0": (client) => {
    client.stand();
    client.say(accepted);
    client.cut();
  },
  "garbage after a keep-alive that was answered": (client) => {
    client.stand();
    client.say(accepted);
    client.heard();
    for (let ms = 0; client.heard() !== pingReq && ms < 10_000; ms += 50) client.clock.advance(50);
    client.say(pingResp);
    expect(client.status()).toMatchObject({ state: "connected", confirmed: 0 });
    client.say("\xff");
  },
};

describe.each(["esp32", "esp8266"] as const)("on %s", (id) => {
  describe.each(Object.keys(failures))("after %s", (name) => {
    it.each([0, 0.25, 0.9])("the nth wait is chance %d of 1 s, doubled up to 15 s", async (chance) => {
      const client = await device(id);
      client.chance = chance;
      client.connect({ keepAliveS: 10 });
      client.turn();
      for (let n = 1; n <= 7; n++) {
        expectWait(client, n, chance, failures[name] as (client: Device) => void);
      }
    });
  });

  it("falls back to the first wait after a batch was confirmed, and no sooner", async () => {
    const client = await device(id);
    client.chance = 0.9;
    client.connect();
    client.turn();
    for (let n = 1; n <= 3; n++) expectWait(client, n, 0.9, failures["a close"] as (client: Device) => void);
    client.stand();
    client.say(accepted);
    client.publishValue("t", 1);
    client.turn();
    expectWait(client, 4, 0.9, () => client.cut());
    client.stand();
    client.say(accepted);
    client.say(pingResp);
    expect(client.status().confirmed).toBe(1);
    expectWait(client, 1, 0.9, () => client.cut());
  });

  it("begins with the first wait again when it connects anew after its end", async () => {
    const client = await device(id);
    client.chance = 0.9;
    client.connect();
    client.turn();
    for (let n = 1; n <= 4; n++) expectWait(client, n, 0.9, failures["a close"] as (client: Device) => void);
    client.end();
    client.cut();
    client.clock.advance(20_000);
    expect(client.status().state).toBe("ended");
    client.connect();
    client.turn();
    for (let n = 1; n <= 2; n++) expectWait(client, n, 0.9, failures["a close"] as (client: Device) => void);
  });

  it("does not wait the shorter for values that are put meanwhile", async () => {
    const client = await device(id);
    client.chance = 0.9;
    client.connect();
    client.turn();
    client.stand();
    client.cut();
    for (let ms = 1; ms < 899; ms++) {
      client.publishValue("t", ms);
      client.clock.advance(1);
    }
    expect(client.attempts()).toBe(1);
    client.clock.advance(3);
    expect(client.attempts()).toBe(2);
  });
});

describe("where a connection does not even stand", () => {
  it.each(["refused", "not-found", "unreachable", "timeout"] as const)("the waits are the same: %s", async (why) => {
    for (const id of ["esp32", "esp8266"] as const) {
      const client = await device(id);
      client.chance = 0.5;
      client.network.failure = why;
      client.connect();
      client.turn();
      for (let n = 1; n <= 6; n++) {
        expectWait(client, n, 0.5, () => {
          if (id === "esp8266") client.cut(why);
        });
      }
    }
  });
});
