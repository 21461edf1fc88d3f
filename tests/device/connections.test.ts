/** What the end of a connection does, and one that does not come about: another is opened, and says what was said. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, device, pingResp } from "../support/device.js";
import { connected, expectGivenUp, values } from "../support/session.js";

describe.each(boardIds)("on %s", (id) => {
  it.each(["closed", "reset"] as const)("opens anew after a connection that ended with %s", async (why) => {
    const client = await connected(id);
    client.publishValue("t", "kept");
    client.turn();
    client.cut(why);
    expectGivenUp(client, "closed");
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["kept"]);
    expect(client.status()).toMatchObject({ reconnects: 1 });
  });

  it("is not disturbed by what becomes of a connection that it gave up", async () => {
    const client = await connected(id);
    client.chance = 0;
    const old = client.link();
    client.say("garbage");
    client.stand();
    expect(client.link()).not.toBe(old);
    old.events.received("more garbage");
    old.events.closed("reset");
    client.turn();
    client.say(accepted);
    expect(client.status()).toMatchObject({ state: "connected", reason: "garbage", reconnects: 1 });
    expect(client.attempts()).toBe(2);
  });

  it("never has more than one connection, whatever happens", async () => {
    const client = await connected(id);
    for (let n = 0; n < 20; n++) {
      client.publishValue("t", n);
      client.turn();
      if (n % 3 === 0) client.say("\xff");
      else if (n % 3 === 1) client.cut();
      else client.clock.advance(10_100);
      client.accept();
      client.clock.advance(100);
      expect(client.board.traffic.connectionsOpened - client.board.traffic.connectionsClosed).toBe(1);
    }
    expect(client.uncaught).toEqual([]);
  });

  it("says what it said before, in order, on the next connection", async () => {
    const client = await connected(id);
    for (let n = 0; n < 5; n++) client.publishValue("t", n);
    client.turn();
    client.cut();
    for (let n = 5; n < 8; n++) client.publishValue("t", n);
    client.accept();
    const seen: string[] = [];
    for (let turns = 0; turns < 9; turns++) {
      client.turn();
      seen.push(...values(client.heard()));
      client.say(pingResp);
      if (client.status().waiting === 0) break;
    }
    expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    expect(client.status()).toMatchObject({ confirmed: 8, dropped: 0 });
  });

  it("throws nothing into the sketch", async () => {
    const client = await connected(id);
    client.network.failure = "refused";
    client.publishValue("t", 1);
    client.turn();
    client.cut("reset");
    client.clock.advance(60_000);
    expect(client.uncaught).toEqual([]);
  });
});

describe("on esp8266, where a connection takes its time", () => {
  it("gives up one that does not stand for 15 s", async () => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.clock.advance(14_980);
    expect(client.link().closed).toBe("no");
    client.clock.advance(30);
    expect(client.link().closed).toBe("close");
    expectGivenUp(client, "silence");
  });

  it.each([accepted, pingResp, "\0", "-", "garbage"])("gives up one that greets it with %j", async (bytes) => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.link().events.connected();
    client.link().events.received(bytes);
    client.turn();
    expect(client.status()).toMatchObject({ state: "waiting", reason: "garbage" });
    expect(client.heard()).toBe("");
  });

  it.each(["refused", "not-found", "unreachable", "timeout"] as const)("opens anew after %s", async (why) => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.cut(why);
    expectGivenUp(client, "closed");
  });
});

describe.each(["esp32", "linux"] as const)("on %s, where a failed connection throws", (id) => {
  it.each([
    ["refused", "Unable to create socket"],
    ["not-found", "Unable to locate host"],
    ["unreachable", "Unable to create socket"],
    ["timeout", "Unable to create socket"],
  ] as const)("opens anew after %s", async (why, reason) => {
    const client = await device(id);
    client.network.failure = why;
    client.connect();
    client.publishValue("t", "kept");
    client.turn();
    expectGivenUp(client, reason);
    client.network.failure = undefined;
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["kept"]);
    expect(client.uncaught).toEqual([]);
  });
});
