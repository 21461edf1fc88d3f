/**
 * SUBSCRIBE (MQTT 3.1, section 3.8): one SUBACK for all filters, then the retained messages that they meet. This version
 * grants QoS 0 whatever is asked for.
 */

import { quote } from "../decode.js";
import { publish as publishBytes, type SubscribePacket, suback } from "../packet.js";
import { type Connection, closeForFlaw, type Routing } from "../routing.js";
import { levelCount, topicFilterFlaw } from "../topics.js";

/** MQTT 3.1.1's "failure" in place of a granted QoS (section 3.9.3). */
const FAILURE = 0x80;

export function subscribe(connection: Connection, packet: SubscribePacket, routing: Routing): void {
  for (const { filter } of packet.filters) {
    const flaw = topicFilterFlaw(filter);
    if (flaw !== undefined) {
      closeForFlaw(connection, flaw, routing);
      return;
    }
  }
  const granted = packet.filters.map(({ filter }) => grant(connection, filter, routing));
  if (connection.level === 3 && granted.includes(FAILURE)) {
    // MQTT 3.1 has no way to say no in a SUBACK.
    const text = `SUBSCRIBE goes over ${routing.limits.maxSubscriptions} subscriptions or ${routing.limits.maxTopicLevels} levels`;
    routing.close(connection, { kind: "limit", text });
    return;
  }
  routing.reply(connection, suback(packet.packetId, granted));
  const client = connection.clientId ?? "";
  for (const [index, { filter, qos }] of packet.filters.entries()) {
    const isGranted = granted[index] === 0;
    routing.tell({ event: "subscribed", client, filter, askedQos: qos, granted: isGranted ? 0 : FAILURE });
    if (isGranted) sendRetained(connection, client, filter, routing);
    else routing.tell({ event: "warned", client, text: `the filter ${quote(filter)} goes over a bound of the broker` });
  }
}

function grant(connection: Connection, filter: string, routing: Routing): 0 | typeof FAILURE {
  const { maxSubscriptions, maxTopicLevels } = routing.limits;
  if (levelCount(filter) > maxTopicLevels) return FAILURE;
  if (connection.filters.size >= maxSubscriptions && !connection.filters.has(filter)) return FAILURE;
  connection.filters.add(filter);
  routing.subscriptions.add(filter, connection);
  return 0;
}

/** Also for a filter that was there before (MQTT-3.8.4-3). */
function sendRetained(connection: Connection, client: string, filter: string, routing: Routing): void {
  for (const { topic, payload } of routing.retained.match(filter)) {
    const bytes = publishBytes(topic, payload, true);
    routing.deliver(connection, connection, bytes, { event: "delivered", client, topic, payload, retain: true });
  }
}
