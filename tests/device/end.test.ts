/** What `end` does with what waits, whatever becomes of the last connection. */
import { describe, expect, it } from "vitest";
import {
  accepted,
  boardIds,
  connack,
  type Device,
  device,
  disconnect,
  packetsIn,
  pingReq,
  pingResp,
} from "../support/device.js";
import { connected, values } from "../support/session.js";

describe.each(boardIds)("on %s", (id) => {
  it("end before connect does nothing", async () => {
    const client = await device(id);
    client.end();
    client.turn();
    expect(client.status().state).toBe("idle");
    expect(client.connect()).toBeUndefined();
    client.accept();
    expect(client.status().state).toBe("connected");
  });

  it("end sends what waits, then DISCONNECT, and takes no more", async () => {
    const client = await connected(id, { bufferBytes: 4_000 });
    for (let n = 0; n < 60; n++) client.publishValue("t", n);
    client.end();
    expect(client.publishValue("t", "late")).toBe(false);
    const seen: unknown[] = [];
    let last = "";
    for (let turns = 0; client.status().state !== "ended" && turns < 100; turns++) {
      client.turn();
      last = client.heard();
      seen.push(...values(last));
      if (last.endsWith(pingReq)) client.say(pingResp);
    }
    last = client.heard();
    expect(last).toBe(disconnect);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => String(n)));
    expect(client.status()).toMatchObject({ state: "ended", waiting: 0, confirmed: 60, dropped: 1 });
    client.turn();
    expect(client.link().closed).toBe("close");
    client.clock.advance(60_000);
    expect(client.attempts()).toBe(1);
  });

  it("end during a wait opens one connection at once for what waits", async () => {
    const client = await connected(id);
    client.chance = 0.999;
    client.cut();
    client.publishValue("t", 1);
    client.end();
    client.turn();
    expect(client.attempts()).toBe(2);
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    client.say(pingResp);
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
  });

  const lastFailures: Readonly<Record<string, (client: Device) => void>> = {
    "is refused": (client) => {
      client.stand();
      client.say(connack(5));
    },
    closes: (client) => {
      client.stand();
      client.cut();
    },
    "closes after CONNACK": (client) => {
      client.stand();
      client.say(accepted);
      client.cut("reset");
    },
    "is silent": (client) => {
      client.stand();
      client.clock.advance(10_100);
    },
    "is silent after CONNACK": (client) => {
      client.stand();
      client.say(accepted);
      client.clock.advance(10_100);
    },
  };
  it.each(Object.keys(lastFailures))("what waits is dropped where the last connection %s", async (name) => {
    const client = await connected(id);
    client.cut();
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    client.end();
    client.turn();
    lastFailures[name]?.(client);
    expect(client.status()).toMatchObject({ state: "ended", waiting: 0, waitingBytes: 0, confirmed: 0, dropped: 2 });
    client.clock.advance(100_000);
    expect(client.attempts()).toBe(2);
    expect(client.board.traffic.connectionsClosed).toBe(client.board.traffic.connectionsOpened);
  });

  it("end while a batch is outstanding waits for its reply", async () => {
    const client = await connected(id);
    client.publishValue("t", 1);
    client.turn();
    client.heard();
    client.end();
    client.clock.advance(5_000);
    expect(client.heard()).toBe("");
    client.say(pingResp);
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
  });

  it("end while the first connection opens uses that one", async () => {
    const client = await device(id);
    client.connect();
    client.publishValue("t", 1);
    client.end();
    client.turn();
    client.accept();
    client.turn();
    client.say(pingResp);
    client.turn();
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
    expect(client.attempts()).toBe(1);
  });

  it("end twice is end once", async () => {
    const client = await connected(id);
    client.publishValue("t", 1);
    client.end();
    client.end();
    client.turn();
    client.end();
    client.say(pingResp);
    client.end();
    client.turn();
    client.end();
    client.clock.advance(60_000);
    expect(packetsIn(client.link().sent.join("")).filter((packet) => packet === disconnect)).toHaveLength(1);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1 });
    expect(client.attempts()).toBe(1);
  });
});
