/**
 * The broker without sockets: bytes and times go in, actions come out. It holds no clock and no timer, so it runs in
 * real time behind sockets (server.ts), in virtual time, or in a page.
 *
 *   accept, receive, closed, expire -> actions, in the order in which they must be done
 *   nextExpiry() -> when to call expire
 *
 * Times are milliseconds of any clock that does not run backwards.
 */

import type { Action, ConnectionId } from "./action.js";
import { createConnection, receive as receiveBytes } from "./connection.js";
import type { BrokerEvent, CloseReason, DeliveredEvent } from "./event.js";
import { defaultLimits, type Limits } from "./limits.js";
import { createRetainedMessages } from "./retained.js";
import type { Connection, Routing } from "./routing.js";
import { createTopicTree } from "./topics.js";

export interface Broker {
  /** A connection opened. @param peer where from, for people */
  accept(id: ConnectionId, now: number, peer: string): Action[];
  /** Bytes came in on it. Bytes of a connection that is closed or unknown are passed over. */
  receive(id: ConnectionId, bytes: Uint8Array, now: number): Action[];
  /** It ended from outside: the peer closed it, it broke, or the surroundings had to cut it. */
  closed(id: ConnectionId, reason: CloseReason): Action[];
  /** Ends what has been silent for too long. */
  expire(now: number): Action[];
  /** Ends every connection. */
  stop(): Action[];
  /** When `expire` should be called next: no later than the next deadline; Infinity if there is none. */
  nextExpiry(): number;
  /** How many clients are connected: those that got CONNACK 0. */
  clientCount(): number;
}

/** @param options bounds that differ from `defaultLimits` */
export function createBroker(options: Partial<Limits> = {}): Broker {
  const limits: Limits = { ...defaultLimits, ...options };
  const connections = new Map<ConnectionId, Connection>();
  const subscriptions = createTopicTree<Connection>();
  const clients = new Map<string, Connection>();
  let actions: Action[] = [];
  let expiry = Number.POSITIVE_INFINITY;

  function reply(to: Connection, bytes: Uint8Array): void {
    actions.push({ action: "reply", to: to.id, bytes });
  }

  function deliver(to: Connection, from: Connection, bytes: Uint8Array, event: DeliveredEvent): void {
    actions.push({ action: "deliver", to: to.id, from: from.id, bytes, event });
  }

  function tell(event: BrokerEvent): void {
    actions.push({ action: "tell", event });
  }

  function setDeadline(connection: Connection, deadline: number): void {
    connection.deadline = deadline;
    expiry = Math.min(expiry, deadline);
  }

  function close(connection: Connection, reason: CloseReason): void {
    forget(connection, reason);
    actions.push({ action: "close", connection: connection.id, reason });
  }

  function forget(connection: Connection, reason: CloseReason): void {
    const client = connection.clientId;
    for (const filter of connection.filters) subscriptions.remove(filter, connection);
    connection.state = "closed";
    connections.delete(connection.id);
    if (client !== undefined) clients.delete(client);
    const named = client === undefined ? {} : { client };
    tell({ event: "closed", connection: connection.id, peer: connection.peer, ...named, reason });
  }

  const retained = createRetainedMessages(limits.maxRetainedBytes);
  const routing: Routing = { limits, clients, subscriptions, retained, reply, deliver, close, tell, setDeadline };

  function taken(): Action[] {
    const done = actions;
    actions = [];
    return done;
  }

  return {
    accept(id, now, peer) {
      const connection = createConnection(id, peer, limits.maxPacketBytes);
      connections.set(id, connection);
      setDeadline(connection, now + limits.connectTimeoutMs);
      if (connections.size > limits.maxConnections) {
        close(connection, { kind: "limit", text: `there are ${limits.maxConnections} connections already` });
      }
      return taken();
    },

    receive(id, bytes, now) {
      const connection = connections.get(id);
      if (connection !== undefined) receiveBytes(connection, bytes, now, routing);
      return taken();
    },

    closed(id, reason) {
      const connection = connections.get(id);
      if (connection !== undefined) forget(connection, reason);
      return taken();
    },

    expire(now) {
      expiry = Number.POSITIVE_INFINITY;
      for (const connection of connections.values()) {
        if (connection.deadline <= now) close(connection, silence(connection, limits));
        else expiry = Math.min(expiry, connection.deadline);
      }
      return taken();
    },

    stop() {
      for (const connection of connections.values()) {
        close(connection, { kind: "broker-stopped", text: "the broker stopped" });
      }
      return taken();
    },

    nextExpiry: () => expiry,

    clientCount: () => clients.size,
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
