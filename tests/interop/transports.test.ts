/**
 * The article's scenes (one to one, one to many, many to one) at every QoS, a will and a retained message, with npm's
 * `mqtt` over TCP, WebSocket, TLS and both, and with mosquitto's clients over TCP and TLS.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate, opensslMissing } from "../support/certificate.js";
import { type BrokerProcess, startProcess } from "../support/processes.mjs";

const protocols = ["mqtt", "ws", "mqtts", "wss"] as const;
type Protocol = (typeof protocols)[number];
const isSecure = (protocol: Protocol) => protocol === "mqtts" || protocol === "wss";

const certificate = opensslMissing ? undefined : makeCertificate();
const brokers: BrokerProcess[] = [];

beforeAll(async () => {
  brokers.push(await startProcess("tagwire", ["--ws", "0"]));
  if (certificate === undefined) return;
  const secure = ["--cert", certificate.cert, "--key-file", certificate.key];
  brokers.push(await startProcess("tagwire", ["--ws", "0", ...secure]));
});

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.kill()));
  if (certificate !== undefined) rmSync(certificate.folder, { recursive: true });
});

function broker(protocol: Protocol): BrokerProcess {
  const found = brokers[isSecure(protocol) ? 1 : 0];
  if (found === undefined) throw new Error(`no broker speaks ${protocol}`);
  return found;
}

const clients: MqttClient[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** No two tests share a topic. */
let topics = 0;
const newTopic = () => `scene/${++topics}`;

async function open(protocol: Protocol, options: IClientOptions = {}): Promise<MqttClient> {
  const trust = isSecure(protocol) && certificate !== undefined ? { ca: readFileSync(certificate.cert) } : {};
  const client = await connectAsync(broker(protocol).url(protocol), { reconnectPeriod: 0, ...trust, ...options });
  clients.push(client);
  return client;
}

/** Subscribes; resolves with a promise of so many messages. */
async function listen(protocol: Protocol, filter: string, qos: 0 | 1 | 2, count: number) {
  const client = await open(protocol);
  const seen: string[] = [];
  const messages = new Promise<string[]>((resolve) => {
    client.on("message", (topic, payload, packet) => {
      seen.push(`${topic} ${payload} ${packet.qos}${packet.retain ? " retained" : ""}`);
      if (seen.length === count) resolve(seen);
    });
  });
  await client.subscribeAsync(filter, { qos });
  return { messages };
}

describe.each(protocols)("npm mqtt over %s", (protocol) => {
  const missing = isSecure(protocol) && opensslMissing;

  it.skipIf(missing).each([0, 1, 2] as const)("one to one with QoS %i", async (qos) => {
    const topic = newTopic();
    const { messages } = await listen(protocol, topic, qos, 3);
    const a = await open(protocol);
    for (const value of ["1", "2", "3"]) await a.publishAsync(topic, value, { qos });
    expect(await messages).toEqual(["1", "2", "3"].map((value) => `${topic} ${value} ${qos}`));
  });

  it.skipIf(missing).each([0, 1, 2] as const)("one to many with QoS %i", async (qos) => {
    const topic = newTopic();
    const readers = await Promise.all([1, 2, 3].map(() => listen(protocol, topic, qos, 1)));
    await (await open(protocol)).publishAsync(topic, "22.5", { qos });
    for (const { messages } of readers) expect(await messages).toEqual([`${topic} 22.5 ${qos}`]);
  });

  it.skipIf(missing).each([0, 1, 2] as const)("many to one with QoS %i", async (qos) => {
    const topic = newTopic();
    const { messages } = await listen(protocol, `${topic}/+`, qos, 3);
    for (const name of ["A", "B", "C"]) await (await open(protocol)).publishAsync(`${topic}/${name}`, "20", { qos });
    expect(await messages).toEqual(["A", "B", "C"].map((name) => `${topic}/${name} 20 ${qos}`));
  });

  it.skipIf(missing)("a retained message and a will", async () => {
    const topic = newTopic();
    const will = { topic: `${topic}/will`, payload: Buffer.from("gone"), qos: 1, retain: false } as const;
    const a = await open(protocol, { will });
    await a.publishAsync(`${topic}/kept`, "21", { qos: 1, retain: true });
    const { messages } = await listen(protocol, `${topic}/#`, 1, 2);
    a.stream.destroy();
    expect(await messages).toEqual([`${topic}/kept 21 1 retained`, `${topic}/will gone 1`]);
  });

  it.skipIf(missing)("a message larger than a TCP segment and a WebSocket frame's short length", async () => {
    const topic = newTopic();
    const { messages } = await listen(protocol, topic, 1, 1);
    const value = "x".repeat(200_000);
    await (await open(protocol)).publishAsync(topic, value, { qos: 1 });
    expect(await messages).toEqual([`${topic} ${value} 1`]);
  });
});

