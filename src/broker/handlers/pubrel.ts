/**
 * PUBREL (MQTT 3.1, section 3.6): the client will not send the message again, so it goes to its subscribers now.
 * PUBCOMP comes in any case: the message may have been routed before the connection broke.
 */

import { PacketType } from "../../spec.js";
import { acknowledgement } from "../encode.js";
import type { AcknowledgementPacket } from "../packet.js";
import { route } from "../route.js";
import type { Connection, Routing } from "../routing.js";
import { giveRoomBack, type Session } from "../session.js";

export function pubrel(
  connection: Connection,
  session: Session,
  packet: AcknowledgementPacket,
  routing: Routing,
): void {
  const incoming = session.incoming?.get(packet.packetId);
  if (incoming !== undefined) {
    const { message, retain } = incoming;
    session.incoming?.delete(packet.packetId);
    giveRoomBack(session, message, routing);
    const { topic, payload } = message;
    route(connection, { topic, payload, qos: 2, retain, dup: false, relay: undefined }, routing);
  }
  routing.reply(connection, acknowledgement(PacketType.PUBCOMP, packet.packetId));
}
