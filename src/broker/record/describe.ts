/** A packet in words: its type and the fields that it has, for people and programs that read a record. */

import { PacketType } from "../../spec.js";
import { createDecoder } from "../decode.js";
import { createFramer, next, push } from "../framer.js";
import { hex, textOf } from "../line.js";
import { packetNames } from "../packet.js";
import { createTopicCache } from "../topic-cache.js";

/** Longest payload that is told beside the bytes, which have it anyway, in bytes. */
const SHOWN_PAYLOAD = 1000;

export interface Described {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Describer {
  /** @param bytes one whole packet, of either direction */
  describe(bytes: Uint8Array, way: "up" | "down"): Described;
}

/** @param longestPayload in bytes; of a longer one its length is told */
export function createDescriber(longestPayload = SHOWN_PAYLOAD): Describer {
  const decoder = createDecoder(false, createTopicCache());

  function payloadField(payload: Uint8Array): Record<string, unknown> {
    if (payload.length > longestPayload) return { payloadBytes: payload.length };
    const text = textOf(payload);
    return text === undefined ? { payloadHex: hex(payload) } : { payload: text };
  }

  function decoded(type: PacketType, bytes: Uint8Array): Record<string, unknown> {
    const framer = createFramer();
    push(framer, bytes);
    if (next(framer, Number.POSITIVE_INFINITY) !== "packet") return { flaw: "no packet" };
    const packet = decoder.decode(framer, type === PacketType.CONNECT ? undefined : 3);
    switch (packet.type) {
      case "flaw":
        return { flaw: packet.text };
      case "foreign CONNECT":
        return { protocolName: packet.protocolName, level: packet.level };
      case PacketType.CONNECT: {
        const { clientId, level, clean, keepAliveS, will, username, password } = packet;
        return {
          client: clientId,
          level,
          clean,
          keepAliveS,
          ...(will && {
            will: { topic: will.topic.name, ...payloadField(will.payload), qos: will.qos, retain: will.retain },
          }),
          ...(username === undefined ? {} : { username }),
          ...(password === undefined ? {} : { password: "***" }),
        };
      }
      case PacketType.PUBLISH: {
        const { topic, payload, qos, retain, dup, packetId } = packet;
        const id = qos > 0 ? { packetId } : {};
        return { topic: topic.name, ...payloadField(payload), qos, retain, dup, ...id };
      }
      case PacketType.SUBSCRIBE:
      case PacketType.UNSUBSCRIBE:
        return { packetId: packet.packetId, filters: packet.filters };
      case PacketType.PUBACK:
      case PacketType.PUBREC:
      case PacketType.PUBREL:
      case PacketType.PUBCOMP:
        return { packetId: packet.packetId };
      default:
        return {};
    }
  }

  return {
    describe(bytes, way) {
      const type: PacketType = (bytes[0] ?? 0) >> 4;
      const name = packetNames[type] ?? "";
      return { type: name, ...((way === "down" ? answerFields(type, bytes) : undefined) ?? decoded(type, bytes)) };
    },
  };
}

/** The fields of what only a broker says. */
function answerFields(type: PacketType, bytes: Uint8Array): Record<string, unknown> | undefined {
  const [, , first = 0, second = 0] = bytes;
  switch (type) {
    case PacketType.CONNACK:
      return { returnCode: second, sessionPresent: (first & 1) === 1 };
    case PacketType.SUBACK:
      // Its Remaining Length has one byte more where there are over 125 filters.
      return (bytes[1] ?? 0) < 0x80
        ? { packetId: first * 256 + second, granted: [...bytes.subarray(4)] }
        : { packetId: second * 256 + (bytes[4] ?? 0), granted: [...bytes.subarray(5)] };
    case PacketType.UNSUBACK:
      return { packetId: first * 256 + second };
    case PacketType.PINGRESP:
      return {};
    default:
      return undefined;
  }
}
