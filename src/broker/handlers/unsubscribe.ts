/** UNSUBSCRIBE (MQTT 3.1, section 3.10): filters are compared character by character, and UNSUBACK comes in any case. */

import { PacketType } from "../../spec.js";
import { acknowledgement, type UnsubscribePacket } from "../packet.js";
import { type Connection, closeForFlaw, type Routing } from "../routing.js";
import { topicFilterFlaw } from "../topics.js";

export function unsubscribe(connection: Connection, packet: UnsubscribePacket, routing: Routing): void {
  for (const filter of packet.filters) {
    const flaw = topicFilterFlaw(filter);
    if (flaw !== undefined) {
      closeForFlaw(connection, flaw, routing);
      return;
    }
  }
  const client = connection.clientId ?? "";
  for (const filter of packet.filters) {
    const found = connection.filters.delete(filter);
    if (found) routing.subscriptions.remove(filter, connection);
    routing.tell({ event: "unsubscribed", client, filter, found });
  }
  routing.reply(connection, acknowledgement(PacketType.UNSUBACK, packet.packetId));
}
