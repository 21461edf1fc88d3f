/**
 * What the broker keeps for a client by its identifier: its subscriptions, and the messages of QoS 1 and 2 on their way
 * to it and from it. A clean session ends with its connection, another one stays until a clean one takes its place.
 *
 * A message to the client (MQTT 3.1.1, section 4.3):
 *
 *               a place in flight is free         PUBACK
 *   waiting ----------------------------> sent ----------> done        QoS 1
 *                                           |  PUBREC          PUBCOMP
 *                                           +---------> released ----> done        QoS 2
 *
 * After a new connection all that is not done is sent again in its old order: what was sent with DUP, what was released
 * as PUBREL (MQTT-4.4.0-1, MQTT-4.6.0-1).
 */

import { PacketType } from "../spec.js";
import { acknowledgement, readdressed } from "./encode.js";
import type { Flaw, QoS } from "./event.js";
import { packetNames } from "./packet.js";
import type { Connection, Routing } from "./routing.js";
import { type StoredMessage, storedBytes } from "./stored.js";

export interface Session {
  readonly clientId: string;
  clean: boolean;
  /** The client's connection; undefined while it is away. */
  connection: Connection | undefined;
  /** As of its last CONNECT; what it may read hangs on it. */
  username: string | undefined;
  /** QoS by filter; one empty map stands for all that have none. */
  subscriptions: Map<string, QoS>;
  /** What is on its way to the client; undefined while there was nothing yet. */
  outgoing: Outgoing | undefined;
  /** Messages of QoS 2 from the client that wait for their PUBREL, by packet identifier; undefined likewise. */
  incoming: Map<number, Incoming> | undefined;
  /** Memory that its messages take, in bytes. */
  storedBytes: number;
}

/** A message of QoS 2 that is to be routed when it is released. */
export interface Incoming {
  readonly message: StoredMessage;
  readonly retain: boolean;
}

interface Outgoing {
  /** Sent or released, oldest first, by packet identifier. */
  readonly inFlight: Map<number, Sent>;
  readonly waiting: Waiting[];
  lastPacketId: number;
}

interface Waiting {
  readonly message: StoredMessage;
  readonly qos: 1 | 2;
  readonly retain: boolean;
}

interface Sent extends Waiting {
  readonly packetId: number;
  /** PUBREC came: the message is the client's, what is owed is PUBREL. */
  isReleased: boolean;
}

/** How many packet identifiers there are: from 1 on (MQTT-2.3.1-1). */
const PACKET_IDS = 65_535;

/** Never written to: most clients only publish, and an empty map is not small. */
const NONE: Map<string, QoS> = new Map();

export function createSession(clientId: string, clean: boolean): Session {
  return {
    clientId,
    clean,
    connection: undefined,
    username: undefined,
    subscriptions: NONE,
    outgoing: undefined,
    incoming: undefined,
    storedBytes: 0,
  };
}

/** Subscribes, or changes the QoS of a subscription. */
export function addSubscription(session: Session, filter: string, qos: QoS, routing: Routing): void {
  if (session.subscriptions === NONE) session.subscriptions = new Map();
  session.subscriptions.set(filter, qos);
  routing.subscriptions.add(filter, session, qos);
}

/** Takes room for a message in a session; false if there is none. */
export function takeRoom(session: Session, message: StoredMessage, routing: Routing): boolean {
  const bytes = storedBytes(message);
  const { maxWaitingBytes, maxStoredBytes } = routing.limits;
  if (session.storedBytes + bytes > maxWaitingBytes || routing.stored.bytes + bytes > maxStoredBytes) return false;
  session.storedBytes += bytes;
  routing.stored.bytes += bytes;
  return true;
}

export function giveRoomBack(session: Session, message: StoredMessage, routing: Routing): void {
  const bytes = storedBytes(message);
  session.storedBytes -= bytes;
  routing.stored.bytes -= bytes;
}

/**
 * Sends a message of QoS 1 or 2, now or when the client is there and has acknowledged others.
 * @param from whose packet caused it
 */
export function send(
  session: Session,
  message: StoredMessage,
  how: Omit<Waiting, "message">,
  from: Connection,
  routing: Routing,
): void {
  if (!takeRoom(session, message, routing)) {
    routing.dropped(session.clientId, message.packet.length);
    return;
  }
  session.outgoing ??= { inFlight: new Map(), waiting: [], lastPacketId: 0 };
  const { outgoing } = session;
  const waiting: Waiting = { message, qos: how.qos, retain: how.retain };
  // Nothing overtakes what waits (MQTT-4.6.0-5): while something does, there is no place.
  if (session.connection !== undefined && hasPlace(outgoing, routing)) {
    sendFirst(session.connection, outgoing, waiting, from, routing);
  } else {
    outgoing.waiting.push(waiting);
  }
}

