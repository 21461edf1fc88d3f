/** Values by MQTT and by HTTP, on real sockets: the same fate in the same words, and each reaches the other. */
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import type { Tier } from "../../src/broker/endpoint/tier.js";
import { startBroker, type TestBroker, type TestBrokerOptions } from "../../src/broker/test-broker.js";
import { ask, put } from "../support/http.js";

const T = "key/K/device/D/tag/t";

const brokers: TestBroker[] = [];
const clients: MqttClient[] = [];

async function start(options: TestBrokerOptions = {}) {
  const broker = await startBroker({ httpPort: 0, ...options });
  brokers.push(broker);
  return { broker, http: broker.httpUrl ?? "" };
}

async function client(broker: TestBroker, clientId: string): Promise<MqttClient> {
  const options = { clientId, protocolId: "MQIsdp", protocolVersion: 3, reconnectPeriod: 0 } as const;
  const connected = await connectAsync(broker.url, options);
  clients.push(connected);
  return connected;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

/** Resolves with the next message of a subscriber, as text. */
async function subscribed(client: MqttClient, filter: string): Promise<() => Promise<string>> {
  const waiting: ((text: string) => void)[] = [];
  const come: string[] = [];
  client.on("message", (topic, payload) => {
    const text = `${topic} ${payload}`;
    const next = waiting.shift();
    if (next === undefined) come.push(text);
    else next(text);
  });
  await client.subscribeAsync(filter);
  return () => {
    const first = come.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  };
}

describe("very similar to HTTP", () => {
  it("the same value by MQTT and by HTTP is seen by a subscriber and by GET alike", async () => {
    const { broker, http } = await start({ keys: { K: "full" } });
    const next = await subscribed(await client(broker, "reader"), "key/+/device/+/tag/#");
    const writer = await client(broker, "writer");

    await writer.publishAsync(T, '{"value":"22.5"}', { qos: 1 });
    expect(await next()).toBe(`${T} {"value":"22.5"}`);
    expect(await ask(http, `/resources/${T}`)).toMatchObject({ status: 200, body: '{"value":"22.5"}' });

    const answer = await put(http, T, '{"value":"23.5","unit":"C"}');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      verdict: "accepted",
      text: "accepted, stored as 23",
      value: "23.5",
      stored: "23",
    });
    expect(await next()).toBe(`${T} {"value":"23.5","unit":"C"}`);
    expect((await ask(http, `/resources/${T}`)).body).toBe('{"value":"23.5","unit":"C"}');
    expect(broker.values()).toMatchObject([{ key: "K", device: "D", tag: "t", value: "23.5", stored: "23" }]);
  });

  it("a subscriber that wants QoS 1 and one that is away are no reason for an answer to wait", async () => {
    const { broker, http } = await start();
    const reader = await client(broker, "reader");
    const arrived = new Promise((resolve) => reader.once("message", (_topic, _payload, packet) => resolve(packet.qos)));
    await reader.subscribeAsync("key/#", { qos: 1 });
    expect((await put(http, T, '{"value":"1"}')).status).toBe(200);
    expect(await arrived).toBe(0);
  });

  it("what is refused or dropped by HTTP reaches nobody, and is told", async () => {
    const { broker, http } = await start({ keys: { K: "free" } });
    const next = await subscribed(await client(broker, "reader"), "#");
    await put(http, T, '{"value":1}');
    await put(http, "key/L/device/D/tag/t", '{"value":"2"}');
    await put(http, T, '{"value":"3"}');
    await put(http, T, '{"value":"4"}');
    await (await client(broker, "writer")).publishAsync("end", "");
    expect(await next()).toBe(`${T} {"value":"3"}`);
    expect(await next()).toBe("end ");
    expect(JSON.parse((await ask(http, "/healthz")).body)).toEqual({
      status: "ok",
      clients: 2,
      verdicts: { accepted: 1, refused: 2, dropped: 1, "not a value": 1, forgotten: 0 },
    });
  });
});

