/** What a handler works on: one client's connection, and the part of the broker that all connections share. */

import type { ConnectionId } from "./action.js";
import type { BrokerEvent, CloseReason, DeliveredEvent, Flaw, ProtocolLevel } from "./event.js";
import type { Framer } from "./framer.js";
import type { Limits } from "./limits.js";
import type { RetainedMessages } from "./retained.js";
import type { TopicTree } from "./topics.js";

/** See connection.ts for the picture. */
export type ConnectionState = "awaiting CONNECT" | "connected" | "closed";

export interface Connection {
  readonly id: ConnectionId;
  /** Where it comes from, for people. */
  readonly peer: string;
  readonly framer: Framer;
  state: ConnectionState;
  /** What CONNECT said; undefined before. */
  level: ProtocolLevel | undefined;
  /** What CONNECT said, or what the broker gave a client that left it empty; undefined before. */
  clientId: string | undefined;
  /** How long the client may be silent, in milliseconds; Infinity for ever. */
  silenceMs: number;
  /** When the broker ends it if nothing comes, in the caller's milliseconds; Infinity for never. */
  deadline: number;
  /** Filters that it is subscribed to. */
  readonly filters: Set<string>;
  /** Packet identifiers of QoS 2 messages that were routed and not yet released by PUBREL. */
  readonly unreleased: Set<number>;
}

export interface Routing {
  readonly limits: Limits;
  /** Connections in state `connected`, by client identifier. */
  readonly clients: Map<string, Connection>;
  readonly subscriptions: TopicTree<Connection>;
  readonly retained: RetainedMessages;
  /** Answers a client, after all that its earlier packets caused. */
  reply(to: Connection, bytes: Uint8Array): void;
  /** Sends a message to a subscriber. @param from whose packet caused it */
  deliver(to: Connection, from: Connection, bytes: Uint8Array, event: DeliveredEvent): void;
  /** Ends a connection and forgets it, its subscriptions included. */
  close(connection: Connection, reason: CloseReason): void;
  tell(event: BrokerEvent): void;
  /** Makes sure that `expire` is called by then. */
  setDeadline(connection: Connection, deadline: number): void;
}

/** Ends a connection because of what its peer sent. */
export function closeForFlaw(connection: Connection, flaw: Flaw, routing: Routing): void {
  const { text, clause } = flaw;
  routing.close(connection, clause === undefined ? { kind: "limit", text } : { kind: "protocol-error", text, clause });
}
