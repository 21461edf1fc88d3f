/**
 * The broker without sockets: bytes and times go in, actions come out. It holds no clock and no timer, so it runs in
 * real time behind sockets (server.ts), in virtual time, or in a page.
 *
 *   accept, receive, closed, expire -> actions, in the order in which they must be done
 *   nextExpiry() -> when to call expire
 *
 * Times are milliseconds of any clock that does not run backwards.
 */

import { type AccessOptions, createAccess } from "./access.js";
import type { Action, ConnectionId } from "./action.js";
import { joined } from "./bytes.js";
import { createConnection, receive as receiveBytes } from "./connection.js";
import { createDecoder } from "./decode.js";
import type { Endpoint } from "./endpoint/endpoint.js";
import type { Verdict } from "./endpoint/verdict.js";
import type { BrokerEvent, CloseReason, QoS } from "./event.js";
import { takeRest } from "./framer.js";
import { defaultLimits, type Limits } from "./limits.js";
import { createRetainedMessages } from "./retained.js";
import { route, spread, tellVerdict } from "./route.js";
import type { Connection, Routing } from "./routing.js";
import { endSession, type Session } from "./session.js";
import { createSubscriptions } from "./subscriptions.js";
import { createTopicCache, type Topic } from "./topic-cache.js";

export interface Broker {
  /** A connection opened. @param peer where from, for people; @param address what counts for maxConnectionsPerAddress */
  accept(id: ConnectionId, now: number, peer: string, address?: string): Action[];
  /** Bytes came in on it. Bytes of a connection that is closed or unknown are passed over. */
  receive(id: ConnectionId, bytes: Uint8Array, now: number): Action[];
  /** It ended from outside: the peer closed it, it broke, or the surroundings had to cut it. */
  closed(id: ConnectionId, reason: CloseReason, now: number): Action[];
  /**
   * A message came by HTTP, and this became of it. Only an accepted one goes to its subscribers.
   * @param client who sent it, for people
   * @param how as a PUBLISH has it; QoS 0 and not retained if not given
   */
  put(client: string, topic: Topic, payload: Uint8Array, verdict: Verdict, now: number, how?: PutHow): Action[];
  /** Ends what has been silent for too long. */
  expire(now: number): Action[];
  /** Ends every connection; no will is published. */
  stop(): Action[];
  /** When `expire` should be called next: no later than the next deadline; Infinity if there is none. */
  nextExpiry(): number;
  /** How many clients are connected: those that got CONNACK 0. */
  clientCount(): number;
  /** The client of a connection; undefined if it has none, or has ended. */
  clientOf(id: ConnectionId): string | undefined;
  /** The connections that there are. */
  connections(): Iterable<ConnectionSeen>;
  /** Takes back the bytes of a packet that is not complete: whoever does so gives them again, or others in their place. */
  takeBack(id: ConnectionId): Uint8Array;
  /**
   * Forgets the sessions of clients that are away, as a broker does that lost what it had stored; without `isMeant` all
   * of them, and the retained messages.
   */
  forget(isMeant?: (client: string) => boolean): void;
}

/** How a message goes that came by no PUBLISH. */
export interface PutHow {
  readonly qos?: QoS | undefined;
  readonly retain?: boolean | undefined;
}

/** A connection as others may know it. */
export interface ConnectionSeen {
  readonly id: ConnectionId;
  readonly peer: string;
  readonly address: string;
  /** Undefined before its CONNECT. */
  readonly client: string | undefined;
}

/** How a broker's core differs from the default. */
export interface CoreOptions {
  /** Bounds that differ from `defaultLimits`. */
  readonly limits?: Partial<Limits> | undefined;
  /** Refuse all that the specification forbids; otherwise let pass what mosquitto 2.0 does, with a warning. */
  readonly strict?: boolean | undefined;
  /** Who may come in, read and write; everyone and everything unless told otherwise. */
  readonly access?: AccessOptions | undefined;
  /** The platform's rules for values, which are applied to each message; none unless told otherwise. */
  readonly endpoint?: Endpoint | undefined;
  /** Tell `published` and `delivered`; true unless told otherwise. */
  readonly tellsMessages?: boolean | undefined;
}

