/**
 * The packets that the broker sends, as bytes. Written apart from the device's encoder, so that a mistake made there is
 * seen here.
 */

import { type ConnectReturnCode, PacketType, PublishFlag } from "../spec.js";
import type { QoS } from "./event.js";

/**
 * CONNACK (MQTT 3.1, section 3.2).
 * @param sessionPresent bit 0 of the second byte, which MQTT 3.1 reserves (MQTT 3.1.1, section 3.2.2.2)
 */
export function connack(returnCode: ConnectReturnCode, sessionPresent = false): Uint8Array {
  return Uint8Array.of(PacketType.CONNACK << 4, 2, sessionPresent ? 1 : 0, returnCode);
}

/** CONNACK as MQTT 5 writes it, reason 0x84 "unsupported protocol version", which is what its clients understand. */
export const connackForMqtt5 = Uint8Array.of(PacketType.CONNACK << 4, 3, 0, 0x84, 0);

/** PINGRESP (MQTT 3.1, section 3.13). */
export const pingresp = Uint8Array.of(PacketType.PINGRESP << 4, 0);

/** The packets that are nothing but a packet identifier (MQTT 3.1, sections 3.4 to 3.7 and 3.11). */
export function acknowledgement(
  type: PacketType.PUBACK | PacketType.PUBREC | PacketType.PUBREL | PacketType.PUBCOMP | PacketType.UNSUBACK,
  packetId: number,
): Uint8Array {
  // MQTT 3.1, section 3.6: PUBREL itself has QoS 1; MQTT 3.1.1 reserves the bit as 1 (MQTT-3.6.1-1).
  const flags = type === PacketType.PUBREL ? 2 : 0;
  return Uint8Array.of((type << 4) | flags, 2, packetId >> 8, packetId & 0xff);
}

/** SUBACK (MQTT 3.1, section 3.9): a granted QoS, or in MQTT 3.1.1 also 0x80 for failure, for each filter in order. */
export function suback(packetId: number, granted: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + lengthBytes(2 + granted.length) + 2 + granted.length);
  bytes[0] = PacketType.SUBACK << 4;
  const at = putLength(bytes, 2 + granted.length);
  bytes[at] = packetId >> 8;
  bytes[at + 1] = packetId & 0xff;
  bytes.set(granted, at + 2);
  return bytes;
}

/**
 * PUBLISH (MQTT 3.1, section 3.3).
 * @param topic the topic name as UTF-8
 * @param packetId 1 to 65,535; left out with QoS 0
 */
export function publish(
  topic: Uint8Array,
  payload: Uint8Array,
  { qos, retain, packetId = 0 }: { readonly qos: QoS; readonly retain: boolean; readonly packetId?: number },
): Uint8Array {
  const length = 2 + topic.length + (qos > 0 ? 2 : 0) + payload.length;
  const bytes = new Uint8Array(1 + lengthBytes(length) + length);
  bytes[0] = publishHeader(qos, retain, false);
  let at = putLength(bytes, length);
  bytes[at] = topic.length >> 8;
  bytes[at + 1] = topic.length & 0xff;
  bytes.set(topic, at + 2);
  at += 2 + topic.length;
  if (qos > 0) {
    bytes[at] = packetId >> 8;
    bytes[at + 1] = packetId & 0xff;
    at += 2;
  }
  bytes.set(payload, at);
  return bytes;
}

/** The same PUBLISH of QoS 1 or 2 for another client: only its first byte and its packet identifier differ. */
export function readdressed(
  packet: Uint8Array,
  idAt: number,
  { qos, retain, dup, packetId }: { readonly qos: QoS; retain: boolean; dup: boolean; packetId: number },
): Uint8Array {
  const bytes = packet.slice();
  bytes[0] = publishHeader(qos, retain, dup);
  bytes[idAt] = packetId >> 8;
  bytes[idAt + 1] = packetId & 0xff;
  return bytes;
}

function publishHeader(qos: QoS, retain: boolean, dup: boolean): number {
  return (PacketType.PUBLISH << 4) | (dup ? PublishFlag.Dup : 0) | (qos << 1) | (retain ? PublishFlag.Retain : 0);
}

/** How many bytes a Remaining Length takes: 1 to 4 (MQTT 3.1, section 2.1). */
export function lengthBytes(length: number): number {
  if (length < 1 << 7) return 1;
  if (length < 1 << 14) return 2;
  return length < 1 << 21 ? 3 : 4;
}

/** Puts a Remaining Length, seven bits a byte, least significant first, behind the first byte. @returns where it ends */
function putLength(bytes: Uint8Array, length: number): number {
  let at = 1;
  do {
    const rest = length >> 7;
    bytes[at++] = (length & 0x7f) | (rest > 0 ? 0x80 : 0);
    length = rest;
  } while (length > 0);
  return at;
}