describe("a message is told its fate in the same words by MQTT and by HTTP", () => {
  const wants = 'the platform wants {"value":"12"}';
  const K: Readonly<Record<string, Tier>> = { K: "full" };

  it.each<[words: string | RegExp, status: number, topic: string, message: string | Uint8Array, keys?: typeof K]>([
    ["accepted, stored as 22", 200, T, '{"value":"22.5"}'],
    ['accepted, stored as 0: "on" does not begin with a whole number', 200, T, '{"value":"on"}'],
    ['refused: value is a number, the platform wants a string: {"value":"12"}', 400, T, '{"value":12}'],
    ['refused: value is a number, the platform wants a string: {"value":"-1.5"}', 400, T, '{"value":-1.5}'],
    ['refused: value is a boolean, the platform wants a string: {"value":"12"}', 400, T, '{"value":true}'],
    ['refused: value is null, the platform wants a string: {"value":"12"}', 400, T, '{"value":null}'],
    ['refused: value is an array, the platform wants a string: {"value":"12"}', 400, T, '{"value":["12"]}'],
    ['refused: value is an object, the platform wants a string: {"value":"12"}', 400, T, '{"value":{"value":"12"}}'],
    ['refused: value is an empty string, the platform wants one that is not: {"value":"12"}', 400, T, '{"value":""}'],
    [`refused: value is missing, ${wants}`, 400, T, "{}"],
    [`refused: value is missing beside "Value", "unit", ${wants}`, 400, T, '{"Value":"12","unit":"C"}'],
    [`refused: value is missing beside "a", "b", "c" and 1 more, ${wants}`, 400, T, '{"a":1,"b":2,"c":3,"d":4}'],
    ['refused: message is a number, the platform wants an object: {"value":"22.5"}', 400, T, "22.5"],
    ['refused: message is a string, the platform wants an object: {"value":"12"}', 400, T, '"12"'],
    ['refused: message is an array, the platform wants an object: {"value":"12"}', 400, T, '["value"]'],
    ['refused: message is null, the platform wants an object: {"value":"12"}', 400, T, "null"],
    [`refused: message is empty, ${wants}`, 400, T, ""],
    [`refused: message is not JSON, ${wants}`, 400, T, "hello"],
    [`refused: message is not JSON, ${wants}`, 400, T, '{"value":"12"'.repeat(10)],
    ['refused: message is not JSON, the platform wants {"value":"21.5"}', 400, T, "{value:21.5}"],
    ['refused: message is not JSON, the platform wants {"value":"on"}', 400, T, "{'value':'on'}"],
    [`refused: message is not JSON, ${wants}`, 400, T, "[".repeat(100_000)],
    [`refused: message is not UTF-8 text, ${wants}`, 400, T, Uint8Array.of(0x7b, 0xff, 0x7d)],
    ["refused: unknown key K2, known: K", 403, "key/K2/device/D/tag/t", '{"value":"12"}'],
    [
      /^dropped: \d+(\.\d s| ms) after this key's last value, a free account wants 15 s \(paceMs: 15000\)$/,
      429,
      T,
      '{"value":"12"}',
      { K: "free" },
    ],
    [
      "not a value: topic is not key/:key/device/:device/tag/:tag, did you mean key/K/device/D/tag/t?",
      404,
      "keys/K/devices/D/tags/t",
      '{"value":"12"}',
    ],
    ["not a value: topic is not key/:key/device/:device/tag/:tag", 404, "temperature", '{"value":"12"}'],
  ])("%s", async (words, status, topic, message, keys = K) => {
    const { broker, http } = await start({ keys });
    const writer = await client(broker, "writer");
    if (keys.K === "free") await writer.publishAsync(T, '{"value":"first"}', { qos: 1 });
    await writer.publishAsync(topic, Buffer.from(message), { qos: 1 });
    const byMqtt = await broker.waitFor(({ text }) => !text.includes("first"));
    const byHttp = await put(http, topic, message);
    const said = JSON.parse(byHttp.body);
    expect(byHttp.status).toBe(status);
    if (typeof words === "string") {
      expect(byMqtt.verdict?.text).toBe(words);
      expect(said).toEqual(byMqtt.verdict);
    } else {
      expect(byMqtt.verdict?.text).toMatch(words);
      expect(said.text).toMatch(words);
      expect(byHttp.headers["retry-after"]).toMatch(/^1[0-5]$/);
    }
  });
});
