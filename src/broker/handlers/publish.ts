/**
 * PUBLISH (MQTT 3.1, section 3.3): a message of QoS 0 or 1 goes to its subscribers at once, then it is acknowledged. One
 * of QoS 2 is stored until its PUBREL, which routes it: method A of MQTT 3.1.1, section 4.3.3.
 */

import { PacketType } from "../../spec.js";
import { acknowledgement } from "../encode.js";
import type { PublishPacket } from "../packet.js";
import { route } from "../route.js";
import { type Connection, closeForFlaw, depthFlaw, type Routing } from "../routing.js";
import { type Session, takeRoom } from "../session.js";
import { store } from "../stored.js";

export function publish(connection: Connection, session: Session, packet: PublishPacket, routing: Routing): void {
  const flaw = depthFlaw(packet.topic, routing.limits);
  if (flaw !== undefined) {
    closeForFlaw(connection, flaw, routing);
    return;
  }
  const { packetId, qos } = packet;
  if (qos < 2) route(connection, packet, routing);
  else if (!receive(connection, session, packet, routing)) return;
  if (qos > 0) {
    routing.reply(connection, acknowledgement(qos === 1 ? PacketType.PUBACK : PacketType.PUBREC, packetId));
  }
}

/** Stores a message of QoS 2; one that is here already is not stored again (MQTT-4.3.3-2). */
function receive(connection: Connection, session: Session, packet: PublishPacket, routing: Routing): boolean {
  session.incoming ??= new Map();
  if (session.incoming.has(packet.packetId)) return true;
  const message = store(packet);
  const { maxInFlight, maxWaitingBytes, maxStoredBytes } = routing.limits;
  if (session.incoming.size >= maxInFlight || !takeRoom(session, message, routing)) {
    const text = `there is no room for its message of QoS 2: ${maxInFlight} messages and ${maxWaitingBytes} bytes of one client, ${maxStoredBytes} bytes of all, may wait`;
    routing.close(connection, { kind: "limit", text });
    return false;
  }
  session.incoming.set(packet.packetId, { message, retain: packet.retain });
  return true;
}
