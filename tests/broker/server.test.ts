import { afterEach, describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { type BrokerOptions, type RunningBroker, startBroker } from "../../src/broker/server.js";
import { bytes, connect, disconnect, packet, pingreq, publish, subscribe, text } from "./bench.js";
import { dial } from "./wire.js";

const running: RunningBroker[] = [];

/** A broker on a free port, its events, and a wait for one of them. */
async function start(options: BrokerOptions = {}) {
  const events: BrokerEvent[] = [];
  const waiting = new Set<() => void>();
  const onEvent = (event: BrokerEvent) => {
    events.push(event);
    for (const look of waiting) look();
  };
  const broker = await startBroker({ port: 0, onEvent, ...options });
  running.push(broker);
  const told = (passes: (event: BrokerEvent) => boolean) =>
    new Promise<BrokerEvent>((resolve) => {
      const look = () => {
        const event = events.find(passes);
        if (event === undefined) return;
        waiting.delete(look);
        resolve(event);
      };
      waiting.add(look);
      look();
    });
  return { broker, events, told };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((broker) => broker.close()));
});

const connack = "20020000";

describe("the server", () => {
  it("picks a free port for port 0, says which, and counts its clients", async () => {
    const { broker } = await start();
    expect(broker.port).toBeGreaterThan(0);
    expect(broker.url).toBe(`mqtt://127.0.0.1:${broker.port}`);
    const wire = await dial(broker.port);
    expect(broker.clientCount()).toBe(0);
    wire.say(connect("A"));
    await wire.until((received) => received === connack);
    expect(broker.clientCount()).toBe(1);
  });

  it("complains about a port that is taken, with its number and the flag that mends it", async () => {
    const { broker } = await start();
    await expect(startBroker({ port: broker.port })).rejects.toMatchObject({
      complaint: "port-taken",
      sentence: expect.stringContaining(`${broker.port}`),
      remedy: expect.stringContaining("--port"),
    });
  });

  it("complains about a host that is not this machine", async () => {
    await expect(startBroker({ host: "192.0.2.1", port: 0 })).rejects.toMatchObject({ complaint: "bad-option" });
  });

  it("closes: all sockets end, the port is free again, and each client's end is told once", async () => {
    const { broker, events } = await start();
    const wires = await Promise.all([1, 2, 3].map(() => dial(broker.port)));
    for (const [index, wire] of wires.entries()) wire.say(connect(`client-${index}`, 5));
    await Promise.all(wires.map((wire) => wire.until((received) => received === connack)));
    await broker.close();
    await Promise.all(wires.map((wire) => wire.end()));
    const closed = events.filter(({ event }) => event === "closed");
    expect(closed).toMatchObject(Array(3).fill({ reason: { kind: "broker-stopped" } }));
    const again = await startBroker({ port: broker.port });
    running.push(again);
    expect(again.port).toBe(broker.port);
  });

  it("ends a connection that speaks something else and serves the others on", async () => {
    const { broker, told } = await start();
    const good = await dial(broker.port);
    good.say(connect("good"), subscribe(1, "t"));
    await good.until((received) => received.endsWith("9003000100"));
    const bad = await dial(broker.port);
    bad.say(text("GET / HTTP/1.1\r\n\r\n"));
    expect(await bad.end()).toBe("");
    await told((event) => event.event === "closed" && event.reason.kind === "protocol-error");
    good.say(publish("t", "x"), pingreq);
    await good.until((received) => received.includes("300400017478") && received.includes("d000"));
  });

  it("lets the last reply arrive before it closes: CONNACK for a version that it does not speak", async () => {
    const { broker } = await start();
    const wire = await dial(broker.port);
    wire.say(bytes("10 0f 0004 4d515454 05 02 003c 00 0002 6161"));
    expect(await wire.end()).toBe("2003008400");
  });

  it("cuts a peer that never closes its half of a connection that was ended", async () => {
    const { broker } = await start();
    const wire = await dial(broker.port, { allowHalfOpen: true });
    wire.say(bytes("10 0f 0004 4d515454 05 02 003c 00 0002 6161"));
    const drip = setInterval(() => wire.say(pingreq), 20);
    await wire.end().finally(() => clearInterval(drip));
  });

  it("ends a connection that says nothing, in real time", async () => {
    const { broker, told } = await start({ limits: { connectTimeoutMs: 30 } });
    const wire = await dial(broker.port);
    expect(await wire.end()).toBe("");
    await told((event) => event.event === "closed" && event.reason.kind === "connect-timeout");
  });

  it("takes a message over from a client that publishes, disconnects and closes at once", async () => {
    const { broker } = await start();
    const reader = await dial(broker.port);
    reader.say(connect("reader"), subscribe(1, "t"));
    await reader.until((received) => received.endsWith("9003000100"));
    const writer = await dial(broker.port);
    writer.socket.end(Buffer.concat([connect("writer"), publish("t", "x"), disconnect]));
    await reader.until((received) => received.includes("300400017478"));
  });

  it("tells the reset of a connection as its end", async () => {
    const { broker, told } = await start();
    const wire = await dial(broker.port);
    wire.say(connect("A"));
    await wire.until((received) => received === connack);
    wire.socket.resetAndDestroy();
    const event = await told(({ event }) => event === "closed");
    expect(event).toMatchObject({ client: "A", reason: { kind: "peer-closed" } });
  });
});

