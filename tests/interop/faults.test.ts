/** Each fault, suffered by clients that are not ours: npm's mqtt and mosquitto's, over real sockets. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connectAsync, connect as connectMqtt, type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { type RunningBroker, startBroker } from "../../src/broker/server.js";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Scene {
  readonly broker: RunningBroker;
  readonly events: readonly BrokerEvent[];
  /** What a bystander has read of all topics, as `topic payload`. */
  readonly read: readonly string[];
  /** Connects the victim, or another. */
  connect(options?: IClientOptions): Promise<MqttClient>;
  /** Resolves when the broker has told something like that so often. */
  told(event: Partial<BrokerEvent> & { readonly what?: string }, count?: number): Promise<void>;
}

/** A broker, and a bystander that reads everything and must see nothing of any fault. */
async function scene(): Promise<Scene> {
  const events: BrokerEvent[] = [];
  const broker = await startBroker({ port: 0, onEvent: (event) => events.push(event) });
  stops.push(() => broker.close());
  const at = { host: "127.0.0.1", port: broker.port };
  const connect = async (options: IClientOptions = {}) => {
    const client = await connectAsync({ ...at, clientId: "victim", reconnectPeriod: 0, ...options });
    client.on("error", () => {});
    stops.push(() => client.endAsync(true));
    return client;
  };
  const bystander = await connect({ clientId: "bystander" });
  const read: string[] = [];
  bystander.on("message", (topic, payload) => read.push(`${topic} ${payload}`));
  bystander.on("close", () => read.push("closed"));
  await bystander.subscribeAsync("#", { qos: 1 });
  return {
    broker,
    events,
    read,
    connect,
    told: (event, count = 1) =>
      vi.waitFor(
        () => {
          const like = events.filter((one) => Object.entries(event).every(([name, value]) => is(one, name, value)));
          expect(like.length).toBeGreaterThanOrEqual(count);
        },
        { timeout: 10_000, interval: 5 },
      ),
  };
}

function is(event: BrokerEvent, name: string, value: unknown): boolean {
  return (event as unknown as Record<string, unknown>)[name] === value;
}

async function reads({ read }: Scene, ...wanted: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(read).toEqual(wanted), { timeout: 10_000, interval: 5 });
}

function closes(client: MqttClient): Promise<unknown> {
  return new Promise((resolve) => client.once("close", () => resolve("closed")));
}

