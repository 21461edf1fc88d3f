/**
 * CONNECT (MQTT 3.1, section 3.1): may the client come in, under which name, and who has to leave for it.
 */

import { ConnectReturnCode } from "../../spec.js";
import { quote } from "../decode.js";
import type { RefusedEvent } from "../event.js";
import { type ConnectPacket, connack, connackForMqtt5, type ForeignConnectPacket } from "../packet.js";
import type { Connection, Routing } from "../routing.js";

/** MQTT 3.1, section 3.1: the server waits one and a half times the keep-alive. */
const KEEP_ALIVE_FACTOR = 1.5;

/** Longest client identifier of MQTT 3.1, in characters. */
const MAX_CLIENT_ID = 23;

export function connect(connection: Connection, packet: ConnectPacket, routing: Routing): void {
  if (packet.clientId === "" && !(packet.level === 4 && packet.clean)) {
    const wanted = packet.level === 3 ? "1 to 23 characters" : "at least 1 character where clean session is 0";
    const text = `the client identifier is empty, wanted ${wanted}`;
    refuse(connection, connack(ConnectReturnCode.IdentifierRejected), 2, text, routing);
    return;
  }
  const clientId = packet.clientId === "" ? freeClientId(connection, routing) : packet.clientId;
  takeOver(clientId, connection, routing);

  connection.state = "connected";
  connection.level = packet.level;
  connection.clientId = clientId;
  if (packet.keepAliveS > 0) connection.silenceMs = packet.keepAliveS * 1000 * KEEP_ALIVE_FACTOR;
  routing.clients.set(clientId, connection);
  routing.reply(connection, connack(ConnectReturnCode.Accepted));
  routing.tell({
    event: "connected",
    connection: connection.id,
    client: clientId,
    peer: connection.peer,
    level: packet.level,
    clean: packet.clean,
    keepAliveS: packet.keepAliveS,
  });
  warn(packet, clientId, routing);
}

/** A version that is not spoken here: MQTT 5 gets the reply that its clients understand, all others return code 1. */
export function refuseForeign(connection: Connection, packet: ForeignConnectPacket, routing: Routing): void {
  const text = `the protocol is ${quote(packet.protocolName)} level ${packet.level}, wanted "MQIsdp" level 3 or "MQTT" level 4`;
  if (packet.protocolName === "MQTT" && packet.level === 5) {
    refuse(connection, connackForMqtt5, 0x84, text, routing);
  } else {
    refuse(connection, connack(ConnectReturnCode.UnacceptableProtocolVersion), 1, text, routing);
  }
}

function refuse(
  connection: Connection,
  reply: Uint8Array,
  returnCode: RefusedEvent["returnCode"],
  text: string,
  routing: Routing,
): void {
  routing.reply(connection, reply);
  routing.tell({ event: "refused", connection: connection.id, peer: connection.peer, returnCode, text });
  routing.close(connection, { kind: "refused", text });
}

/** MQTT 3.1.1, MQTT-3.1.3-6: the server names a client that left that to it. */
function freeClientId(connection: Connection, routing: Routing): string {
  let clientId = `auto-${connection.id}`;
  while (routing.clients.has(clientId)) clientId += "-";
  return clientId;
}

/** MQTT 3.1, section 3.1, and MQTT-3.1.4-2: of two connections with one identifier the older one ends. */
function takeOver(clientId: string, connection: Connection, routing: Routing): void {
  const older = routing.clients.get(clientId);
  if (older === undefined) return;
  const text = `the client identifier ${quote(clientId)} connected again, from ${connection.peer}`;
  routing.close(older, { kind: "taken-over", text, clause: "MQTT-3.1.4-2" });
}

function warn(packet: ConnectPacket, client: string, routing: Routing): void {
  if (packet.level === 3 && packet.clientId.length > MAX_CLIENT_ID) {
    const text = `the client identifier has ${packet.clientId.length} characters, MQTT 3.1 allows ${MAX_CLIENT_ID}`;
    routing.tell({ event: "warned", client, text, clause: "MQTT 3.1, section 3.1" });
  }
  if (!packet.clean) {
    routing.tell({ event: "warned", client, text: "clean session is 0, but this version keeps no session" });
  }
  if (packet.will !== undefined) {
    routing.tell({ event: "warned", client, text: "there is a will, but this version publishes none" });
  }
}
