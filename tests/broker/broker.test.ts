import { describe, expect, it } from "vitest";
import {
  bytes,
  connect,
  createBench,
  disconnect,
  packet,
  pingreq,
  publish,
  subscribe,
  text,
  unsubscribe,
} from "./bench.js";

/** A bench with these clients connected, numbered from 1. */
function withClients(...names: string[]) {
  const bench = createBench();
  for (const [index, name] of names.entries()) {
    bench.open(index + 1);
    bench.say(index + 1, connect(name));
  }
  return bench;
}

describe("CONNECT", () => {
  it.each([
    ["MQTT 3.1", connect("device", 60, 3), 3],
    ["MQTT 3.1.1", connect("device", 60, 4), 4],
  ])("of %s is answered with CONNACK 0", (_name, said, level) => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, said);
    expect(bench.sent(1)).toBe("20020000");
    const event = {
      event: "connected",
      connection: 1,
      client: "device",
      peer: "peer-1",
      level,
      clean: true,
      keepAliveS: 60,
      session: false,
    };
    expect(bench.events()).toEqual([event]);
    expect(bench.core.clientCount()).toBe(1);
  });

  it.each([
    ["MQTT 5", "10 0f 0004 4d515454 05 02 003c 00 0002 6161", "2003008400", 0x84],
    ["MQTT level 6", "10 0e 0004 4d515454 06 02 003c 0002 6161", "20020001", 1],
    ["MQIsdp level 4", "10 10 0006 4d5149736470 04 02 003c 0002 6161", "20020001", 1],
    ["MQTT level 3", "10 0e 0004 4d515454 03 02 003c 0002 6161", "20020001", 1],
    ["an empty identifier in 3.1", "10 0e 0006 4d5149736470 03 02 003c 0000", "20020002", 2],
    ["an empty identifier and a session to keep", "10 0c 0004 4d515454 04 00 003c 0000", "20020002", 2],
  ])("of %s is refused, answered and closed", (_name, said, answer, returnCode) => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, bytes(said));
    expect(bench.sent(1)).toBe(answer);
    expect(bench.events()).toMatchObject([
      { event: "refused", connection: 1, returnCode },
      { event: "closed", connection: 1, reason: { kind: "refused" } },
    ]);
    expect(bench.actions.at(-1)).toMatchObject({ action: "close", connection: 1 });
    expect(bench.core.clientCount()).toBe(0);
  });

  it("with an empty identifier gets a name of its own in 3.1.1, even if somebody is called so", () => {
    const bench = withClients("auto-2");
    for (const id of [2, 3]) {
      bench.open(id);
      bench.say(id, connect("", 60, 4));
    }
    expect(bench.core.clientCount()).toBe(3);
  });

  it("with an identifier of a connected client takes its place: the older connection ends, its subscriptions too", () => {
    const bench = withClients("device");
    bench.say(1, subscribe(1, "t"));
    bench.open(2);
    bench.say(2, connect("device"));
    expect(bench.reason(1)).toMatchObject({ kind: "taken-over", clause: "MQTT-3.1.4-2" });
    bench.say(2, publish("t", "x"));
    bench.say(1, publish("t", "y"));
    expect(bench.sent(1)).toBe("20020000 9003000100");
    expect(bench.events().filter(({ event }) => event === "published")).toMatchObject([{ subscribers: 0 }]);
    bench.closed(1); // the socket ends later: that must not touch the new connection
    expect(bench.core.clientCount()).toBe(1);
  });

  it("of 3.1 with more than 23 characters is let pass with a warning", () => {
    const bench = withClients("x".repeat(24));
    expect(bench.events()).toMatchObject([
      { event: "connected" },
      { event: "warned", text: expect.stringContaining("24") },
    ]);
  });
});

