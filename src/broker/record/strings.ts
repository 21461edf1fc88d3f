/**
 * The texts inside of a packet of a client, changed one by one: the lengths around them are spelled anew. For putting
 * other keys into a recorded packet, and for taking passwords out of one.
 */

import { ConnectFlag, PacketType } from "../../spec.js";
import { joined } from "../bytes.js";

/** What a text is. */
export type StringRole = "client" | "will topic" | "will message" | "username" | "password" | "topic" | "payload";

export type Change = (bytes: Uint8Array, role: StringRole) => Uint8Array;

/** The packet with its texts changed; undefined if it is not what the specification says, so that they can't be found. */
export function changeStrings(packet: Uint8Array, change: Change): Uint8Array | undefined {
  const type = (packet[0] ?? 0) >> 4;
  let at = 1;
  while (at < 5 && (packet[at] ?? 0) >= 0x80) at += 1;
  at += 1;
  const begin = at;
  const parts: Uint8Array[] = [];
  let isWhole = true;

  function take(length: number): Uint8Array {
    if (at + length > packet.length) isWhole = false;
    const bytes = packet.subarray(at, at + length);
    at += length;
    return bytes;
  }

  function keep(length: number): Uint8Array {
    const bytes = take(length);
    parts.push(bytes);
    return bytes;
  }

  function string(role: StringRole | undefined): void {
    const [high = 0, low = 0] = take(2);
    const bytes = take(high * 256 + low);
    const changed = role === undefined ? bytes : change(bytes, role);
    parts.push(Uint8Array.of(changed.length >> 8, changed.length & 0xff), changed);
  }

  switch (type) {
    case PacketType.CONNECT: {
      string(undefined);
      const [, flags = 0] = keep(4); // level, flags, keep-alive
      string("client");
      if (flags & ConnectFlag.Will) {
        string("will topic");
        string("will message");
      }
      // MQTT 3.1, section 3.1: the length of the packet takes precedence over these two flags.
      if (flags & ConnectFlag.Username && at < packet.length) string("username");
      if (flags & ConnectFlag.Password && at < packet.length) string("password");
      break;
    }
    case PacketType.PUBLISH:
      string("topic");
      if (((packet[0] ?? 0) >> 1) & 3) keep(2);
      parts.push(change(take(packet.length - at), "payload"));
      break;
    case PacketType.SUBSCRIBE:
    case PacketType.UNSUBSCRIBE:
      keep(2);
      while (at < packet.length && isWhole) {
        string("topic");
        if (type === PacketType.SUBSCRIBE) keep(1);
      }
      break;
    default:
      return packet;
  }
  if (!isWhole || at !== packet.length || begin > packet.length) return undefined;
  const body = joined(parts);
  return joined([packet.subarray(0, 1), lengthOf(body.length), body]);
}

function lengthOf(length: number): Uint8Array {
  const bytes: number[] = [];
  do {
    const rest = length >> 7;
    bytes.push((length & 0x7f) | (rest > 0 ? 0x80 : 0));
    length = rest;
  } while (length > 0);
  return Uint8Array.from(bytes);
}
