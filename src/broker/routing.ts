/** What a handler works on: one client's connection, and the part of the broker that all connections share. */

import type { Access } from "./access.js";
import type { ConnectionId } from "./action.js";
import type { Decoder } from "./decode.js";
import type { Endpoint } from "./endpoint/endpoint.js";
import type { BrokerEvent, CloseReason, Flaw, ProtocolLevel, QoS } from "./event.js";
import type { Framer } from "./framer.js";
import type { Limits } from "./limits.js";
import type { Publication } from "./packet.js";
import type { RetainedMessages } from "./retained.js";
import type { Session } from "./session.js";
import type { Subscriptions } from "./subscriptions.js";
import type { Topic } from "./topic-cache.js";

/** See connection.ts for the picture. */
export type ConnectionState = "awaiting CONNECT" | "connected" | "closed";

export interface Connection {
  readonly id: ConnectionId;
  /** Where it comes from, for people. */
  readonly peer: string;
  /** The part of that which counts for maxConnectionsPerAddress. */
  readonly address: string;
  readonly framer: Framer;
  state: ConnectionState;
  /** What CONNECT said; undefined before. */
  level: ProtocolLevel | undefined;
  /** The client's session, once it got CONNACK 0. */
  session: Session | undefined;
  /** Published for the client if it ends without DISCONNECT. */
  will: Publication | undefined;
  /** How long the client may be silent, in milliseconds; Infinity for ever. */
  silenceMs: number;
  /** When the broker ends it if nothing comes, in the caller's milliseconds; Infinity for never. */
  deadline: number;
}

export interface Routing {
  readonly limits: Limits;
  /** Nothing passes that the specification forbids. */
  readonly strict: boolean;
  /** Whether someone listens to what happens to each message. */
  readonly tellsMessages: boolean;
  readonly decoder: Decoder;
  /** The platform's rules; undefined if they are off. */
  readonly endpoint: Endpoint | undefined;
  /** When this turn began, in the caller's milliseconds. */
  readonly turn: { now: number };
  readonly access: Access;
  /** By client identifier: those of connected clients, and those kept for clients that are away, in the order of going. */
  readonly sessions: Map<string, Session>;
  readonly subscriptions: Subscriptions<Session>;
  readonly retained: RetainedMessages;
  /** Memory that the messages in all sessions take. */
  readonly stored: { bytes: number };
  /** How many clients are connected. */
  readonly connected: { clients: number };
  /** Answers a client, after all that its earlier packets caused. */
  reply(to: Connection, bytes: Uint8Array): void;
  /** Sends a message to subscribers. @param from whose packet caused it */
  deliver(
    to: readonly ConnectionId[],
    from: Connection,
    bytes: Uint8Array,
    message: { readonly topic: Topic; readonly payload: Uint8Array },
    how: { readonly qos: QoS; readonly retain: boolean; readonly dup: boolean },
  ): void;
  /** Counts a message that a client's session has no room for. */
  dropped(client: string, bytes: number): void;
  /** Ends a connection: its will is published, and its session forgotten if it is clean. */
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

/** What is wrong with a topic that goes deeper than the bound; undefined if nothing is. */
export function depthFlaw({ levels }: Topic, { maxTopicLevels }: Limits): Flaw | undefined {
  if (levels <= maxTopicLevels) return undefined;
  return { type: "flaw", text: `the topic name has ${levels} levels, at most ${maxTopicLevels} are taken` };
}

/** Tells of something that was let pass. */
export function warn(
  connection: Connection,
  flaw: { readonly text: string; readonly clause?: string },
  routing: Routing,
): void {
  const { text, clause } = flaw;
  const client = connection.session?.clientId ?? connection.peer;
  routing.tell(clause === undefined ? { event: "warned", client, text } : { event: "warned", client, text, clause });
}