describe("npm's mqtt", () => {
  it("is refused with the return code", async () => {
    const { broker, connect } = await scene();
    broker.faults.put("refuse,returnCode=5,client=victim,times=1");
    await expect(connect()).rejects.toMatchObject({ code: 5 });
    await connect();
    expect(broker.faults.list()).toEqual([]);
  });

  it("waits in vain for CONNACK on a silent connection", async () => {
    const { broker, connect } = await scene();
    broker.faults.put("silence,client=victim");
    await expect(connect({ connectTimeout: 300 })).rejects.toThrow("connack timeout");
  });

  it("gives up a connection without PINGRESP", async () => {
    const { broker, connect, told } = await scene();
    broker.faults.put("withhold,packet=PINGRESP,client=victim");
    const client = await connect({ keepalive: 1 });
    const error = new Promise((resolve) => client.once("error", resolve));
    await told({ event: "fault", what: "acted" });
    expect(await error).toMatchObject({ message: "Keepalive timeout" });
  });

  it("sends again what no PUBACK came for, on its next connection", async () => {
    const what = await scene();
    what.broker.faults.put("withhold,packet=PUBACK,client=victim,times=1");
    const client = await what.connect({ reconnectPeriod: 20, clean: false });
    const done = client.publishAsync("t", "x", { qos: 1 });
    await what.told({ event: "fault", what: "ended" });
    what.broker.faults.put("cut,how=reset,client=victim");
    await done;
    await reads(what, "t x", "t x");
  });

  it.each(["late,packet=PUBACK,ms=300", "swap,packet=PUBACK"])(
    "learns of its messages out of order: %s",
    async (short) => {
      const { broker, connect } = await scene();
      broker.faults.put(`${short},client=victim,times=1`);
      const client = await connect();
      const order: string[] = [];
      await Promise.all(
        ["first", "second"].map((name) => client.publishAsync("t", name, { qos: 1 }).then(() => order.push(name))),
      );
      expect(order).toEqual(["second", "first"]);
    },
  );

  it("goes on after a PUBACK that comes twice", async () => {
    const what = await scene();
    what.broker.faults.put("twice,packet=PUBACK,client=victim");
    const client = await what.connect();
    await client.publishAsync("t", "1", { qos: 1 });
    await client.publishAsync("t", "2", { qos: 1 });
    await reads(what, "t 1", "t 2");
  });

  it.each(["up", "down", "both"] as const)(
    "loses a link that is half-open %s, after a keep-alive",
    async (direction) => {
      const what = await scene();
      what.broker.faults.put({ kind: "half-open", direction, client: "victim" });
      const client = await what.connect({ keepalive: 1 });
      client.publish("t", "x");
      expect(await closes(client)).toBe("closed");
      await reads(what, ...(direction === "down" ? ["t x"] : []));
    },
  );

  it("gets its bytes one by one", async () => {
    const { broker, connect } = await scene();
    broker.faults.put("drip,everyMs=20,client=victim");
    const sizes: number[] = [];
    const client = await connect();
    client.stream.on("data", (bytes: Buffer) => sizes.push(bytes.length));
    await client.publishAsync("t", "x", { qos: 1 });
    expect(Math.max(...sizes)).toBeLessThan(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4);
  });

  it("is overtaken by others while its own bytes are delayed", async () => {
    const what = await scene();
    what.broker.faults.put("delay,ms=300,direction=up,client=victim");
    const victim = await what.connect();
    const other = await what.connect({ clientId: "other" });
    const done = victim.publishAsync("t", "victim", { qos: 1 });
    await what.told({ event: "fault", what: "acted" });
    await other.publishAsync("t", "other", { qos: 1 });
    await done;
    await reads(what, "t other", "t victim");
  });

  it.each(["cut,afterBytes=3", "cut,packet=CONNACK,how=reset", "cut,packet=CONNECT,where=after,how=reset"])(
    "loses its connection: %s",
    async (short) => {
      const { broker, connect, told } = await scene();
      broker.faults.put(`${short},client=victim,times=1`);
      const client = connectMqtt({ host: "127.0.0.1", port: broker.port, clientId: "victim", reconnectPeriod: 0 });
      client.on("error", () => {});
      expect(await closes(client)).toBe("closed");
      await told({ event: "fault", what: "ended" });
      await connect();
    },
  );

  it("is cut at once, and so is nobody else", async () => {
    const what = await scene();
    const client = await what.connect();
    const closed = closes(client);
    what.broker.faults.put("cut,how=reset,client=vic*");
    expect(await closed).toBe("closed");
    await reads(what);
  });

  it("misses the first message and gets the second twice", async () => {
    const { broker, connect } = await scene();
    const client = await connect();
    const got: string[] = [];
    client.on("message", (_topic, payload) => got.push(String(payload)));
    await client.subscribeAsync("mine");
    broker.faults.put("drop,nth=1,client=victim");
    broker.faults.put("duplicate,nth=1,client=victim"); // the dropped one does not come to it: its first is the second
    for (const payload of ["1", "2", "3"]) await client.publishAsync("mine", payload, { qos: 1 });
    await vi.waitFor(() => expect(got).toEqual(["2", "2", "3"]), { timeout: 5_000, interval: 5 });
  });

  it("is closed for a topic", async () => {
    const what = await scene();
    what.broker.faults.put("forbid,filter=forbidden/#,client=victim");
    const client = await what.connect();
    await client.publishAsync("allowed", "x", { qos: 1 });
    const closed = closes(client);
    client.publish("forbidden/a", "x");
    expect(await closed).toBe("closed");
    await reads(what, "allowed x");
  });

  it("can't get rid of its bytes to a slow reader, until that reads on", async () => {
    const what = await scene();
    what.broker.faults.put("slow-reader,bytesPerS=1000,client=victim,id=slow");
    const client = await what.connect();
    const all = Promise.all(Array.from({ length: 40 }, () => client.publishAsync("t", "x".repeat(200_000))));
    const socket = client.stream as unknown as { writableLength: number };
    await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(0), { timeout: 5_000, interval: 5 });
    const heard = () => what.events.filter(({ event }) => event === "published").length;
    expect(heard()).toBeLessThan(40);
    what.broker.faults.remove("slow");
    await all;
    await vi.waitFor(() => expect(heard()).toBe(40), { timeout: 5_000, interval: 5 });
  });

  it.each(["kept", "lost"] as const)("comes back after a restart to a session that is %s", async (state) => {
    const { broker, connect } = await scene();
    const client = await connect({ clean: false, reconnectPeriod: 20 });
    const back = new Promise((resolve) => client.once("connect", resolve));
    broker.faults.put({ kind: "restart", state, client: "victim", forMs: 200 });
    expect(await back).toMatchObject({ sessionPresent: state === "kept" });
  });
});

