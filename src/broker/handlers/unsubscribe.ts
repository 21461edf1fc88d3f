/** UNSUBSCRIBE (MQTT 3.1, section 3.10): filters are compared character by character, and UNSUBACK comes in any case. */

import { PacketType } from "../../spec.js";
import { acknowledgement } from "../encode.js";
import type { UnsubscribePacket } from "../packet.js";
import { type Connection, closeForFlaw, type Routing } from "../routing.js";
import type { Session } from "../session.js";
import { topicFilterFlaw } from "../topics.js";

export function unsubscribe(
  connection: Connection,
  session: Session,
  packet: UnsubscribePacket,
  routing: Routing,
): void {
  for (const filter of packet.filters) {
    const flaw = topicFilterFlaw(filter);
    if (flaw !== undefined) {
      closeForFlaw(connection, flaw, routing);
      return;
    }
  }
  for (const filter of packet.filters) {
    const found = session.subscriptions.delete(filter);
    if (found) routing.subscriptions.remove(filter, session);
    routing.tell({ event: "unsubscribed", client: session.clientId, filter, found });
  }
  routing.reply(connection, acknowledgement(PacketType.UNSUBACK, packet.packetId));
}
