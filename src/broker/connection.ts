/**
 * One client, as the packets that may come from it:
 *
 *                     CONNECT                     DISCONNECT, any flaw, silence, take-over
 *   awaiting CONNECT ---------> connected ---------------------------------------------------> closed
 *         |                    | PUBLISH PUBREL SUBSCRIBE ^                                       ^
 *         |                    +-UNSUBSCRIBE PINGREQ------+                                       |
 *         +--- anything else, no CONNECT in time, a CONNECT that is refused ----------------------+
 *
 * What is not in the table ends the connection. A closed connection hears nothing any more.
 */

import { PacketType } from "../spec.js";
import { decode } from "./decode.js";
import { createFramer } from "./framer.js";
import { connect, refuseForeign } from "./handlers/connect.js";
import { disconnect } from "./handlers/disconnect.js";
import { pingreq } from "./handlers/pingreq.js";
import { publish, pubrel } from "./handlers/publish.js";
import { subscribe } from "./handlers/subscribe.js";
import { unsubscribe } from "./handlers/unsubscribe.js";
import { type ClientPacket, packetNames } from "./packet.js";
import { type Connection, type ConnectionState, closeForFlaw, type Routing } from "./routing.js";

/** The packet types that may come in each state. */
const awaited: Readonly<Record<ConnectionState, readonly PacketType[]>> = {
  "awaiting CONNECT": [PacketType.CONNECT],
  connected: [
    PacketType.PUBLISH,
    PacketType.PUBREL,
    PacketType.SUBSCRIBE,
    PacketType.UNSUBSCRIBE,
    PacketType.PINGREQ,
    PacketType.DISCONNECT,
  ],
  closed: [],
};

export function createConnection(id: number, peer: string, maxPacketBytes: number): Connection {
  return {
    id,
    peer,
    framer: createFramer(maxPacketBytes),
    state: "awaiting CONNECT",
    level: undefined,
    clientId: undefined,
    silenceMs: Number.POSITIVE_INFINITY,
    deadline: Number.POSITIVE_INFINITY,
    filters: new Set(),
    unreleased: new Set(),
  };
}

/** Acts on all packets that are complete with these bytes. */
export function receive(connection: Connection, bytes: Uint8Array, now: number, routing: Routing): void {
  connection.framer.push(bytes);
  while (connection.state !== "closed") {
    const first = connection.framer.peek();
    if (first === undefined) return;
    // Seen from the first byte: a stranger that speaks something else need not be listened to any longer.
    if (!awaited[connection.state].includes(first >> 4)) {
      closeForFlaw(connection, unexpected(first >> 4, connection.state), routing);
      return;
    }
    const frame = connection.framer.next();
    if (frame === undefined) return;
    const packet = frame.type === "flaw" ? frame : decode(frame, connection.level);
    if (packet.type === "flaw") {
      closeForFlaw(connection, packet, routing);
      return;
    }
    dispatch(connection, packet, routing);
    if (connection.state === "connected") routing.setDeadline(connection, now + connection.silenceMs);
  }
}

function dispatch(connection: Connection, packet: ClientPacket, routing: Routing): void {
  switch (packet.type) {
    case "foreign CONNECT":
      refuseForeign(connection, packet, routing);
      return;
    case PacketType.CONNECT:
      connect(connection, packet, routing);
      return;
    case PacketType.PUBLISH:
      publish(connection, packet, routing);
      return;
    case PacketType.PUBREL:
      pubrel(connection, packet, routing);
      return;
    case PacketType.SUBSCRIBE:
      subscribe(connection, packet, routing);
      return;
    case PacketType.UNSUBSCRIBE:
      unsubscribe(connection, packet, routing);
      return;
    case PacketType.PINGREQ:
      pingreq(connection, routing);
      return;
    case PacketType.DISCONNECT:
      disconnect(connection, routing);
  }
}

function unexpected(type: number, state: ConnectionState) {
  const name = packetNames[type] ?? "packet";
  if (state === "awaiting CONNECT") {
    return { type: "flaw", text: `${name} came first, wanted CONNECT`, clause: "MQTT-3.1.0-1" } as const;
  }
  if (type === PacketType.CONNECT) {
    return { type: "flaw", text: "a second CONNECT came, at most one is allowed", clause: "MQTT-3.1.0-2" } as const;
  }
  const text = `${name} came, which answers nothing that this broker sends, or is not for a client to send`;
  return { type: "flaw", text, clause: "section 2.2.1" } as const;
}
