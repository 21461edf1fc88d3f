/**
 * Bytes of a client to packets, field by field as the specification lists them. Each check names its clause: a number
 * like MQTT-3.1.2-3 is of MQTT 3.1.1, which wrote down what MQTT 3.1 only implied; where MQTT 3.1 allows more, its
 * clients are allowed more. A `fail` ends the connection; a `lapse` does so in a strict broker only.
 */

import { ConnectFlag, PacketType, PublishFlag } from "../spec.js";
import { type Cursor, fail, lapse, readBinary, readByte, readString, readUint16 } from "./cursor.js";
import { lengthBytes } from "./encode.js";
import type { Flaw, ProtocolLevel, QoS } from "./event.js";
import type { Framer } from "./framer.js";
import {
  type AcknowledgementPacket,
  type BarePacket,
  type ClientPacket,
  type ConnectPacket,
  type ForeignConnectPacket,
  type Publication,
  type PublishPacket,
  packetNames,
  type SubscribePacket,
  type UnsubscribePacket,
} from "./packet.js";
import { createTopic, type Topic, type TopicCache } from "./topic-cache.js";
import { topicNameFlaw } from "./topics.js";

export interface Decoder {
  /**
   * The framer's packet, or the first thing that is wrong with it.
   * @param level what the client's CONNECT said; undefined before that
   */
  decode(framer: Framer, level: ProtocolLevel | undefined): ClientPacket | Flaw;
  /** What was wrong with the packet that was decoded last, and was let pass. */
  lapses(): readonly Flaw[];
}

const NONE: readonly Flaw[] = [];

export function createDecoder(strict: boolean, topics: TopicCache): Decoder {
  let lapses = NONE;
  let bytes: Uint8Array = new Uint8Array(0);
  let begin = 0;
  let start = 0;
  let end = 0;
  const publication = {
    type: PacketType.PUBLISH as const,
    topic: createTopic(""),
    qos: 0 as QoS,
    retain: false,
    dup: false,
    packetId: 0,
    get payload() {
      return bytes.subarray(start, end);
    },
    get relay() {
      // Also a Remaining Length with needless bytes is legal; it is not passed on.
      const isPlain = bytes[begin] === PacketType.PUBLISH << 4 && isShortest();
      return isPlain ? bytes.subarray(begin, end) : undefined;
    },
  };

  function isShortest(): boolean {
    const length = 2 + publication.topic.bytes.length + (end - start);
    return end - begin === 1 + lengthBytes(length) + length;
  }

  /** The common case by itself, without a cursor: a topic that is known, and flags that are in order. */
  function knownPublish(framer: Framer): PublishPacket | undefined {
    const flags = framer.first & 0x0f;
    const qos = (flags >> 1) & 3;
    const from = framer.start + 2;
    if (qos === 3 || (qos === 0 && (flags & PublishFlag.Dup) !== 0) || from > framer.end) return undefined;
    const to = from + ((framer.bytes[from - 2] ?? 0) << 8) + (framer.bytes[from - 1] ?? 0);
    const body = qos > 0 ? to + 2 : to;
    if (body > framer.end) return undefined;
    const topic = topics.find(framer.bytes, from, to);
    if (topic === undefined) return undefined;
    const packetId = qos > 0 ? ((framer.bytes[to] ?? 0) << 8) + (framer.bytes[to + 1] ?? 0) : 0;
    if (qos > 0 && packetId === 0) return undefined;
    return publishPacket(framer, flags, topic, packetId, body);
  }

  function publishPacket(framer: Framer, flags: number, topic: Topic, packetId: number, body: number): PublishPacket {
    bytes = framer.bytes;
    begin = framer.begin;
    start = body;
    end = framer.end;
    publication.topic = topic;
    publication.qos = ((flags >> 1) & 3) as QoS;
    publication.retain = (flags & PublishFlag.Retain) !== 0;
    publication.dup = (flags & PublishFlag.Dup) !== 0;
    publication.packetId = packetId;
    return publication;
  }

  function publish(cursor: Cursor, framer: Framer, flags: number): PublishPacket {
    const qos = (flags >> 1) & 3;
    const isAgain = (flags & PublishFlag.Dup) !== 0;
    if (qos === 3) fail(cursor, "the QoS of PUBLISH is 3, at most 2 exists", "MQTT-3.3.1-4");
    if (isAgain && qos === 0) lapse(cursor, "DUP is 1 with QoS 0, wanted 0", "MQTT-3.3.1-2");
    const from = cursor.at + 2;
    const name = readString(cursor, "topic name", "MQTT-3.3.2-1");
    const to = cursor.at;
    const flaw = topicNameFlaw(name);
    if (flaw !== undefined) fail(cursor, flaw.text, flaw.clause);
    const packetId = qos > 0 ? readPacketId(cursor) : 0;
    const topic = createTopic(name, cursor.bytes.slice(from, Math.max(from, to)));
    if (cursor.flaw === undefined) topics.put(topic);
    const body = cursor.at;
    cursor.at = cursor.end;
    return publishPacket(framer, flags, topic, packetId, body);
  }

  function body(
    cursor: Cursor,
    framer: Framer,
    type: number,
    flags: number,
    level: ProtocolLevel | undefined,
  ): ClientPacket {
    switch (type) {
      case PacketType.CONNECT:
        return connect(cursor, flags);
      case PacketType.PUBLISH:
        return publish(cursor, framer, flags);
      case PacketType.PUBACK:
      case PacketType.PUBREC:
      case PacketType.PUBCOMP:
        checkFlags(cursor, lapse, flags, 0, level);
        return acknowledgement(cursor, type);
      case PacketType.PUBREL:
        checkFlags(cursor, fail, flags, 2, level);
        return acknowledgement(cursor, type);
      case PacketType.SUBSCRIBE:
        checkFlags(cursor, fail, flags, 2, level);
        return subscribe(cursor, level);
      case PacketType.UNSUBSCRIBE:
        checkFlags(cursor, fail, flags, 2, level);
        return unsubscribe(cursor, level);
      case PacketType.PINGREQ:
        checkFlags(cursor, lapse, flags, 0, level);
        return { type } satisfies BarePacket;
      case PacketType.DISCONNECT:
        checkFlags(cursor, fail, flags, 0, level);
        return { type } satisfies BarePacket;
      default:
        lapse(cursor, `${packetNames[type]} is not for a client to send`, "section 2.2.1");
        cursor.at = cursor.end;
        return { type: "useless" };
    }
  }

  return {
    lapses: () => lapses,

    decode(framer, level) {
      lapses = NONE;
      const type = framer.first >> 4;
      if (type === PacketType.PUBLISH && level !== undefined) {
        const packet = knownPublish(framer);
        if (packet !== undefined) return packet;
      }
      const { bytes, start, end, first } = framer;
      const cursor: Cursor = { bytes, at: start, end, strict, flaw: undefined, lapses: undefined };
      const packet = body(cursor, framer, type, first & 0x0f, level);
      if (cursor.at < end) leftOver(cursor, type);
      lapses = cursor.lapses ?? NONE;
      return cursor.flaw ?? packet;
    },
  };
}