describe.each(protocols)("over %s", (protocol) => {
  it.skipIf(isSecure(protocol) && opensslMissing)("a message reaches every other transport", async () => {
    const topic = newTopic();
    const others = protocols.filter((other) => isSecure(other) === isSecure(protocol));
    const readers = await Promise.all(others.map((other) => listen(other, topic, 1, 1)));
    await (await open(protocol)).publishAsync(topic, "x", { qos: 1 });
    for (const { messages } of readers) expect(await messages).toEqual([`${topic} x 1`]);
  });
});

const mosquittoClientsMissing = spawnSync("mosquitto_pub", ["--help"]).error !== undefined;

describe.each(["mqtt", "mqtts"] as const)("mosquitto's clients over %s", (protocol) => {
  const missing = mosquittoClientsMissing || (isSecure(protocol) && opensslMissing);
  const common = () => {
    const trust = isSecure(protocol) && certificate !== undefined ? ["--cafile", certificate.cert] : [];
    return ["-h", "127.0.0.1", "-p", String(broker(protocol).port), ...trust];
  };
  /** A mosquitto_sub whose subscription the broker has told of; it ends after so many messages. */
  const subscribe = async (filter: string, qos: number, count: number, more: string[] = []) => {
    const subscribed = broker(protocol).prints(new RegExp(`subscribed .*${filter}`));
    const args = [...common(), "-t", filter, "-q", String(qos), "-C", String(count), "-F", "%t %p %q%r", ...more];
    const child = spawn("mosquitto_sub", args);
    children.push(child);
    const seen: string[] = [];
    createInterface(child.stdout).on("line", (line) => seen.push(line));
    const messages = once(child, "close").then(() => seen);
    await subscribed;
    return { child, messages };
  };
  const publish = async (...more: string[]) => {
    const child = spawn("mosquitto_pub", [...common(), ...more]);
    children.push(child);
    expect(await once(child, "close")).toEqual([0, null]);
  };

  it.skipIf(missing).each([0, 1, 2] as const)("publish and subscribe with QoS %i", async (qos) => {
    const topic = newTopic();
    const { messages } = await subscribe(topic, qos, 2);
    await publish("-t", topic, "-m", "22.5", "-q", String(qos));
    await publish("-t", topic, "-m", "23", "-q", String(qos));
    expect(await messages).toEqual([`${topic} 22.5 ${qos}0`, `${topic} 23 ${qos}0`]);
  });

  it.skipIf(missing)("a retained message waits, and an empty one deletes it", async () => {
    const topic = newTopic();
    await publish("-t", topic, "-m", "21", "-r", "-q", "1");
    expect(await (await subscribe(topic, 1, 1)).messages).toEqual([`${topic} 21 11`]);
    await publish("-t", topic, "-n", "-r", "-q", "1");
    const { messages } = await subscribe(topic, 1, 1);
    await publish("-t", topic, "-m", "22", "-q", "1");
    expect(await messages).toEqual([`${topic} 22 10`]);
  });

  it.skipIf(missing)("the will of a killed subscriber arrives", async () => {
    const topic = newTopic();
    const { messages } = await subscribe(`${topic}/will`, 2, 1);
    const will = ["--will-topic", `${topic}/will`, "--will-payload", "gone", "--will-qos", "2"];
    const { child, messages: none } = await subscribe(`${topic}/nothing`, 0, 1, will);
    child.kill("SIGKILL");
    expect(await messages).toEqual([`${topic}/will gone 20`]);
    expect(await none).toEqual([]);
  });
});