const missing = spawnSync("mosquitto_pub", ["--help"]).error !== undefined;

describe.skipIf(missing)("mosquitto's clients", () => {
  /** Runs one to its end. */
  async function run(name: "mosquitto_pub" | "mosquitto_sub", port: number, ...args: string[]) {
    const child = spawn(name, ["-h", "127.0.0.1", "-p", String(port), "-i", "victim", ...args]);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (piece) => {
        said += piece;
      });
    }
    const [code] = (await once(child, "close")) as [number];
    return { code, said };
  }

  it("are refused with the return code", async () => {
    const { broker } = await scene();
    broker.faults.put("refuse,returnCode=3,client=victim");
    const { code, said } = await run("mosquitto_pub", broker.port, "-t", "t", "-m", "x");
    expect(code).not.toBe(0);
    expect(said).toContain("unavailable");
  });

  it.each([
    "late,packet=PUBACK,ms=200",
    "twice,packet=PUBACK",
    "swap,packet=PUBACK,ms=200",
    "drip,everyMs=5",
    "drip,everyMs=2,direction=up",
    "delay,ms=100,direction=both",
    "slow-reader,bytesPerS=200",
    "restart,forMs=50",
  ])("get a message of QoS 1 through %s", async (short) => {
    const what = await scene();
    what.broker.faults.put(`${short},client=victim`);
    if (short.startsWith("restart")) await what.told({ event: "fault", what: "ended" });
    const { code } = await run("mosquitto_pub", what.broker.port, "-q", "1", "-t", "t", "-m", "x");
    expect(code).toBe(0);
    await reads(what, "t x");
  });

  it.each([
    ["cut,packet=PUBACK,how=reset", ["t x"]],
    ["cut,packet=PUBLISH", []],
    ["cut,afterBytes=3", []],
    ["half-open,times=1,forMs=200", []],
    ["silence,forMs=200", []],
    ["withhold,packet=PUBACK", ["t x"]],
    ["forbid,filter=t", []],
  ])("fail through %s, and say so", async (short, read) => {
    const what = await scene();
    what.broker.faults.put(`${short},client=victim`);
    if (short.startsWith("withhold")) {
      // Nothing but the end of the connection makes it give up.
      void what.told({ event: "fault", what: "acted" }).then(() => what.broker.faults.put("cut,client=victim"));
    }
    const { code } = await run("mosquitto_pub", what.broker.port, "-q", "1", "-t", "t", "-m", "x");
    expect(code).not.toBe(0);
    await reads(what, ...read);
  });

  it("come back through a restart and a half-open link, and read on", async () => {
    const { broker, connect, told } = await scene();
    const reading = run("mosquitto_sub", broker.port, "-t", "t", "-C", "3", "-k", "5");
    const writer = await connect({ clientId: "writer" });
    await told({ event: "subscribed", client: "victim" });
    await writer.publishAsync("t", "1", { qos: 1 });
    broker.faults.put("restart,client=victim,state=lost,forMs=100");
    await told({ event: "subscribed", client: "victim" }, 2);
    await writer.publishAsync("t", "2", { qos: 1 });
    broker.faults.put("half-open,client=victim,forMs=100");
    await told({ event: "subscribed", client: "victim" }, 3);
    await writer.publishAsync("t", "3", { qos: 1 });
    expect(await reading).toMatchObject({ code: 0, said: expect.stringMatching(/1\n(.*\n)*2\n(.*\n)*3\n/) });
  });

  it("read what is left of their messages: the first is lost, the second comes twice", async () => {
    const { broker, connect, told } = await scene();
    broker.faults.put("drop,nth=1,client=victim");
    broker.faults.put("duplicate,nth=1,client=victim");
    const reading = run("mosquitto_sub", broker.port, "-t", "t", "-C", "3");
    await told({ event: "subscribed", client: "victim" });
    const writer = await connect({ clientId: "writer" });
    for (const payload of ["1", "2", "3"]) await writer.publishAsync("t", payload, { qos: 1 });
    expect(await reading).toEqual({ code: 0, said: "2\n2\n3\n" });
  });
});