/** The types that mosquitto 2.0 does not look behind. */
const openEnded: readonly number[] = [PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBCOMP, PacketType.PINGREQ];

function leftOver(cursor: Cursor, type: number): void {
  const note = openEnded.includes(type) ? lapse : fail;
  const text = `${cursor.end - cursor.at} bytes are left over behind the last field of ${packetNames[type]}`;
  note(cursor, text, "section 2.2.3");
}

/** MQTT 3.1 calls these bits unused, and repeats a SUBSCRIBE with DUP; MQTT 3.1.1 reserves them. */
function checkFlags(
  cursor: Cursor,
  note: typeof fail,
  seen: number,
  wanted: number,
  level: ProtocolLevel | undefined,
): void {
  if (level === 3 || seen === wanted) return;
  note(cursor, `the flags of the packet are ${bits(seen)}, wanted ${bits(wanted)}`, "MQTT-2.2.2-2");
}

/** The top bit of the level marks mosquitto's bridges; it is no part of the specification. */
const BRIDGE = 0x80;

function connect(cursor: Cursor, flags: number): ConnectPacket | ForeignConnectPacket {
  const protocolName = readString(cursor, "protocol name", "MQTT-3.1.2-1");
  const byte = readByte(cursor, "protocol level", "MQTT-3.1.2-2");
  if (protocolName !== "MQIsdp" && protocolName !== "MQTT") {
    fail(cursor, `the protocol name is ${quote(protocolName)}, wanted "MQIsdp" or "MQTT"`, "MQTT-3.1.2-1");
  }
  const level = cursor.strict ? byte : byte & ~BRIDGE;
  if (!((protocolName === "MQIsdp" && level === 3) || (protocolName === "MQTT" && level === 4))) {
    cursor.at = cursor.end;
    return { type: "foreign CONNECT", protocolName, level: byte };
  }
  if (level !== byte) lapse(cursor, `the protocol level is ${byte}, wanted ${level}`, "MQTT-3.1.2-2");
  checkFlags(cursor, fail, flags, 0, level);

  const connectFlags = readByte(cursor, "connect flags", "section 3.1.2.3");
  const keepAliveS = readUint16(cursor, "keep-alive", "section 3.1.2.10");
  const willQos = (connectFlags >> 3) & 3;
  const hasWill = (connectFlags & ConnectFlag.Will) !== 0;
  const hasUsername = (connectFlags & ConnectFlag.Username) !== 0;
  const hasPassword = (connectFlags & ConnectFlag.Password) !== 0;
  if (level === 4 && (connectFlags & 1) !== 0)
    fail(cursor, "bit 0 of the connect flags is 1, wanted 0", "MQTT-3.1.2-3");
  if (hasWill && willQos === 3) fail(cursor, "the will's QoS is 3, at most 2 exists", "MQTT-3.1.2-14");
  if (level === 4 && !hasWill && willQos !== 0) {
    fail(cursor, `the will's QoS is ${willQos} without a will, wanted 0`, "MQTT-3.1.2-13");
  }
  if (level === 4 && !hasWill && (connectFlags & ConnectFlag.WillRetain) !== 0) {
    fail(cursor, "the will's retain flag is 1 without a will, wanted 0", "MQTT-3.1.2-15");
  }
  if (hasPassword && !hasUsername) fail(cursor, "there is a password but no user name", "MQTT-3.1.2-22");

  const clientId = readString(cursor, "client identifier", "MQTT-3.1.3-3");
  const will = hasWill ? readWill(cursor, willQos as QoS, connectFlags) : undefined;
  // MQTT 3.1, section 3.1: the length of the packet takes precedence over these two flags.
  const mayBeMissing = level === 3;
  const username =
    hasUsername && !(mayBeMissing && cursor.at === cursor.end)
      ? readString(cursor, "user name", "MQTT-3.1.3-11")
      : undefined;
  const password =
    hasPassword && !(mayBeMissing && cursor.at === cursor.end)
      ? readBinary(cursor, "password", "section 3.1.3.5")
      : undefined;
  const clean = (connectFlags & ConnectFlag.CleanSession) !== 0;
  return { type: PacketType.CONNECT, level, clean, keepAliveS, clientId, will, username, password };
}

