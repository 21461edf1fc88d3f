/**
 * PUBLISH (MQTT 3.1, section 3.3) and PUBREL (section 3.6): a message goes to its subscribers at once, whatever its
 * QoS, and then it is acknowledged. A QoS 2 message that comes again before its PUBREL is not routed again.
 */

import { PacketType } from "../../spec.js";
import { acknowledgement, type PublishPacket, type PubrelPacket, publish as publishBytes } from "../packet.js";
import { type Connection, closeForFlaw, type Routing } from "../routing.js";
import { levelCount, topicNameFlaw } from "../topics.js";

export function publish(connection: Connection, packet: PublishPacket, routing: Routing): void {
  const flaw = topicNameFlaw(packet.topic);
  if (flaw !== undefined) {
    closeForFlaw(connection, flaw, routing);
    return;
  }
  const levels = levelCount(packet.topic);
  if (levels > routing.limits.maxTopicLevels) {
    const text = `the topic name has ${levels} levels, at most ${routing.limits.maxTopicLevels} are taken`;
    routing.close(connection, { kind: "limit", text });
    return;
  }
  switch (packet.qos) {
    case 0:
      route(connection, packet, routing);
      return;
    case 1:
      route(connection, packet, routing);
      routing.reply(connection, acknowledgement(PacketType.PUBACK, packet.packetId));
      return;
    case 2:
      if (!connection.unreleased.has(packet.packetId)) {
        connection.unreleased.add(packet.packetId);
        route(connection, packet, routing);
      }
      routing.reply(connection, acknowledgement(PacketType.PUBREC, packet.packetId));
  }
}

export function pubrel(connection: Connection, packet: PubrelPacket, routing: Routing): void {
  connection.unreleased.delete(packet.packetId);
  routing.reply(connection, acknowledgement(PacketType.PUBCOMP, packet.packetId));
}

function route(connection: Connection, packet: PublishPacket, routing: Routing): void {
  const { topic, payload, qos, retain, dup } = packet;
  const client = connection.clientId ?? "";
  const subscribers = routing.subscriptions.match(topic);
  routing.tell({ event: "published", client, topic, payload, qos, retain, dup, subscribers: subscribers.size });
  if (retain && !routing.retained.put(topic, payload)) {
    const text = `the message is not retained, ${routing.limits.maxRetainedBytes} bytes of retained messages are kept at most`;
    routing.tell({ event: "warned", client, text });
  }
  if (subscribers.size === 0) return;
  // To those who were subscribed already it goes without the retain flag (MQTT-3.3.1-9); one encoding serves them all.
  const bytes = publishBytes(topic, payload, false);
  for (const subscriber of subscribers) {
    const reader = subscriber.clientId ?? "";
    routing.deliver(subscriber, connection, bytes, {
      event: "delivered",
      client: reader,
      topic,
      payload,
      retain: false,
    });
  }
}
