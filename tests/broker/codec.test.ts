/** The codec against one that is not ours: npm's mqtt-packet, both ways, with fields that fast-check makes up. */

import fc from "fast-check";
import { generate, type Packet, parser } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../../src/broker/decode.js";
import * as packets from "../../src/broker/encode.js";
import type { ProtocolLevel } from "../../src/broker/event.js";
import { createFramer, next, push } from "../../src/broker/framer.js";
import { store } from "../../src/broker/stored.js";
import { createTopic, createTopicCache } from "../../src/broker/topic-cache.js";
import { PacketType } from "../../src/spec.js";
import { hex } from "./bench.js";

const decoder = createDecoder(true, createTopicCache());

/** What our decoder makes of one packet's bytes. */
function decoded(bytes: Uint8Array, level: ProtocolLevel | undefined) {
  const framer = createFramer();
  push(framer, bytes);
  expect(next(framer, 1 << 20)).toBe("packet");
  return decoder.decode(framer, level);
}

/** What mqtt-packet makes of one packet's bytes. */
function parsed(bytes: Uint8Array): Packet {
  const seen: Packet[] = [];
  const reader = parser();
  reader.on("packet", (packet: Packet) => seen.push(packet));
  reader.on("error", (error: Error) => {
    throw error;
  });
  reader.parse(Buffer.from(bytes));
  const [packet] = seen;
  if (packet === undefined || seen.length !== 1) throw new Error(`${seen.length} packets in ${hex(bytes)}`);
  return packet;
}

/** Without those that no string may have, or that a strict broker refuses. */
const characters = fc
  .string({ unit: "binary", maxLength: 40 })
  .filter((value) => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(value));
const name = characters.filter((value) => value.length > 0);
const topic = name.filter((value) => !/[+#]/.test(value));
const filter = fc.constantFrom("a/b", "#", "+/b/#", "key/+/device/+/tag/+", "é/ü", "$SYS/#", "a//b");
const packetId = fc.integer({ min: 1, max: 65535 });
const qos = fc.constantFrom<(0 | 1 | 2)[]>(0, 1, 2);
const message = fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value));
const level = fc.constantFrom<ProtocolLevel[]>(3, 4);