function readWill(cursor: Cursor, qos: QoS, connectFlags: number): Publication {
  const name = readString(cursor, "will topic", "MQTT-3.1.3-10");
  const payload = readBinary(cursor, "will message", "section 3.1.3.3").slice();
  const flaw = topicNameFlaw(name);
  if (flaw !== undefined) fail(cursor, `in the will, ${flaw.text}`, flaw.clause);
  const retain = (connectFlags & ConnectFlag.WillRetain) !== 0;
  return { topic: createTopic(name), qos, retain, dup: false, payload, relay: undefined };
}

function acknowledgement(cursor: Cursor, type: AcknowledgementPacket["type"]): AcknowledgementPacket {
  return { type, packetId: readPacketId(cursor) };
}

function subscribe(cursor: Cursor, level: ProtocolLevel | undefined): SubscribePacket {
  const packetId = readPacketId(cursor);
  const filters: { filter: string; qos: QoS }[] = [];
  if (cursor.at === cursor.end) nothingNamed(cursor, level, "SUBSCRIBE names no topic filter", "MQTT-3.8.3-3");
  while (cursor.at < cursor.end) {
    const filter = readString(cursor, "topic filter", "MQTT-3.8.3-1");
    const byte = readByte(cursor, "requested QoS", "section 3.8.3");
    const qos = level === 3 ? byte & 3 : byte; // MQTT 3.1, section 3.8: the upper six bits are not used
    if (qos > 2) fail(cursor, `the requested QoS is ${qos}, at most 2 exists`, "MQTT-3.8.3-4");
    filters.push({ filter, qos: qos as QoS });
  }
  return { type: PacketType.SUBSCRIBE, packetId, filters };
}

function unsubscribe(cursor: Cursor, level: ProtocolLevel | undefined): UnsubscribePacket {
  const packetId = readPacketId(cursor);
  const filters: string[] = [];
  if (cursor.at === cursor.end) nothingNamed(cursor, level, "UNSUBSCRIBE names no topic filter", "MQTT-3.10.3-2");
  while (cursor.at < cursor.end) filters.push(readString(cursor, "topic filter", "MQTT-3.10.3-1"));
  return { type: PacketType.UNSUBSCRIBE, packetId, filters };
}

function nothingNamed(cursor: Cursor, level: ProtocolLevel | undefined, text: string, clause: string): void {
  const note = level === 3 ? lapse : fail;
  note(cursor, text, clause);
}

function readPacketId(cursor: Cursor): number {
  const packetId = readUint16(cursor, "packet identifier", "section 2.3.1");
  if (packetId === 0) fail(cursor, "the packet identifier is 0, wanted 1 to 65535", "MQTT-2.3.1-1");
  return packetId;
}

function bits(flags: number): string {
  return flags.toString(2).padStart(4, "0");
}

/** A peer's text for a reason: short, and with its control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}...` : text);
}