describe("PUBLISH", () => {
  it("reaches everyone who subscribed to its topic and nobody else", () => {
    const bench = withClients("A", "B", "C", "D");
    bench.say(2, subscribe(1, "temperature"));
    bench.say(3, subscribe(1, "#"));
    bench.say(4, subscribe(1, "humidity"));
    bench.say(1, publish("temperature", "22.5"));
    const message = "3011000b74656d706572617475726532322e35";
    expect(bench.sent(2)).toBe(`20020000 9003000100 ${message}`);
    expect(bench.sent(3)).toBe(`20020000 9003000100 ${message}`);
    expect(bench.sent(4)).toBe("20020000 9003000100");
    expect(bench.sent(1)).toBe("20020000");
    expect(bench.events().find(({ event }) => event === "published")).toEqual({
      event: "published",
      client: "A",
      topic: "temperature",
      payload: text("22.5"),
      qos: 0,
      retain: false,
      dup: false,
      subscribers: 2,
    });
  });

  it("whose Remaining Length has needless bytes goes on without them", () => {
    const bench = withClients("A");
    bench.say(1, subscribe(1, "t"), bytes("30 84 00 0001 74 78"), bytes("30 84 00 0001 74 79"));
    expect(bench.sent(1)).toBe("20020000 9003000100 300400017478 300400017479");
  });

  it("comes back to its publisher if that subscribed, and keeps its order", () => {
    const bench = withClients("A");
    bench.say(1, subscribe(1, "t"), publish("t", "1"), publish("t", "2"), pingreq);
    expect(bench.sent(1)).toBe("20020000 9003000100 300400017431 300400017432 d000");
  });

  it("with QoS 1 is delivered with the QoS 0 that was asked for, and answered with PUBACK after that", () => {
    const bench = withClients("A", "B");
    bench.say(2, subscribe(1, "t"));
    bench.say(1, publish("t", "x", 2, 513));
    const order = bench.actions.slice(-2);
    expect(order).toMatchObject([
      { action: "deliver", to: [2], from: 1, droppable: true },
      { action: "reply", to: 1, bytes: bytes("4002 0201") },
    ]);
  });

  it("with QoS 2 is delivered once, at its PUBREL, though both come twice", () => {
    const bench = withClients("A", "B");
    bench.say(2, subscribe(1, "t"));
    bench.say(1, publish("t", "x", 4, 5), publish("t", "x", 12, 5));
    expect(bench.sent(2)).toBe("20020000 9003000100");
    bench.say(1, packet(0x62, 0, 5), packet(0x62, 0, 5));
    expect(bench.sent(1)).toBe("20020000 50020005 50020005 70020005 70020005");
    expect(bench.sent(2)).toBe("20020000 9003000100 300400017478");
    bench.say(1, publish("t", "y", 4, 5), packet(0x62, 0, 5));
    expect(bench.events().filter(({ event }) => event === "published")).toHaveLength(2);
  });

  it("with more levels than the bound ends the connection", () => {
    const bench = createBench({ maxTopicLevels: 3 });
    bench.open(1);
    bench.say(1, connect("A"), publish("a/b/c", "x"));
    expect(bench.reason(1)).toBeUndefined();
    bench.say(1, publish("a/b/c/d", "x"));
    expect(bench.reason(1)).toMatchObject({ kind: "limit", text: expect.stringContaining("4 levels, at most 3") });
  });
});

describe("a retained message", () => {
  it("is sent to later subscribers with the retain flag, and without it to those who were there", () => {
    const bench = withClients("A", "B", "C");
    bench.say(2, subscribe(1, "t"));
    bench.say(1, publish("t", "old", 1), publish("t", "new", 1), publish("u", "other", 1));
    bench.say(3, subscribe(1, "t"));
    expect(bench.sent(2)).toBe("20020000 9003000100 30060001746f6c64 30060001746e6577");
    expect(bench.sent(3)).toBe("20020000 9003000100 31060001746e6577");
    bench.say(3, subscribe(2, "#"));
    expect(bench.sent(3).match(/31\w+/g)).toEqual(["31060001746e6577", "31060001746e6577", "31080001756f74686572"]);
  });

  it("is deleted by an empty one", () => {
    const bench = withClients("A", "B");
    bench.say(1, publish("t", "x", 1), publish("t", "", 1));
    bench.say(2, subscribe(1, "t"));
    expect(bench.sent(2)).toBe("20020000 9003000100");
  });

  it("survives its publisher and is not changed by what arrives later in the same buffer", () => {
    const bench = withClients("A", "B");
    const said = publish("t", "x", 1);
    bench.say(1, said, disconnect);
    said.fill(0);
    bench.say(2, subscribe(1, "t"));
    expect(bench.sent(2)).toContain("310400017478");
  });

  it("is left out, with a warning, where there is no room for it", () => {
    const bench = createBench({ maxRetainedBytes: 420 });
    bench.open(1);
    bench.say(1, connect("A"), publish("t", "x".repeat(12), 1), publish("u", "y", 1), publish("t", "", 1));
    expect(bench.events().filter(({ event }) => event === "warned")).toHaveLength(1);
    bench.say(1, publish("u", "z", 1), subscribe(1, "#"));
    expect(bench.sent(1)).toContain("31040001757a");
  });
});

describe("SUBSCRIBE and UNSUBSCRIBE", () => {
  it("grant for each filter in order what is asked", () => {
    const bench = withClients("A");
    bench.say(1, bytes("82 0a 000a 0001 61 02 0001 62 01"));
    expect(bench.sent(1)).toBe("20020000 9004000a0201");
    expect(bench.events().slice(1)).toMatchObject([
      { event: "subscribed", client: "A", filter: "a", askedQos: 2, granted: 2 },
      { event: "subscribed", client: "A", filter: "b", askedQos: 1, granted: 1 },
    ]);
  });

  it("end what was subscribed and say so, also for what was not", () => {
    const bench = withClients("A");
    bench.say(1, subscribe(1, "a", "b"), unsubscribe(2, "a", "never"), publish("a", "x"), publish("b", "y"));
    expect(bench.sent(1)).toBe("20020000 900400010000 b0020002 300400016279");
    expect(bench.events().filter(({ event }) => event === "unsubscribed")).toMatchObject([
      { found: true },
      { found: false },
    ]);
  });

  it.each([
    [4 as const, undefined, "900400020080"],
    [3 as const, "limit", ""],
  ])("over the bound of subscriptions fail as level %i can say it", (level, kind, answer) => {
    const bench = createBench({ maxSubscriptions: 2 });
    bench.open(1);
    bench.say(1, connect("A", 60, level), subscribe(1, "a", "b"), subscribe(2, "a", "c"));
    expect(bench.reason(1)?.kind).toBe(kind);
    expect(bench.sent(1)).toBe(`20020000 900400010000 ${answer}`.trim());
  });
});