describe("what mqtt-packet writes, this codec reads", () => {
  it("CONNECT of both versions with every combination of fields", () => {
    const will = fc.record({ topic, payload: message, qos, retain: fc.boolean() });
    const fields = fc.record({
      level,
      clientId: name,
      clean: fc.boolean(),
      keepalive: fc.integer({ min: 0, max: 65535 }),
      will: fc.option(will, { nil: undefined }),
      credentials: fc.option(fc.record({ username: name, password: fc.option(message, { nil: undefined }) }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fields, ({ level, clientId, clean, keepalive, will, credentials }) => {
        const bytes = generate({
          cmd: "connect",
          protocolId: level === 3 ? "MQIsdp" : "MQTT",
          protocolVersion: level,
          clientId,
          clean,
          keepalive,
          ...(will === undefined ? {} : { will }),
          ...(credentials === undefined ? {} : { username: credentials.username }),
          ...(credentials?.password === undefined ? {} : { password: credentials.password }),
        });
        const packet = decoded(bytes, undefined);
        if (packet.type !== PacketType.CONNECT) throw new Error(JSON.stringify(packet));
        expect(packet).toMatchObject({ level, clientId, clean, keepAliveS: keepalive });
        expect(packet.username).toBe(credentials?.username);
        expect(packet.password && hex(packet.password)).toBe(credentials?.password && hex(credentials.password));
        const seen = packet.will;
        expect(seen && { ...seen, topic: seen.topic.name, payload: hex(seen.payload) }).toEqual(
          will && { ...will, payload: hex(will.payload), dup: false, relay: undefined },
        );
      }),
    );
  });

  it("PUBLISH with every QoS, flag, topic and payload", () => {
    const fields = fc.record({ topic, payload: message, qos, retain: fc.boolean(), dup: fc.boolean(), packetId });
    fc.assert(
      fc.property(fields, level, ({ topic, payload, qos, retain, dup, packetId }, level) => {
        const again = dup && qos > 0;
        const bytes = generate({ cmd: "publish", topic, payload, qos, retain, dup: again, messageId: packetId });
        // The second time the topic is known.
        for (let times = 0; times < 2; times++) {
          const packet = decoded(bytes, level);
          if (packet.type !== PacketType.PUBLISH) throw new Error(JSON.stringify(packet));
          expect({ ...packet, topic: packet.topic.name, payload: hex(packet.payload), relay: undefined }).toEqual({
            type: PacketType.PUBLISH,
            topic,
            payload: hex(payload),
            qos,
            retain,
            dup: again,
            packetId: qos > 0 ? packetId : 0,
            relay: undefined,
          });
          const isPlain = qos === 0 && !retain;
          expect(packet.relay && hex(packet.relay)).toBe(isPlain ? hex(bytes) : undefined);
        }
      }),
    );
  });

  it("SUBSCRIBE and UNSUBSCRIBE with any list of filters", () => {
    const subscriptions = fc.array(fc.record({ topic: filter, qos }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(packetId, subscriptions, level, (packetId, subscriptions, level) => {
        const topics = subscriptions.map(({ topic }) => topic);
        expect(decoded(generate({ cmd: "subscribe", messageId: packetId, subscriptions }), level)).toEqual({
          type: PacketType.SUBSCRIBE,
          packetId,
          filters: subscriptions.map(({ topic, qos }) => ({ filter: topic, qos })),
        });
        expect(decoded(generate({ cmd: "unsubscribe", messageId: packetId, unsubscriptions: topics }), level)).toEqual({
          type: PacketType.UNSUBSCRIBE,
          packetId,
          filters: topics,
        });
      }),
    );
  });

  it("PUBACK, PUBREC, PUBREL, PUBCOMP, PINGREQ and DISCONNECT", () => {
    const types = {
      puback: PacketType.PUBACK,
      pubrec: PacketType.PUBREC,
      pubrel: PacketType.PUBREL,
      pubcomp: PacketType.PUBCOMP,
    } as const;
    fc.assert(
      fc.property(
        packetId,
        fc.constantFrom(...(["puback", "pubrec", "pubrel", "pubcomp"] as const)),
        (packetId, cmd) => {
          expect(decoded(generate({ cmd, messageId: packetId }), 4)).toEqual({ type: types[cmd], packetId });
        },
      ),
    );
    expect(decoded(generate({ cmd: "pingreq" }), 4)).toEqual({ type: PacketType.PINGREQ });
    expect(decoded(generate({ cmd: "disconnect" }), 4)).toEqual({ type: PacketType.DISCONNECT });
  });
});

describe("what this codec writes, mqtt-packet reads", () => {
  it("CONNACK with each return code", () => {
    for (const returnCode of [0, 1, 2, 3, 4, 5]) {
      expect(parsed(packets.connack(returnCode))).toMatchObject({ cmd: "connack", returnCode, sessionPresent: false });
    }
    expect(parsed(packets.connack(0, true))).toMatchObject({ cmd: "connack", returnCode: 0, sessionPresent: true });
  });

  it("CONNACK for MQTT 5 says unsupported protocol version", () => {
    expect(hex(packets.connackForMqtt5)).toBe("2003008400");
    const seen: Packet[] = [];
    const reader = parser({ protocolVersion: 5 });
    reader.on("packet", (packet: Packet) => seen.push(packet));
    reader.parse(Buffer.from(packets.connackForMqtt5));
    expect(seen).toMatchObject([{ cmd: "connack", reasonCode: 0x84 }]);
  });

  it("PUBLISH with any topic and payload, also where the Remaining Length takes two or three bytes", () => {
    const payload = fc.oneof(
      message,
      fc.constantFrom(120, 121, 122, 127, 128, 16_377, 16_378, 20_000).map((size) => Buffer.alloc(size, 0x61)),
    );
    fc.assert(
      fc.property(topic, payload, qos, fc.boolean(), packetId, (topic, payload, qos, retain, packetId) => {
        const packet = parsed(packets.publish(Buffer.from(topic), payload, { qos, retain, packetId }));
        expect(packet).toMatchObject({ cmd: "publish", topic, retain, qos, dup: false });
        if (qos > 0) expect(packet).toMatchObject({ messageId: packetId });
        expect(packet.cmd === "publish" && hex(Buffer.from(packet.payload))).toBe(hex(payload));
      }),
    );
  });

  it("PUBLISH for one subscriber after the other, from one encoding", () => {
    const address = fc.record({
      qos: fc.constantFrom<(1 | 2)[]>(1, 2),
      retain: fc.boolean(),
      dup: fc.boolean(),
      packetId,
    });
    fc.assert(
      fc.property(topic, message, fc.array(address, { maxLength: 4 }), (topic, payload, addresses) => {
        const { packet, idAt } = store({
          topic: createTopic(topic),
          qos: 1,
          retain: false,
          dup: false,
          payload,
          relay: undefined,
        });
        for (const { packetId, ...flags } of addresses) {
          const seen = parsed(packets.readdressed(packet, idAt, { ...flags, packetId }));
          expect(seen).toMatchObject({ cmd: "publish", topic, ...flags, messageId: packetId });
          expect(seen.cmd === "publish" && hex(Buffer.from(seen.payload))).toBe(hex(payload));
        }
      }),
    );
  });

  it("SUBACK with up to hundreds of granted QoS", () => {
    fc.assert(
      fc.property(
        packetId,
        fc.array(fc.constantFrom(0, 1, 2, 0x80), { minLength: 1, maxLength: 400 }),
        (packetId, granted) => {
          expect(parsed(packets.suback(packetId, granted))).toMatchObject({
            cmd: "suback",
            messageId: packetId,
            granted,
          });
        },
      ),
    );
  });

  it("PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK and PINGRESP", () => {
    fc.assert(
      fc.property(packetId, (messageId) => {
        const read = (type: Parameters<typeof packets.acknowledgement>[0]) =>
          parsed(packets.acknowledgement(type, messageId));
        expect(read(PacketType.PUBACK)).toMatchObject({ cmd: "puback", messageId });
        expect(read(PacketType.PUBREC)).toMatchObject({ cmd: "pubrec", messageId });
        expect(read(PacketType.PUBREL)).toMatchObject({ cmd: "pubrel", messageId });
        expect(read(PacketType.PUBCOMP)).toMatchObject({ cmd: "pubcomp", messageId });
        expect(read(PacketType.UNSUBACK)).toMatchObject({ cmd: "unsuback", messageId });
      }),
    );
    expect(parsed(packets.pingresp)).toMatchObject({ cmd: "pingresp" });
  });
});
