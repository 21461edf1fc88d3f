/**
 * CONNECT (MQTT 3.1, section 3.1): may the client come in, under which name, who has to leave for it, and which session
 * does it go on with.
 */

import { ConnectReturnCode } from "../../spec.js";
import { quote } from "../decode.js";
import { connack, connackForMqtt5 } from "../encode.js";
import type { RefusedEvent } from "../event.js";
import type { ConnectPacket, ForeignConnectPacket } from "../packet.js";
import { type Connection, closeForFlaw, depthFlaw, type Routing, warn } from "../routing.js";
import { createSession, endSession, resume, type Session } from "../session.js";

/** MQTT 3.1, section 3.1: the server waits one and a half times the keep-alive. */
const KEEP_ALIVE_FACTOR = 1.5;

/** Longest client identifier of MQTT 3.1, in characters. */
const MAX_CLIENT_ID = 23;

export function connect(connection: Connection, packet: ConnectPacket, routing: Routing): void {
  const { level, clean, keepAliveS, username } = packet;
  const depth = packet.will && depthFlaw(packet.will.topic, routing.limits);
  if (depth !== undefined) {
    closeForFlaw(connection, { ...depth, text: `in the will, ${depth.text}` }, routing);
    return;
  }
  const refusal = identifierRefusal(packet, routing) ?? credentialsRefusal(packet, routing);
  if (refusal !== undefined) {
    refuse(connection, connack(refusal.returnCode), refusal.returnCode, refusal.text, routing);
    return;
  }
  const clientId = packet.clientId === "" ? freeClientId(connection, routing) : packet.clientId;
  takeOver(clientId, connection, routing);
  const former = routing.sessions.get(clientId);
  const isPresent = former !== undefined && !clean;
  if (former !== undefined && clean) endSession(former, routing);

  const session = isPresent ? former : createSession(clientId, clean);
  // Sessions of those who are away stand in the order of their going: see the end of connections in broker.ts.
  routing.sessions.set(clientId, session);
  session.clean = clean;
  session.username = username;
  session.connection = connection;
  connection.session = session;
  connection.state = "connected";
  connection.level = level;
  connection.will = packet.will;
  routing.connected.clients += 1;
  if (session.subscriptions.size > 0) routing.subscriptions.touch();
  if (keepAliveS > 0) connection.silenceMs = keepAliveS * 1000 * KEEP_ALIVE_FACTOR;

  routing.reply(connection, connack(ConnectReturnCode.Accepted, isPresent && level === 4));
  const { id, peer } = connection;
  routing.tell({
    event: "connected",
    connection: id,
    client: clientId,
    peer,
    level,
    clean,
    keepAliveS,
    session: isPresent,
  });
  const flaw = longIdentifier(packet);
  if (flaw !== undefined) warn(connection, flaw, routing);
  resume(session, connection, routing);
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

interface Refusal {
  readonly returnCode: ConnectReturnCode;
  readonly text: string;
}

function identifierRefusal(packet: ConnectPacket, routing: Routing): Refusal | undefined {
  const returnCode = ConnectReturnCode.IdentifierRejected;
  if (packet.clientId === "" && !(packet.level === 4 && packet.clean)) {
    const wanted = packet.level === 3 ? "1 to 23 characters" : "at least 1 character where clean session is 0";
    return { returnCode, text: `the client identifier is empty, wanted ${wanted}` };
  }
  const flaw = routing.strict ? longIdentifier(packet) : undefined;
  return flaw && { returnCode, text: flaw.text };
}

/** MQTT 3.1 allows 23 characters; MQTT 3.1.1 lets servers take more, and this one does. */
function longIdentifier({ level, clientId }: ConnectPacket) {
  if (level !== 3 || clientId.length <= MAX_CLIENT_ID) return undefined;
  const text = `the client identifier has ${clientId.length} characters, MQTT 3.1 allows ${MAX_CLIENT_ID}`;
  return { text, clause: "MQTT 3.1, section 3.1" };
}

function credentialsRefusal({ username, password }: ConnectPacket, routing: Routing): Refusal | undefined {
  switch (routing.access.enter(username, password)) {
    case "welcome":
      return undefined;
    case "missing":
      return {
        returnCode: ConnectReturnCode.NotAuthorized,
        text: "there is no user name, wanted one that --user named",
      };
    case "wrong":
      return {
        returnCode: ConnectReturnCode.BadUsernameOrPassword,
        text: `the user name ${quote(username ?? "")} or its password is not one that --user named`,
      };
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
  while (routing.sessions.has(clientId)) clientId += "-";
  return clientId;
}

/** MQTT 3.1, section 3.1, and MQTT-3.1.4-2: of two connections with one identifier the older one ends. */
function takeOver(clientId: string, connection: Connection, routing: Routing): void {
  const older: Session["connection"] = routing.sessions.get(clientId)?.connection;
  if (older === undefined) return;
  const text = `the client identifier ${quote(clientId)} connected again, from ${connection.peer}`;
  routing.close(older, { kind: "taken-over", text, clause: "MQTT-3.1.4-2" });
}
