/**
 * The packets of MQTT 3.1 and 3.1.1 as data: those that a client sends. decode.ts reads them from bytes; encode.ts
 * writes those that the broker sends.
 */

import type { PacketType } from "../spec.js";
import type { ProtocolLevel, QoS } from "./event.js";
import type { Topic } from "./topic-cache.js";

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

/** A message as somebody published it: a client's PUBLISH, or its will. */
export interface Publication {
  readonly topic: Topic;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** A view of what came in, made when it is asked for. */
  readonly payload: Uint8Array;
  /** The very bytes that a QoS 0 subscriber gets, if they came in like that. */
  readonly relay: Uint8Array | undefined;
}

export interface ConnectPacket {
  readonly type: PacketType.CONNECT;
  readonly level: ProtocolLevel;
  readonly clean: boolean;
  readonly keepAliveS: number;
  readonly clientId: string;
  readonly will: Publication | undefined;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
}

/** A CONNECT of a version that this broker does not speak; what follows the level is then anybody's guess. */
export interface ForeignConnectPacket {
  readonly type: "foreign CONNECT";
  readonly protocolName: string;
  readonly level: number;
}

/** One object, used again for each PUBLISH: whoever keeps it copies it. */
export interface PublishPacket extends Publication {
  readonly type: PacketType.PUBLISH;
  /** 1 to 65,535; 0 where the QoS is 0, which carries none. */
  readonly packetId: number;
}

/** The four that are nothing but a packet identifier. */
export interface AcknowledgementPacket {
  readonly type: PacketType.PUBACK | PacketType.PUBREC | PacketType.PUBREL | PacketType.PUBCOMP;
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

/** Not for a client to send, and let pass: mosquitto 2.0 does so with SUBACK, UNSUBACK and PINGRESP. */
export interface UselessPacket {
  readonly type: "useless";
}

/** Whatever a client may send to this broker. */
export type ClientPacket =
  | ConnectPacket
  | ForeignConnectPacket
  | PublishPacket
  | AcknowledgementPacket
  | SubscribePacket
  | UnsubscribePacket
  | BarePacket
  | UselessPacket;
