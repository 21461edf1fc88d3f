/**
 * What the core asks its surroundings to do, as data and in order. The order carries a promise: a `reply` stands after
 * every `deliver` that its connection caused before it, and must leave only after those were handed over (outbox.ts).
 */

import type { BrokerEvent, CloseReason, DeliveredEvent } from "./event.js";

/** A number that the surroundings give to a connection; never used twice in a broker's life. */
export type ConnectionId = number;

/** Send a message to subscribers; they share one encoding of it. */
export interface Deliver {
  readonly action: "deliver";
  readonly to: readonly ConnectionId[];
  /** Whose packet caused it: the publisher, or the subscriber itself for a message that it asked for. */
  readonly from: ConnectionId;
  readonly bytes: Uint8Array;
  /** A message of QoS 0: dropped for those for whom too much waits already. */
  readonly droppable: boolean;
  /** What to tell the outside, for each subscriber, once the message is on its way; undefined if nobody listens. */
  readonly event: Omit<DeliveredEvent, "client"> | undefined;
}

/** Answer a client. Answers of one connection keep their order. */
export interface Reply {
  readonly action: "reply";
  readonly to: ConnectionId;
  readonly bytes: Uint8Array;
}

/** End a connection after what was written to it; the core has forgotten it already. */
export interface Close {
  readonly action: "close";
  readonly connection: ConnectionId;
  readonly reason: CloseReason;
}

/** End a connection with a reset behind what was written to it; the core has forgotten it already. Only faults ask it. */
export interface Reset {
  readonly action: "reset";
  readonly connection: ConnectionId;
}

/** Read no more from a connection, or go on with it. Only faults ask it. */
export interface Pause {
  readonly action: "pause";
  readonly connection: ConnectionId;
  readonly isPaused: boolean;
}

/** Tell the outside. */
export interface Tell {
  readonly action: "tell";
  readonly event: BrokerEvent;
}

export type Action = Deliver | Reply | Close | Reset | Pause | Tell;