describe("a slow reader", () => {
  /** A reader that takes nothing more, and a writer that has filled its socket and its queue. */
  async function stuck() {
    const started = await start({ limits: { maxWaitingBytes: 300_000 } });
    const { broker, told } = started;
    const reader = await dial(broker.port);
    reader.say(connect("reader", 0), subscribe(1, "t"));
    await reader.until((received) => received.endsWith("9003000100"));
    reader.socket.pause();
    const writer = await dial(broker.port);
    writer.say(connect("writer", 0));
    await writer.until((received) => received === connack);
    const message = publish("t", "x".repeat(100_000));
    const dropped = told(({ event }) => event === "dropped");
    let isFull = false;
    dropped.then(() => {
      isFull = true;
    });
    for (let sent = 0; !isFull && sent < 1000; sent++) {
      await new Promise<void>((resolve) => writer.socket.write(message, () => resolve()));
    }
    return { ...started, reader, writer, dropped };
  }

  it("loses messages beyond its bounded queue, counted, and holds up nobody's reply for long", async () => {
    const { broker, reader, writer, dropped } = await stuck();
    expect(await dropped).toMatchObject({ client: "reader", messages: expect.any(Number) });
    writer.say(pingreq);
    await writer.until((received) => received.endsWith("d000"));
    const other = await dial(broker.port);
    other.say(connect("other"), pingreq);
    await other.until((received) => received === `${connack}d000`);
    reader.socket.resume();
    reader.say(pingreq);
    await reader.until((received) => received.endsWith("d000"));
  });

  it("that a fault resets is cut, though it does not take what was written to it", async () => {
    const { broker, reader } = await stuck();
    broker.faults.put("cut,how=reset,client=reader");
    const drip = setInterval(() => reader.say(pingreq), 20);
    await reader.end().finally(() => clearInterval(drip));
  });

  it("that asks for replies and reads none is cut off", async () => {
    const { broker, told } = await start({ limits: { maxWaitingBytes: 20_000 }, messageEvents: false });
    const wire = await dial(broker.port);
    wire.say(connect("asker", 0));
    await wire.until((received) => received === connack);
    wire.socket.pause();
    const many = Buffer.concat(Array(50_000).fill(publish("t", "", 2, 1)));
    let isCut = false;
    const cut = told((event) => event.event === "closed" && event.reason.kind === "limit");
    cut.then(() => {
      isCut = true;
    });
    for (let sent = 0; !isCut && sent < 1000; sent++) {
      await new Promise<void>((resolve) => wire.socket.write(many, () => resolve()));
    }
    expect(await cut).toMatchObject({ client: "asker" });
  });
});

describe("a PINGRESP", () => {
  it("comes after the messages of its connection have reached the subscribers' sockets", async () => {
    const { broker } = await start();
    const reader = await dial(broker.port);
    reader.say(connect("reader"), subscribe(1, "t"));
    await reader.until((received) => received.endsWith("9003000100"));
    const writer = await dial(broker.port);
    writer.say(connect("writer"));
    for (let batch = 0; batch < 20; batch++) {
      const messages = Array.from({ length: 50 }, (_, i) => publish("t", `${batch}-${i}`));
      writer.say(...messages, pingreq);
      await writer.until((received) => received === connack + "d000".repeat(batch + 1));
    }
    const all = await reader.until((received) => received.includes(Buffer.from("19-49").toString("hex")));
    expect(all.match(/3[0-9a-f]0[0-9a-f]000174/g)).toHaveLength(1000);
  });

  it("keeps its place among acknowledgements", async () => {
    const { broker } = await start();
    const wire = await dial(broker.port);
    wire.say(connect("A"), subscribe(1, "t"));
    wire.say(publish("t", "x", 2, 1), publish("t", "y", 4, 2), packet(0x62, 0, 2), pingreq);
    const received = await wire.until((received) => received.endsWith("d000"));
    expect(received.replaceAll(/3004000174../g, "")).toBe(
      `${connack}9003000100${"40020001"}${"50020002"}${"70020002"}d000`,
    );
  });
});