/** No connection has this number. */
const NOBODY: ConnectionId = -1;

export function createBroker(options: CoreOptions = {}): Broker {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { strict = false, access = {}, tellsMessages = true, endpoint } = options;
  const connections = new Map<ConnectionId, Connection>();
  /** How many connections each address has. */
  const addresses = new Map<string, number>();
  const sessions = new Map<string, Session>();
  const subscriptions = createSubscriptions<Session>();
  const drops = new Map<string, { messages: number; bytes: number }>();
  let actions: Action[] = [];
  /** Replies of this turn that have not become an action yet: they leave together. */
  let replies: Uint8Array[] = [];
  let repliesTo: Connection | undefined;
  let expiry = Number.POSITIVE_INFINITY;

  const routing: Routing = {
    limits,
    strict,
    tellsMessages,
    decoder: createDecoder(strict, createTopicCache()),
    access: createAccess(access),
    endpoint,
    turn: { now: 0 },
    sessions,
    subscriptions,
    retained: createRetainedMessages(limits.maxRetainedBytes),
    stored: { bytes: 0 },
    connected: { clients: 0 },

    reply(to, bytes) {
      if (repliesTo !== to) flushReplies();
      repliesTo = to;
      replies.push(bytes);
    },

    deliver(to, from, bytes, { topic, payload }, { qos, retain, dup }) {
      // A client's own messages keep their place among its replies; those of others need not.
      if (repliesTo !== undefined && to.includes(repliesTo.id)) flushReplies();
      const event = tellsMessages
        ? ({ event: "delivered", topic: topic.name, payload, qos, retain, dup } as const)
        : undefined;
      actions.push({ action: "deliver", to, from: from.id, bytes, droppable: qos === 0, event });
    },

    dropped(client, bytes) {
      const sum = drops.get(client);
      if (sum === undefined) {
        drops.set(client, { messages: 1, bytes });
      } else {
        sum.messages += 1;
        sum.bytes += bytes;
      }
    },

    close(connection, reason) {
      flushReplies();
      forget(connection, reason);
      actions.push({ action: "close", connection: connection.id, reason });
      publishWill(connection, reason);
    },

    tell(event: BrokerEvent) {
      actions.push({ action: "tell", event });
    },

    setDeadline(connection, deadline) {
      connection.deadline = deadline;
      expiry = Math.min(expiry, deadline);
    },
  };

  function flushReplies(): void {
    if (repliesTo === undefined) return;
    actions.push({ action: "reply", to: repliesTo.id, bytes: joined(replies) });
    replies = [];
    repliesTo = undefined;
  }

  function forget(connection: Connection, reason: CloseReason): void {
    const { id, peer, session } = connection;
    connection.state = "closed";
    connections.delete(id);
    count(connection.address, -1);
    if (session === undefined) {
      routing.tell({ event: "closed", connection: id, peer, reason });
      return;
    }
    routing.connected.clients -= 1;
    session.connection = undefined;
    if (session.subscriptions.size > 0) subscriptions.touch();
    if (session.clean) endSession(session, routing);
    else keepSession(session);
    routing.tell({ event: "closed", connection: id, peer, client: session.clientId, reason });
  }

  /** MQTT-3.1.2-8: after every end but DISCONNECT. When the broker stops there is nobody to read it. */
  function publishWill(connection: Connection, reason: CloseReason): void {
    const { will } = connection;
    if (will !== undefined && reason.kind !== "broker-stopped") route(connection, will, routing);
  }

  /** The client went away and may come back. */
  function keepSession(session: Session): void {
    sessions.delete(session.clientId);
    sessions.set(session.clientId, session);
    if (sessions.size - routing.connected.clients <= limits.maxSessions) return;
    for (const oldest of sessions.values()) {
      if (oldest.connection !== undefined) continue;
      endSession(oldest, routing);
      const text = `its session is forgotten: ${limits.maxSessions} sessions of clients that are away are kept at most`;
      routing.tell({ event: "warned", client: oldest.clientId, text });
      return;
    }
  }

  function count(address: string, change: 1 | -1): number {
    const sum = (addresses.get(address) ?? 0) + change;
    if (sum === 0) addresses.delete(address);
    else addresses.set(address, sum);
    return sum;
  }

  function taken(): Action[] {
    flushReplies();
    if (drops.size > 0) {
      for (const [client, { messages, bytes }] of drops) {
        routing.tell({ event: "dropped", client, messages, bytes, from: "session" });
      }
      drops.clear();
    }
    const done = actions;
    actions = [];
    return done;
  }

  return {
    accept(id, now, peer, address = peer) {
      routing.turn.now = now;
      const connection = createConnection(id, peer, address);
      connections.set(id, connection);
      const fromThere = count(address, 1);
      routing.setDeadline(connection, now + limits.connectTimeoutMs);
      if (connections.size > limits.maxConnections) {
        const text = `there are ${limits.maxConnections} connections already`;
        routing.close(connection, { kind: "limit", text });
      } else if (fromThere > limits.maxConnectionsPerAddress) {
        const text = `there are ${limits.maxConnectionsPerAddress} connections from ${address} already`;
        routing.close(connection, { kind: "limit", text });
      }
      return taken();
    },

    receive(id, bytes, now) {
      routing.turn.now = now;
      const connection = connections.get(id);
      if (connection !== undefined) receiveBytes(connection, bytes, now, routing);
      return taken();
    },

    closed(id, reason, now) {
      routing.turn.now = now;
      const connection = connections.get(id);
      if (connection === undefined) return [];
      forget(connection, reason);
      publishWill(connection, reason);
      return taken();
    },

    put(client, topic, payload, verdict, now, { qos = 0, retain = false } = {}) {
      routing.turn.now = now;
      const judgement = { by: "HTTP", verdict } as const;
      if (verdict.verdict === "accepted") {
        const from = createConnection(NOBODY, client, client);
        spread(from, { topic, payload, qos, retain, dup: false, relay: undefined }, judgement, routing);
      } else if (tellsMessages) {
        tellVerdict(client, { topic, payload }, judgement, routing);
      }
      return taken();
    },

    expire(now) {
      routing.turn.now = now;
      expiry = Number.POSITIVE_INFINITY;
      for (const connection of connections.values()) {
        if (connection.deadline <= now) routing.close(connection, silence(connection, limits));
        else expiry = Math.min(expiry, connection.deadline);
      }
      return taken();
    },

    stop() {
      for (const connection of connections.values()) {
        routing.close(connection, { kind: "broker-stopped", text: "the broker stopped" });
      }
      return taken();
    },

    nextExpiry: () => expiry,

    clientCount: () => routing.connected.clients,

    clientOf: (id) => connections.get(id)?.session?.clientId,

    *connections() {
      for (const { id, peer, address, session } of connections.values()) {
        yield { id, peer, address, client: session?.clientId };
      }
    },

    takeBack(id) {
      const connection = connections.get(id);
      return connection === undefined ? new Uint8Array(0) : takeRest(connection.framer);
    },

    forget(isMeant) {
      for (const session of sessions.values()) {
        if (session.connection === undefined && (isMeant?.(session.clientId) ?? true)) endSession(session, routing);
      }
      if (isMeant === undefined) routing.retained.clear();
    },
  };
}

function silence(connection: Connection, limits: Limits): CloseReason {
  if (connection.state === "awaiting CONNECT") {
    return {
      kind: "connect-timeout",
      text: `no CONNECT came within ${limits.connectTimeoutMs} ms`,
      clause: "section 3.1.4",
    };
  }
  const text = `nothing came for ${connection.silenceMs} ms, one and a half times the keep-alive`;
  return { kind: "keep-alive", text, clause: "MQTT-3.1.2-24" };
}
