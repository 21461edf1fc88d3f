/**
 * A message that is kept: retained, or on its way with QoS 1 or 2. It is a copy, encoded once for all who get it; what
 * came in over the socket is not held on to.
 */

import { publish } from "./encode.js";
import type { QoS } from "./event.js";
import type { Publication } from "./packet.js";
import type { Topic } from "./topic-cache.js";

export interface StoredMessage {
  readonly topic: Topic;
  /** The QoS that it was published with. */
  readonly qos: QoS;
  readonly payload: Uint8Array;
  /** PUBLISH with a packet identifier, for `readdressed`. */
  readonly packet: Uint8Array;
  /** Where in `packet` the packet identifier lies. */
  readonly idAt: number;
}

/** What the objects around a message take, in bytes, about. */
const OVERHEAD = 200;

export function store({ topic, qos, payload }: Publication): StoredMessage {
  const packet = publish(topic.bytes, payload, { qos: 1, retain: false });
  const idAt = packet.length - payload.length - 2;
  // The topic is written down anew: its cached route is not to be kept alive for as long as the message is.
  const name: Topic = {
    name: topic.name,
    bytes: topic.bytes,
    levels: topic.levels,
    route: undefined,
    address: undefined,
  };
  return { topic: name, qos, payload: packet.subarray(idAt + 2), packet, idAt };
}

/** Memory that a message takes in a session, or among the retained ones, in bytes. */
export function storedBytes({ packet }: StoredMessage): number {
  return packet.length + OVERHEAD;
}
