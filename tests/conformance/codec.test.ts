/** What crosses TCP against a codec that is not ours: npm's mqtt-packet writes to the broker and reads what it answers. */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrokerProcess, startProcess } from "../support/processes.mjs";

let broker: BrokerProcess;
beforeAll(async () => {
  broker = await startProcess("tagwire", ["--strict"]);
});
afterAll(() => broker.kill());

const deadlineMs = 5_000;

/** A connection that speaks and reads by mqtt-packet. */
async function dial() {
  const socket: Socket = connect({ host: "127.0.0.1", port: broker.port, noDelay: true });
  await once(socket, "connect");
  const packets: Packet[] = [];
  const reader = parser();
  let failure: Error | undefined;
  let look = () => {};
  reader.on("packet", (packet: Packet) => {
    packets.push(packet);
    look();
  });
  reader.on("error", (error: Error) => {
    failure = error;
    socket.destroy();
  });
  socket.on("data", (chunk: Buffer) => reader.parse(chunk));
  socket.on("error", () => {});
  socket.on("close", () => {
    failure ??= new Error("the broker closed");
    look();
  });
  const next = () =>
    new Promise<Packet>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no packet came in ${deadlineMs} ms`)), deadlineMs);
      look = () => {
        const packet = packets.shift();
        if (packet === undefined && failure === undefined) return;
        clearTimeout(timer);
        look = () => {};
        if (packet === undefined) reject(failure);
        else resolve(packet);
      };
      look();
    });
  return { socket, say: (packet: Packet) => socket.write(generate(packet)), next };
}

type Client = Awaited<ReturnType<typeof dial>>;

function connectPacket(level: 3 | 4, fields: Partial<IConnectPacket> = {}): IConnectPacket {
  const names =
    level === 3
      ? ({ protocolId: "MQIsdp", protocolVersion: 3 } as const)
      : ({ protocolId: "MQTT", protocolVersion: 4 } as const);
  return { cmd: "connect", ...names, clientId: randomBytes(8).toString("hex"), clean: true, keepalive: 60, ...fields };
}

async function on(level: 3 | 4): Promise<Client> {
  const client = await dial();
  client.say(connectPacket(level));
  expect(await client.next()).toMatchObject({ cmd: "connack", returnCode: 0, sessionPresent: false });
  return client;
}

const text = fc
  .string({ unit: "binary", minLength: 1, maxLength: 40 })
  .filter((value) => !/[\u0000+#]|\p{Cs}|\p{Cc}|\p{Noncharacter_Code_Point}/u.test(value) && !value.startsWith("$"));
const packetId = fc.integer({ min: 1, max: 65535 });
const qos = fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 2);
const lengths = [0, 1, 100, 110, 115, 120, 127, 128, 300, 16_300, 16_383, 16_384];
const bytesOf = (sizes: readonly number[]) =>
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(...sizes).map((length) => Buffer.alloc(length, 0x61)),
  );
const payload = bytesOf([...lengths, 70_000]);
/** What has a length of two bytes in front. */
const field = bytesOf([...lengths, 65_535]);
const runs = { numRuns: 150 };

describe.each([3, 4] as const)("at level %i, packets of random fields by mqtt-packet", (level) => {
  it("PUBLISH comes back to its subscriber as it was, each QoS acknowledged to its end", async () => {
    const client = await on(level);
    const prefix = `p${level}/`;
    client.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: `${prefix}#`, qos: 2 }] });
    expect(await client.next()).toMatchObject({ cmd: "suback", messageId: 1, granted: [2] });
    const fields = fc.record({ topic: text, payload, qos, messageId: packetId, dup: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fields, async ({ topic, payload, qos, messageId, dup }) => {
        const name = prefix + topic;
        client.say({ cmd: "publish", topic: name, payload, qos, messageId, retain: false, dup: dup && qos > 0 });
        const seen = { acknowledged: qos === 0, delivered: false };
        while (!seen.acknowledged || !seen.delivered) {
          const packet = await client.next();
          switch (packet.cmd) {
            case "publish": {
              expect(packet).toMatchObject({ topic: name, qos, retain: false, dup: false });
              expect(Buffer.from(packet.payload).equals(payload)).toBe(true);
              if (qos === 1) client.say({ cmd: "puback", messageId: packet.messageId ?? 0 });
              if (qos === 2) client.say({ cmd: "pubrec", messageId: packet.messageId ?? 0 });
              else seen.delivered = true;
              break;
            }
            case "pubrel":
              client.say({ cmd: "pubcomp", messageId: packet.messageId ?? 0 });
              seen.delivered = true;
              break;
            case "pubrec":
              expect(packet.messageId).toBe(messageId);
              client.say({ cmd: "pubrel", messageId });
              break;
            default:
              expect(packet).toMatchObject({ cmd: qos === 1 ? "puback" : "pubcomp", messageId });
              seen.acknowledged = true;
          }
        }
      }),
      runs,
    );
    client.socket.destroy();
  });

  it("SUBSCRIBE and UNSUBSCRIBE of any filters are answered under their identifier, a code for each", async () => {
    const client = await on(level);
    const filter = fc.oneof(
      text,
      text.map((value) => `${value}/#`),
      text.map((value) => `+/${value}/+`),
      fc.constantFrom("#", "+", "/", "//+"),
    );
    const lists = fc.array(fc.record({ topic: filter, qos }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(packetId, lists, async (messageId, subscriptions) => {
        client.say({ cmd: "subscribe", messageId, subscriptions });
        const granted = subscriptions.map((subscription) => subscription.qos);
        expect(await client.next()).toMatchObject({ cmd: "suback", messageId, granted });
        client.say({ cmd: "unsubscribe", messageId, unsubscriptions: subscriptions.map(({ topic }) => topic) });
        expect(await client.next()).toMatchObject({ cmd: "unsuback", messageId });
      }),
      runs,
    );
    client.socket.destroy();
  });

  it("CONNECT of any fields is taken, and its will comes as it was given", async () => {
    const watcher = await on(level);
    const prefix = `w${level}/`;
    watcher.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: `${prefix}#`, qos: 2 }] });
    expect(await watcher.next()).toMatchObject({ cmd: "suback" });
    const fields = fc.record({
      clientId: text.map((value) => value.slice(0, 11)).filter((value) => !/\p{Cs}/u.test(value)),
      clean: fc.boolean(),
      keepalive: fc.integer({ min: 0, max: 65535 }),
      topic: text,
      payload: field,
      qos,
      username: fc.option(text, { nil: undefined }),
      password: fc.option(field, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fields, async ({ topic, payload, qos, username, password, ...rest }) => {
        const client = await dial();
        const credentials =
          username === undefined ? {} : password === undefined ? { username } : { username, password };
        client.say(
          connectPacket(level, {
            ...rest,
            ...credentials,
            will: { topic: prefix + topic, payload, qos, retain: false },
          }),
        );
        expect(await client.next()).toMatchObject({ cmd: "connack", returnCode: 0 });
        client.socket.destroy();
        const packet = await watcher.next();
        expect(packet).toMatchObject({ cmd: "publish", topic: prefix + topic, qos, retain: false, dup: false });
        expect(packet.cmd === "publish" && Buffer.from(packet.payload).equals(payload)).toBe(true);
        const messageId = packet.messageId ?? 0;
        if (qos === 1) watcher.say({ cmd: "puback", messageId });
        if (qos !== 2) return;
        watcher.say({ cmd: "pubrec", messageId });
        expect(await watcher.next()).toMatchObject({ cmd: "pubrel", messageId });
        watcher.say({ cmd: "pubcomp", messageId });
      }),
      runs,
    );
    watcher.socket.destroy();
  });

  it("PINGREQ is answered, and DISCONNECT ends the connection", async () => {
    const client = await on(level);
    client.say({ cmd: "pingreq" });
    expect(await client.next()).toMatchObject({ cmd: "pingresp" });
    client.say({ cmd: "disconnect" });
    await expect(client.next()).rejects.toThrow("the broker closed");
  });
});
