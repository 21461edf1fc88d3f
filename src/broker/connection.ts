/**
 * One client, as the packets that may come from it:
 *
 *                     CONNECT                     DISCONNECT, any flaw, silence, take-over
 *   awaiting CONNECT ---------> connected ---------------------------------------------------> closed
 *         |                    | PUBLISH PUBACK PUBREC ... ^                                      ^
 *         |                    +---------------------------+                                      |
 *         +--- anything else, no CONNECT in time, a CONNECT that is refused ----------------------+
 *
 * What is not in the table ends the connection. A closed connection hears nothing any more.
 */

import { PacketType } from "../spec.js";
import type { Flaw } from "./event.js";
import { createFramer, next, peek, push } from "./framer.js";
import { connect, refuseForeign } from "./handlers/connect.js";
import { disconnect } from "./handlers/disconnect.js";
import { pingreq } from "./handlers/pingreq.js";
import { puback } from "./handlers/puback.js";
import { publish } from "./handlers/publish.js";
import { pubrel } from "./handlers/pubrel.js";
import { subscribe } from "./handlers/subscribe.js";
import { unsubscribe } from "./handlers/unsubscribe.js";
import { type ClientPacket, packetNames } from "./packet.js";
import { type Connection, type ConnectionState, closeForFlaw, type Routing, warn } from "./routing.js";

/** The packet types that may come in each state. */
const awaited: Readonly<Record<ConnectionState, readonly PacketType[]>> = {
  "awaiting CONNECT": [PacketType.CONNECT],
  connected: [
    PacketType.PUBLISH,
    PacketType.PUBACK,
    PacketType.PUBREC,
    PacketType.PUBREL,
    PacketType.PUBCOMP,
    PacketType.SUBSCRIBE,
    PacketType.UNSUBSCRIBE,
    PacketType.PINGREQ,
    PacketType.DISCONNECT,
  ],
  closed: [],
};

/** What a connected client may send besides if the broker is not strict, because mosquitto 2.0 passes it over. */
const tolerated: readonly PacketType[] = [PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP];

export function createConnection(id: number, peer: string, address: string): Connection {
  return {
    id,
    peer,
    address,
    framer: createFramer(),
    state: "awaiting CONNECT",
    level: undefined,
    session: undefined,
    will: undefined,
    silenceMs: Number.POSITIVE_INFINITY,
    deadline: Number.POSITIVE_INFINITY,
  };
}

/** Acts on all packets that are complete with these bytes. */
export function receive(connection: Connection, bytes: Uint8Array, now: number, routing: Routing): void {
  const { framer } = connection;
  const { decoder, limits } = routing;
  push(framer, bytes);
  let isHeard = false;
  while (connection.state !== "closed") {
    const first = peek(framer);
    // Seen from the first byte: a stranger that speaks something else need not be listened to any longer.
    if (first !== undefined && !mayCome(first >> 4, connection.state, routing)) {
      closeForFlaw(connection, unexpected(first >> 4, connection.state), routing);
      return;
    }
    const found = next(framer, limits.maxPacketBytes);
    if (found === "incomplete") break;
    const packet = found === "packet" ? decoder.decode(framer, connection.level) : found;
    if (packet.type === "flaw") {
      closeForFlaw(connection, packet, routing);
      return;
    }
    const lapses = decoder.lapses();
    act(connection, packet, routing);
    for (const lapse of lapses) warn(connection, lapse, routing);
    isHeard = true;
  }
  if (isHeard && connection.state === "connected") routing.setDeadline(connection, now + connection.silenceMs);
}

function mayCome(type: PacketType, state: ConnectionState, routing: Routing): boolean {
  if (awaited[state].includes(type)) return true;
  return state === "connected" && !routing.strict && tolerated.includes(type);
}

function act(connection: Connection, packet: ClientPacket, routing: Routing): void {
  const { session } = connection;
  if (session === undefined) {
    if (packet.type === "foreign CONNECT") refuseForeign(connection, packet, routing);
    else if (packet.type === PacketType.CONNECT) connect(connection, packet, routing);
    return;
  }
  switch (packet.type) {
    case PacketType.PUBLISH:
      publish(connection, session, packet, routing);
      return;
    case PacketType.PUBACK:
    case PacketType.PUBREC:
    case PacketType.PUBCOMP:
      puback(connection, session, packet, routing);
      return;
    case PacketType.PUBREL:
      pubrel(connection, session, packet, routing);
      return;
    case PacketType.SUBSCRIBE:
      subscribe(connection, session, packet, routing);
      return;
    case PacketType.UNSUBSCRIBE:
      unsubscribe(connection, session, packet, routing);
      return;
    case PacketType.PINGREQ:
      pingreq(connection, routing);
      return;
    case PacketType.DISCONNECT:
      disconnect(connection, routing);
  }
}

function unexpected(type: number, state: ConnectionState): Flaw {
  const name = packetNames[type] ?? "packet";
  if (state === "awaiting CONNECT") {
    return { type: "flaw", text: `${name} came first, wanted CONNECT`, clause: "MQTT-3.1.0-1" };
  }
  if (type === PacketType.CONNECT) {
    return { type: "flaw", text: "a second CONNECT came, at most one is allowed", clause: "MQTT-3.1.0-2" };
  }
  return { type: "flaw", text: `${name} came, which is not for a client to send`, clause: "section 2.2.1" };
}