describe("time", () => {
  it("a connection that says nothing, or drips, is closed when the connect timeout is over", () => {
    const bench = createBench();
    bench.open(1);
    expect(bench.core.nextExpiry()).toBe(10_000);
    bench.now = 9_999;
    bench.say(1, connect("slow").subarray(0, 5));
    bench.expire();
    expect(bench.reason(1)).toBeUndefined();
    expect(bench.core.nextExpiry()).toBe(10_000);
    bench.now = 10_000;
    bench.expire();
    expect(bench.reason(1)).toMatchObject({ kind: "connect-timeout" });
    expect(bench.core.nextExpiry()).toBe(Number.POSITIVE_INFINITY);
  });

  it("a client may be silent for one and a half times its keep-alive, counted from its last whole packet", () => {
    const bench = createBench();
    bench.open(1);
    bench.now = 1_000;
    bench.say(1, connect("device", 10));
    bench.now = 15_000;
    bench.say(1, pingreq);
    bench.now = 25_000;
    bench.say(1, pingreq.subarray(0, 1));
    bench.now = 29_999;
    bench.expire();
    expect(bench.reason(1)).toBeUndefined();
    bench.now = 30_000;
    bench.expire();
    expect(bench.reason(1)).toMatchObject({ kind: "keep-alive", text: expect.stringContaining("15000 ms") });
  });

  it("a keep-alive of 0 lets a client be silent for ever", () => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, connect("device", 0));
    bench.now = 1e9;
    bench.expire();
    expect(bench.reason(1)).toBeUndefined();
    expect(bench.core.nextExpiry()).toBe(Number.POSITIVE_INFINITY);
  });

  it("the next expiry is never later than a new client's deadline", () => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, connect("patient", 60_000));
    bench.expire();
    expect(bench.core.nextExpiry()).toBe(90_000_000);
    bench.open(2);
    bench.say(2, connect("hasty", 1));
    expect(bench.core.nextExpiry()).toBe(1_500);
  });
});

describe("the end of a connection", () => {
  it("by DISCONNECT closes it, and what was sent behind is not heard", () => {
    const bench = withClients("A", "B");
    bench.say(2, subscribe(1, "#"));
    bench.say(1, Buffer.concat([disconnect, publish("t", "late")]));
    expect(bench.reason(1)).toMatchObject({ kind: "disconnect" });
    expect(bench.sent(2)).toBe("20020000 9003000100");
    expect(bench.events().filter(({ event }) => event === "closed")).toHaveLength(1);
  });

  it("is told once, whoever ended it", () => {
    const bench = withClients("A");
    bench.closed(1);
    bench.closed(1);
    bench.say(1, pingreq);
    expect(bench.events().filter(({ event }) => event === "closed")).toEqual([
      { event: "closed", connection: 1, peer: "peer-1", client: "A", reason: { kind: "peer-closed", text: "gone" } },
    ]);
    expect(bench.core.clientCount()).toBe(0);
  });

  it("comes with a packet that announces more than the bound, before it has arrived", () => {
    const bench = withClients("A");
    bench.say(1, bytes("30 fc ff 7f"));
    const text = "a packet of 2097152 bytes was announced, at most 262144 are taken";
    expect(bench.reason(1)).toEqual({ kind: "limit", text });
  });

  it("comes at once for one connection too many", () => {
    const bench = createBench({ maxConnections: 1 });
    bench.open(1);
    bench.open(2);
    expect(bench.reason(1)).toBeUndefined();
    expect(bench.reason(2)).toMatchObject({ kind: "limit" });
  });

  it("comes at once for one connection too many from one address, and frees its place", () => {
    const bench = createBench({ maxConnectionsPerAddress: 1 });
    const open = (id: number, address: string) =>
      bench.actions.push(...bench.core.accept(id, 0, `${address}:1`, address));
    open(1, "here");
    open(2, "there");
    open(3, "here");
    expect([1, 2, 3].map((id) => bench.reason(id)?.kind)).toEqual([undefined, undefined, "limit"]);
    bench.closed(1);
    open(4, "here");
    expect(bench.reason(4)).toBeUndefined();
  });

  it("comes to all when the broker stops", () => {
    const bench = withClients("A", "B");
    bench.actions.push(...bench.core.stop());
    expect(bench.reason(1)).toMatchObject({ kind: "broker-stopped" });
    expect(bench.reason(2)).toMatchObject({ kind: "broker-stopped" });
  });
});
