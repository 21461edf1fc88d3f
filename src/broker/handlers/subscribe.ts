/**
 * SUBSCRIBE (MQTT 3.1, section 3.8): one SUBACK for all filters, then the retained messages that they meet, each with
 * the lower of its own QoS and the one granted (MQTT-3.8.4-6).
 */

import { quote } from "../decode.js";
import { publish, suback } from "../encode.js";
import type { QoS } from "../event.js";
import type { SubscribePacket } from "../packet.js";
import { type Connection, closeForFlaw, type Routing, warn } from "../routing.js";
import { addSubscription, type Session, send } from "../session.js";
import { subscriptionBytes } from "../subscriptions.js";
import { levelCount, topicFilterFlaw } from "../topics.js";

/** MQTT 3.1.1's "failure" in place of a granted QoS (section 3.9.3). */
const FAILURE = 0x80;

/** How many branches of the retained messages one SUBSCRIBE may make the broker look at. */
const PATIENCE = 1_000_000;

/** What one SUBSCRIBE may still make the broker do for retained messages; below 0 it was too much. */
interface Left {
  branches: number;
  /** Of those that go with QoS 0: the others are bounded by the session. */
  bytes: number;
}

export function subscribe(connection: Connection, session: Session, packet: SubscribePacket, routing: Routing): void {
  for (const { filter } of packet.filters) {
    const flaw = topicFilterFlaw(filter);
    if (flaw !== undefined) {
      closeForFlaw(connection, flaw, routing);
      return;
    }
  }
  const refusals = packet.filters.map(({ filter, qos }) => refusal(session, filter, qos, routing));
  const limit = refusals.find((refused) => refused?.kind === "limit");
  if (connection.level === 3 && limit !== undefined) {
    routing.close(connection, { kind: "limit", text: limit.text });
    return;
  }
  // MQTT 3.1, section 3.8: a server has no way to say that it does not authorize, and acknowledges all the same.
  const granted = packet.filters.map(({ qos }, index) =>
    refusals[index] === undefined || connection.level === 3 ? qos : FAILURE,
  );
  routing.reply(connection, suback(packet.packetId, granted));
  const left: Left = { branches: PATIENCE, bytes: routing.limits.maxWaitingBytes };
  for (const [index, { filter, qos }] of packet.filters.entries()) {
    const refused = refusals[index];
    const client = session.clientId;
    routing.tell({
      event: "subscribed",
      client,
      filter,
      askedQos: qos,
      granted: refused === undefined ? qos : FAILURE,
    });
    if (refused !== undefined) warn(connection, refused, routing);
    else sendRetained(connection, session, { filter, qos }, left, routing);
  }
  if (left.branches < 0 || left.bytes < 0) {
    warn(connection, { text: "SUBSCRIBE meets too many retained messages: some were not sent" }, routing);
  }
}

/** Subscribes, or says why not. */
function refusal(session: Session, filter: string, qos: QoS, routing: Routing) {
  const { maxSubscriptions, maxSubscriptionBytes, maxTopicLevels } = routing.limits;
  const isNew = !session.subscriptions.has(filter);
  if (!routing.access.maySubscribe(filter)) {
    return { kind: "denied", text: `the filter ${quote(filter)} is within one that --deny-subscribe named` };
  }
  const levels = levelCount(filter);
  if (levels > maxTopicLevels) {
    return {
      kind: "limit",
      text: `the filter ${quote(filter)} has ${levels} levels, at most ${maxTopicLevels} are taken`,
    };
  }
  if (isNew && session.subscriptions.size >= maxSubscriptions) {
    return { kind: "limit", text: `there are ${maxSubscriptions} subscriptions of this client already` };
  }
  if (isNew && routing.subscriptions.bytes() + subscriptionBytes(filter) > maxSubscriptionBytes) {
    return { kind: "limit", text: `the subscriptions of all clients take ${maxSubscriptionBytes} bytes already` };
  }
  addSubscription(session, filter, qos, routing);
  return undefined;
}

/** Also for a filter that was there before (MQTT-3.8.4-3). */
function sendRetained(
  connection: Connection,
  session: Session,
  { filter, qos: most }: { readonly filter: string; readonly qos: QoS },
  left: Left,
  routing: Routing,
): void {
  left.branches -= routing.retained.match(filter, Math.max(0, left.branches), (message) => {
    if (!routing.access.mayRead(session, message.topic.name)) return;
    const qos = message.qos < most ? message.qos : most;
    if (qos > 0) {
      send(session, message, { qos: qos as 1 | 2, retain: true }, connection, routing);
      return;
    }
    // What is beyond would be dropped on its way; here it is not even spelled.
    left.bytes -= message.packet.length;
    if (left.bytes < 0) {
      routing.dropped(session.clientId, message.packet.length);
      return;
    }
    const how = { qos: 0, retain: true, dup: false } as const;
    routing.deliver([connection.id], connection, publish(message.topic.bytes, message.payload, how), message, how);
  });
}
