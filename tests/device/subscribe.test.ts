/** `tagwire/subscribe`: what is asked of the broker, and who gets what it says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "../../src/broker/topics.js";
import { type BoardId, boardIds, pingReq, pingResp } from "../support/device.js";
import { type Listener, listening, publish, suback } from "../support/listener.js";
import { decoded } from "../support/vectors.js";

/** What is asked for in what the board said, as an independent codec reads it. */
function asked(said: string): string[] {
  return decoded(said).flatMap(({ cmd, subscriptions, unsubscriptions }) => {
    if (cmd === "subscribe") {
      return (subscriptions as { topic: string; qos: number }[]).map(({ topic, qos }) => `+${topic} ${qos}`);
    }
    return cmd === "unsubscribe" ? (unsubscriptions as string[]).map((topic) => `-${topic}`) : [];
  });
}

/** A SUBACK that grants so many filters but the last. */
function suback0x(filters: number): string {
  const length = filters + 2;
  return `\x90${String.fromCharCode((length & 127) | 128, length >> 7)}id${"\0".repeat(filters - 1)}\x80`;
}

const unused = { received: 0, skipped: 0, granted: 0, refused: 0, thrown: 0 };
const isKept = { cleanSession: false };

describe.each(boardIds)("on %s", (id: BoardId) => {
  it("filters are asked for ahead of the first batch, and again after each reconnect", async () => {
    const client = await listening(id, ["a/+", "é/#", "a/+"]);
    for (let connection = 0; connection < 3; connection++) {
      const said = client.heard();
      expect(asked(said)).toEqual(["+a/+ 0", "+é/# 0", ...(connection === 0 ? [] : ["+b 0"])]);
      expect(said.endsWith(pingReq)).toBe(true);
      client.say(suback(...asked(said).map(() => 0)) + pingResp);
      expect(client.subscriptions()).toMatchObject({ granted: connection === 0 ? 2 : 3, refused: 0 });
      client.heard();
      client.subscribe("b");
      client.turn();
      if (connection === 0) {
        expect(asked(client.heard())).toEqual(["+b 0"]);
        client.say(suback(0) + pingResp);
      }
      expect(client.heard()).toBe("");
      client.cut();
      client.accept();
      client.turn();
    }
    expect(client.uncaught).toEqual([]);
  });

  it("SUBSCRIBE waits for its turn, and UNSUBSCRIBE too; what is unsubscribed is not asked for again", async () => {
    const client = await listening(id, ["a"]);
    client.heard();
    client.subscribe("b");
    client.unsubscribe("a");
    client.turn();
    expect(client.heard()).toBe("");
    client.say(pingResp);
    expect(asked(client.heard())).toEqual(["-a", "+b 0"]);
    client.say(`${publish("a", "late")}${publish("b", "on")}\xb0\x02u\x01${pingResp}`);
    expect(client.calls()).toEqual([["b", "b", "on"]]);
    client.cut();
    client.subscribe("c");
    client.unsubscribe("b");
    client.accept();
    client.turn();
    expect(asked(client.heard())).toEqual(["+c 0"]);
  });

  it("one SUBSCRIBE asks for all filters, whatever it takes", async () => {
    const filters = Array.from({ length: 300 }, (_, n) => `f${n}`);
    const client = await listening(id, filters);
    const said = client.heard();
    const [one, ...others] = decoded(said).filter(({ cmd }) => cmd === "subscribe");
    expect(others).toEqual([]);
    expect(one?.messageId).toBeGreaterThan(0);
    expect(asked(said)).toEqual(filters.map((filter) => `+${filter} 0`));
    client.say(suback0x(300) + pingResp);
    expect(client.subscriptions()).toMatchObject({ granted: 299, refused: 1 });
  });

  it("of what is in flight each message id is another, and none is 0", async () => {
    const client = await listening(id, ["first"]);
    client.heard();
    for (let n = 0; n < 20; n++) {
      client.subscribe(`f${n}`);
      client.unsubscribe(`f${n}`);
    }
    client.subscribe("last");
    client.say(pingResp);
    const ids = decoded(client.heard()).flatMap(({ cmd, messageId }) =>
      cmd === "pingreq" ? [] : [messageId as number],
    );
    expect(ids).toHaveLength(21);
    expect(new Set(ids).size).toBe(21);
    expect(Math.min(...ids)).toBeGreaterThan(0);
  });

  it("of what is asked for and ended by turns the last counts, with the broker too", async () => {
    const client = await listening(id, ["a", "aa", "a/a"]);
    client.heard();
    client.unsubscribe("a");
    client.subscribe("a");
    client.subscribe("b");
    client.unsubscribe("b");
    client.unsubscribe("aa");
    client.say(pingResp);
    const wanted = new Set(["a", "aa", "a/a"]);
    for (const one of asked(client.heard())) {
      if (one[0] === "+") wanted.add(one.slice(1, -2));
      else wanted.delete(one.slice(1));
    }
    expect([...wanted].sort()).toEqual(["a", "a/a"]);
    client.cut();
    client.accept();
    client.turn();
    expect(asked(client.heard()).sort()).toEqual(["+a 0", "+a/a 0"]);
  });

  it("each listener whose filter matches is called once, as the broker's own match has it", async () => {
    const level = fc.constantFrom("a", "b", "", "é");
    const filters = fc
      .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([levels, hasRest]) => [...levels, ...(hasRest ? ["#"] : [])].join("/"))
      .filter((filter) => filter !== "");
    const topics = fc
      .array(level, { minLength: 1, maxLength: 4 })
      .map((levels) => levels.join("/"))
      .filter((topic) => topic !== "");
    const client = await listening(id, ["#"]);
    client.heard();
    client.say(pingResp);
    fc.assert(
      fc.property(fc.uniqueArray(filters, { maxLength: 5 }), fc.array(topics, { maxLength: 4 }), (some, messages) => {
        for (const filter of some) client.subscribe(filter);
        client.say(messages.map((topic) => publish(topic, "m")).join(""));
        const wanted = messages.flatMap((topic) =>
          ["#", ...some].filter((filter) => matches(filter, topic)).map((filter) => [filter, topic, "m"]),
        );
        expect(client.calls()).toEqual(wanted);
        for (const filter of some) client.unsubscribe(filter);
        client.turn();
        while (client.heard().endsWith(pingReq)) client.say(pingResp);
      }),
      { numRuns: 60 },
    );
    expect(client.status()).toMatchObject({ state: "connected", reconnects: 0 });
  });

  it("acknowledgements that nobody lets it say are no more than a bound", async () => {
    const client = await listening(id, ["a"], isKept);
    client.heard();
    for (let n = 1; n <= 300; n++) client.say(publish("a", "m", 1, n));
    expect(client.calls()).toHaveLength(300);
    client.say(pingResp);
    client.turn();
    const acknowledged = client.heard().split("\x40\x02").length - 1;
    expect(acknowledged).toBeGreaterThan(90);
    expect(acknowledged).toBeLessThanOrEqual(102);
  });

  it("a listener that throws disturbs nobody, and is told as every error of a sketch", async () => {
    const client = await listening(id, ["a", "+", "#"]);
    client.say(`${publish("a", "throw")}${publish("a", "on")}${pingResp}`);
    const filters = ["a", "+", "#"];
    expect(client.calls()).toEqual([...filters.map((f) => [f, "a", "throw"]), ...filters.map((f) => [f, "a", "on"])]);
    expect(client.uncaught).toHaveLength(3);
    expect(client.status()).toMatchObject({ state: "connected", reconnects: 0 });
    expect(client.subscriptions()).toMatchObject({ received: 2, thrown: 3 });
    expect(client.uncaught.join()).toContain("thrown");
  });

  it("a listener may unsubscribe", async () => {
    const client = await listening(id, ["a", "+"]);
    client.say(publish("a", "unsubscribe") + pingResp);
    expect(client.calls()).toEqual([
      ["a", "a", "unsubscribe"],
      ["+", "a", "unsubscribe"],
    ]);
    client.say(publish("a", "on"));
    expect(client.calls()).toEqual([]);
    expect(client.uncaught).toEqual([]);
  });

  it("a refusal is counted, and forgotten with the connection; a missing SUBACK holds up nothing", async () => {
    const client = await listening(id, ["a", "b"]);
    client.say(suback(0, 128) + pingResp);
    expect(client.subscriptions()).toEqual({ ...unused, granted: 1, refused: 1 });
    client.cut();
    expect(client.subscriptions()).toEqual(unused);
    client.accept();
    client.turn();
    client.publishValue("t", 1);
    client.say(pingResp);
    client.turn();
    client.say(pingResp);
    expect(client.subscriptions()).toEqual(unused);
    expect(client.status()).toMatchObject({ confirmed: 1, waiting: 0, state: "connected" });
  });

  it("where the broker keeps the session QoS is 1: each message is acknowledged, one too long too", async () => {
    const client = await listening(id, ["a/#"], isKept);
    expect(asked(client.heard())).toEqual(["+a/# 1"]);
    client.say(suback(1, 0) + pingResp);
    expect(client.subscriptions()).toMatchObject({ granted: 1, refused: 1 });
    client.say(publish("a/b", "on", 1, 0x1234));
    expect(client.calls()).toEqual([["a/#", "a/b", "on"]]);
    expect(client.heard()).toBe(`\x40\x02\x12\x34${pingReq}`);
    client.say(publish("a/b", "x".repeat(3_000), 1, 7) + publish("a/b", "throw", 1, 8) + publish("a/c", "zero"), 100);
    client.say(pingResp);
    expect(client.heard()).toBe(`\x40\x02\0\x07\x40\x02\0\x08${pingReq}`);
    expect(client.calls()).toEqual([
      ["a/#", "a/b", "throw"],
      ["a/#", "a/c", "zero"],
    ]);
    expect(client.subscriptions()).toMatchObject({ received: 3, skipped: 1 });
  });

  it("what a broker kept comes right behind CONNACK", async () => {
    const client = await listening(id, ["a"], isKept);
    client.cut();
    client.accept(`\x20\x02\0\0${publish("a", "kept", 1, 5)}`);
    expect(client.calls()).toEqual([["a", "a", "kept"]]);
    expect(client.status()).toMatchObject({ state: "connected", reconnects: 1 });
  });

  it("the bound is the sketch's to set", async () => {
    const client = await listening(id, ["a"]);
    client.limitMessage(64);
    const longest = "x".repeat(64 - 5);
    client.say(publish("a", longest) + publish("a", `${longest}x`) + pingResp);
    expect(client.calls()).toEqual([["a", "a", longest]]);
    expect(client.subscriptions()).toMatchObject({ received: 1, skipped: 1 });
  });

  it("values and commands share a connection", async () => {
    const client = await listening(id, ["a"]);
    client.say(pingResp);
    client.publishValue("t", 1);
    client.turn();
    client.say(publish("a", "on"));
    client.say(pingResp + publish("a", "off"));
    expect(client.calls().map(([, , message]) => message)).toEqual(["on", "off"]);
    expect(client.status()).toMatchObject({ confirmed: 1, state: "connected", reconnects: 0 });
  });
});

/** What may stand ahead of `connect`, or behind `end`. */
describe("around a connection", () => {
  it("a filter stays through end and a new connect", async () => {
    const client: Listener = await listening("esp32", ["a"]);
    client.say(pingResp);
    client.end();
    client.turn();
    expect(client.status().state).toBe("ended");
    client.subscribe("b");
    client.connect();
    client.accept();
    client.turn();
    expect(asked(client.heard())).toEqual(["+a 0", "+b 0"]);
  });
});
