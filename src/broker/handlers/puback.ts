/**
 * PUBACK, PUBREC and PUBCOMP (MQTT 3.1, sections 3.4, 3.5 and 3.7): what the client says to messages of QoS 1 and 2 that
 * it got. One that answers nothing may be late, for a session that is no more: it is warned of and passed over.
 */

import { PacketType } from "../../spec.js";
import { acknowledgement } from "../encode.js";
import { type AcknowledgementPacket, packetNames } from "../packet.js";
import { type Connection, closeForFlaw, type Routing, warn } from "../routing.js";
import { finish, release, type Session } from "../session.js";

export function puback(
  connection: Connection,
  session: Session,
  packet: AcknowledgementPacket,
  routing: Routing,
): void {
  const { type, packetId } = packet;
  const done =
    type === PacketType.PUBACK || type === PacketType.PUBCOMP
      ? finish(session, connection, type, packetId, routing)
      : release(session, packetId);
  if (typeof done === "object") {
    closeForFlaw(connection, done, routing);
    return;
  }
  if (done === "unknown") {
    const text = `${packetNames[type]} ${packetId} answers no message that was sent`;
    warn(connection, { text, clause: "section 4.3" }, routing);
  }
  // Also to an unknown one, or the client would wait for ever.
  if (type === PacketType.PUBREC) routing.reply(connection, acknowledgement(PacketType.PUBREL, packetId));
}