function hasPlace(outgoing: Outgoing, routing: Routing): boolean {
  return outgoing.inFlight.size < Math.min(routing.limits.maxInFlight, PACKET_IDS);
}

function sendFirst(to: Connection, outgoing: Outgoing, waiting: Waiting, from: Connection, routing: Routing): void {
  const { message, qos, retain } = waiting;
  const sent: Sent = { message, qos, retain, packetId: freePacketId(outgoing), isReleased: false };
  outgoing.inFlight.set(sent.packetId, sent);
  sendPublish(to, sent, false, from, routing);
}

/** From 1 to 65,535 and round again, past those that are in use (MQTT-2.3.1-4). */
function freePacketId(outgoing: Outgoing): number {
  do outgoing.lastPacketId = (outgoing.lastPacketId % PACKET_IDS) + 1;
  while (outgoing.inFlight.has(outgoing.lastPacketId));
  return outgoing.lastPacketId;
}

function sendPublish(to: Connection, sent: Sent, dup: boolean, from: Connection, routing: Routing): void {
  const { message, qos, retain, packetId } = sent;
  const bytes = readdressed(message.packet, message.idAt, { qos, retain, dup, packetId });
  routing.deliver([to.id], from, bytes, message, { qos, retain, dup });
}

/** The client is back: all that was not done with, in its order, and then what waits. */
export function resume(session: Session, connection: Connection, routing: Routing): void {
  const { outgoing } = session;
  if (outgoing === undefined) return;
  for (const sent of outgoing.inFlight.values()) {
    if (sent.isReleased) routing.reply(connection, acknowledgement(PacketType.PUBREL, sent.packetId));
    else sendPublish(connection, sent, true, connection, routing);
  }
  sendWaiting(connection, outgoing, routing);
}

function sendWaiting(connection: Connection, outgoing: Outgoing, routing: Routing): void {
  let count = 0;
  for (const waiting of outgoing.waiting) {
    if (!hasPlace(outgoing, routing)) break;
    sendFirst(connection, outgoing, waiting, connection, routing);
    count += 1;
  }
  if (count > 0) outgoing.waiting.splice(0, count);
}

/** What an acknowledgement did: it ended or moved on a message, or it answers nothing, or it is the wrong answer. */
export type Acknowledged = "done" | "unknown" | Flaw;

/** PUBACK of a QoS 1 message, PUBCOMP of a released QoS 2 message: the message is done with. */
export function finish(
  session: Session,
  connection: Connection,
  type: PacketType.PUBACK | PacketType.PUBCOMP,
  packetId: number,
  routing: Routing,
): Acknowledged {
  const { outgoing } = session;
  const sent = outgoing?.inFlight.get(packetId);
  if (outgoing === undefined || sent === undefined) return "unknown";
  if (type !== awaited(sent)) return wrongAnswer(sent, type);
  outgoing.inFlight.delete(packetId);
  giveRoomBack(session, sent.message, routing);
  sendWaiting(connection, outgoing, routing);
  return "done";
}

/** PUBREC: the message is the client's now, and only PUBREL is sent again (MQTT-4.3.3-1). */
export function release(session: Session, packetId: number): Acknowledged {
  const sent = session.outgoing?.inFlight.get(packetId);
  if (sent === undefined) return "unknown";
  if (sent.qos === 1) return wrongAnswer(sent, PacketType.PUBREC);
  sent.isReleased = true;
  return "done";
}

/** What the client has to say next of a message. */
function awaited({ qos, isReleased }: Sent): PacketType {
  return qos === 1 ? PacketType.PUBACK : isReleased ? PacketType.PUBCOMP : PacketType.PUBREC;
}

function wrongAnswer(sent: Sent, type: PacketType): Flaw {
  const wanted = packetNames[awaited(sent)];
  const seen = packetNames[type];
  const text = `${seen} answers message ${sent.packetId} of QoS ${sent.qos}, wanted ${wanted}`;
  return { type: "flaw", text, clause: sent.qos === 1 ? "MQTT-4.3.2-2" : "MQTT-4.3.3-1" };
}

/** Forgets a session: its messages, its subscriptions, and the session itself. */
export function endSession(session: Session, routing: Routing): void {
  for (const filter of session.subscriptions.keys()) routing.subscriptions.remove(filter, session);
  routing.stored.bytes -= session.storedBytes;
  routing.sessions.delete(session.clientId);
  // A route that a topic still has may hold the session for a while; its messages go now.
  session.subscriptions = NONE;
  session.outgoing = session.incoming = undefined;
  session.storedBytes = 0;
}
