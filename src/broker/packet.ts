/**
 * The packets of MQTT 3.1 and 3.1.1 that this broker speaks: as data, those that a client sends (decode.ts reads them),
 * and as bytes, those that the broker sends. Written apart from the device's encoder, so that a mistake made there is
 * seen here.
 */

import { type ConnectReturnCode, PacketType, PublishFlag } from "../spec.js";
import type { ProtocolLevel, QoS } from "./event.js";

/** Names for what is said to people; the index is the packet type. */
export const packetNames = [
  "reserved type 0",
  "CONNECT",
  "CONNACK",
  "PUBLISH",
  "PUBACK",
  "PUBREC",
  "PUBREL",
  "PUBCOMP",
  "SUBSCRIBE",
  "SUBACK",
  "UNSUBSCRIBE",
  "UNSUBACK",
  "PINGREQ",
  "PINGRESP",
  "DISCONNECT",
  "reserved type 15",
] as const;

export interface Will {
  readonly topic: string;
  readonly message: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
}

export interface ConnectPacket {
  readonly type: PacketType.CONNECT;
  readonly level: ProtocolLevel;
  readonly clean: boolean;
  readonly keepAliveS: number;
  readonly clientId: string;
  readonly will: Will | undefined;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
}

/** A CONNECT of a version that this broker does not speak; what follows the level is then anybody's guess. */
export interface ForeignConnectPacket {
  readonly type: "foreign CONNECT";
  readonly protocolName: string;
  readonly level: number;
}

export interface PublishPacket {
  readonly type: PacketType.PUBLISH;
  readonly dup: boolean;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly topic: string;
  /** 1 to 65,535; 0 where the QoS is 0, which carries none. */
  readonly packetId: number;
  readonly payload: Uint8Array;
}

export interface PubrelPacket {
  readonly type: PacketType.PUBREL;
  readonly packetId: number;
}

export interface SubscribePacket {
  readonly type: PacketType.SUBSCRIBE;
  readonly packetId: number;
  readonly filters: readonly { readonly filter: string; readonly qos: QoS }[];
}

export interface UnsubscribePacket {
  readonly type: PacketType.UNSUBSCRIBE;
  readonly packetId: number;
  readonly filters: readonly string[];
}

export interface BarePacket {
  readonly type: PacketType.PINGREQ | PacketType.DISCONNECT;
}

/** Whatever a client may send to this broker. */
export type ClientPacket =
  | ConnectPacket
  | ForeignConnectPacket
  | PublishPacket
  | PubrelPacket
  | SubscribePacket
  | UnsubscribePacket
  | BarePacket;

const encoder = new TextEncoder();

/** CONNACK (MQTT 3.1, section 3.2). Session present stays 0: this version keeps no session. */
export function connack(returnCode: ConnectReturnCode): Uint8Array {
  return Uint8Array.of(PacketType.CONNACK << 4, 2, 0, returnCode);
}

/** CONNACK as MQTT 5 writes it, reason 0x84 "unsupported protocol version", which is what its clients understand. */
export const connackForMqtt5 = Uint8Array.of(PacketType.CONNACK << 4, 3, 0, 0x84, 0);

/** PINGRESP (MQTT 3.1, section 3.13). */
export const pingresp = Uint8Array.of(PacketType.PINGRESP << 4, 0);

/** The replies that are nothing but a packet identifier (MQTT 3.1, sections 3.4, 3.5, 3.7 and 3.11). */
export function acknowledgement(
  type: PacketType.PUBACK | PacketType.PUBREC | PacketType.PUBCOMP | PacketType.UNSUBACK,
  packetId: number,
): Uint8Array {
  return Uint8Array.of(type << 4, 2, packetId >> 8, packetId & 0xff);
}

/** SUBACK (MQTT 3.1, section 3.9): a granted QoS, or in MQTT 3.1.1 also 0x80 for failure, for each filter in order. */
export function suback(packetId: number, granted: readonly number[]): Uint8Array {
  const length = remainingLength(2 + granted.length);
  return Uint8Array.of(PacketType.SUBACK << 4, ...length, packetId >> 8, packetId & 0xff, ...granted);
}

/** PUBLISH with QoS 0 (MQTT 3.1, section 3.3). */
export function publish(topic: string, payload: Uint8Array, retain: boolean): Uint8Array {
  const name = encoder.encode(topic);
  const length = remainingLength(2 + name.length + payload.length);
  const bytes = new Uint8Array(1 + length.length + 2 + name.length + payload.length);
  bytes[0] = (PacketType.PUBLISH << 4) | (retain ? PublishFlag.Retain : 0);
  bytes.set(length, 1);
  let at = 1 + length.length;
  bytes[at++] = name.length >> 8;
  bytes[at++] = name.length & 0xff;
  bytes.set(name, at);
  bytes.set(payload, at + name.length);
  return bytes;
}

/** Remaining Length: seven bits a byte, least significant first; 0 to 268,435,455 (MQTT 3.1, section 2.1). */
function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = length >> 7;
    bytes.push((length & 0x7f) | (rest > 0 ? 0x80 : 0));
    length = rest;
  } while (length > 0);
  return bytes;
}
