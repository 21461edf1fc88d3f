/**
 * Bytes of a client to packets, field by field as the specification lists them. Each check names its clause: a number
 * like MQTT-3.1.2-3 is of MQTT 3.1.1, which wrote down what MQTT 3.1 only implied; where MQTT 3.1 allows more, its
 * clients are allowed more.
 */

import { ConnectFlag, PacketType, PublishFlag } from "../spec.js";
import { type Cursor, fail, readBinary, readByte, readString, readUint16 } from "./cursor.js";
import type { Flaw, ProtocolLevel, QoS } from "./event.js";
import type { Frame } from "./framer.js";
import {
  type BarePacket,
  type ClientPacket,
  type ConnectPacket,
  type ForeignConnectPacket,
  type PublishPacket,
  type PubrelPacket,
  packetNames,
  type SubscribePacket,
  type UnsubscribePacket,
  type Will,
} from "./packet.js";

/**
 * The packet in a frame, or the first thing that is wrong with it.
 * @param level what the client's CONNECT said; undefined before that
 */
export function decode(frame: Frame, level: ProtocolLevel | undefined): ClientPacket | Flaw {
  const cursor: Cursor = { bytes: frame.bytes, at: frame.start, end: frame.end, flaw: undefined };
  const packet = body(cursor, frame.first >> 4, frame.first & 0x0f, level);
  if (cursor.at < cursor.end) {
    const name = packetNames[frame.first >> 4] ?? "packet";
    fail(cursor, `${cursor.end - cursor.at} bytes are left over behind the last field of ${name}`, "section 2.2.3");
  }
  return cursor.flaw ?? packet;
}

function body(cursor: Cursor, type: number, flags: number, level: ProtocolLevel | undefined): ClientPacket {
  switch (type) {
    case PacketType.CONNECT:
      return connect(cursor, flags);
    case PacketType.PUBLISH:
      return publish(cursor, flags, level);
    case PacketType.PUBREL:
      checkFlags(cursor, type, flags, 2, level);
      return pubrel(cursor);
    case PacketType.SUBSCRIBE:
      checkFlags(cursor, type, flags, 2, level);
      return subscribe(cursor, level);
    case PacketType.UNSUBSCRIBE:
      checkFlags(cursor, type, flags, 2, level);
      return unsubscribe(cursor);
    case PacketType.PINGREQ:
    case PacketType.DISCONNECT:
      checkFlags(cursor, type, flags, 0, level);
      return { type } satisfies BarePacket;
    default:
      fail(cursor, `${packetNames[type]} is no packet that this broker awaits`, "section 2.2.1");
      return { type: PacketType.DISCONNECT };
  }
}

/** MQTT 3.1 calls these bits unused, and repeats a SUBSCRIBE with DUP; MQTT 3.1.1 reserves them. */
function checkFlags(
  cursor: Cursor,
  type: number,
  seen: number,
  wanted: number,
  level: ProtocolLevel | undefined,
): void {
  if (level === 3 || seen === wanted) return;
  fail(cursor, `the flags of ${packetNames[type]} are ${bits(seen)}, wanted ${bits(wanted)}`, "MQTT-2.2.2-2");
}

function connect(cursor: Cursor, flags: number): ConnectPacket | ForeignConnectPacket {
  const protocolName = readString(cursor, "protocol name", "MQTT-3.1.2-1");
  const level = readByte(cursor, "protocol level", "MQTT-3.1.2-2");
  if (protocolName !== "MQIsdp" && protocolName !== "MQTT") {
    fail(cursor, `the protocol name is ${quote(protocolName)}, wanted "MQIsdp" or "MQTT"`, "MQTT-3.1.2-1");
  }
  if (!((protocolName === "MQIsdp" && level === 3) || (protocolName === "MQTT" && level === 4))) {
    cursor.at = cursor.end;
    return { type: "foreign CONNECT", protocolName, level };
  }
  checkFlags(cursor, PacketType.CONNECT, flags, 0, level);

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

function readWill(cursor: Cursor, qos: QoS, connectFlags: number): Will {
  const topic = readString(cursor, "will topic", "MQTT-3.1.3-10");
  const message = readBinary(cursor, "will message", "section 3.1.3.3");
  return { topic, message, qos, retain: (connectFlags & ConnectFlag.WillRetain) !== 0 };
}

function publish(cursor: Cursor, flags: number, level: ProtocolLevel | undefined): PublishPacket {
  const qos = (flags >> 1) & 3;
  const dup = (flags & PublishFlag.Dup) !== 0;
  if (qos === 3) fail(cursor, "the QoS of PUBLISH is 3, at most 2 exists", "MQTT-3.3.1-4");
  if (level === 4 && dup && qos === 0) fail(cursor, "DUP is 1 with QoS 0, wanted 0", "MQTT-3.3.1-2");
  const topic = readString(cursor, "topic name", "MQTT-3.3.2-1");
  const packetId = qos > 0 ? readPacketId(cursor) : 0;
  const payload = cursor.bytes.subarray(cursor.at, cursor.end);
  cursor.at = cursor.end;
  const retain = (flags & PublishFlag.Retain) !== 0;
  return { type: PacketType.PUBLISH, dup, qos: qos as QoS, retain, topic, packetId, payload };
}

function pubrel(cursor: Cursor): PubrelPacket {
  return { type: PacketType.PUBREL, packetId: readPacketId(cursor) };
}

function subscribe(cursor: Cursor, level: ProtocolLevel | undefined): SubscribePacket {
  const packetId = readPacketId(cursor);
  const filters: { filter: string; qos: QoS }[] = [];
  if (cursor.at === cursor.end) fail(cursor, "SUBSCRIBE names no topic filter", "MQTT-3.8.3-3");
  while (cursor.at < cursor.end) {
    const filter = readString(cursor, "topic filter", "MQTT-3.8.3-1");
    const byte = readByte(cursor, "requested QoS", "section 3.8.3");
    const qos = level === 3 ? byte & 3 : byte; // MQTT 3.1, section 3.8: the upper six bits are not used
    if (qos > 2) fail(cursor, `the requested QoS is ${qos}, at most 2 exists`, "MQTT-3.8.3-4");
    filters.push({ filter, qos: qos as QoS });
  }
  return { type: PacketType.SUBSCRIBE, packetId, filters };
}

function unsubscribe(cursor: Cursor): UnsubscribePacket {
  const packetId = readPacketId(cursor);
  const filters: string[] = [];
  if (cursor.at === cursor.end) fail(cursor, "UNSUBSCRIBE names no topic filter", "MQTT-3.10.3-2");
  while (cursor.at < cursor.end) filters.push(readString(cursor, "topic filter", "MQTT-3.10.3-1"));
  return { type: PacketType.UNSUBSCRIBE, packetId, filters };
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
