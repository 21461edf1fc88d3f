/**
 * What the core asks its surroundings to do, as data and in order. The order carries a promise: a `reply` stands after
 * every `deliver` that its connection caused before it, and must leave only after those were handed over (outbox.ts).
 */

import type { BrokerEvent, CloseReason, DeliveredEvent } from "./event.js";

/** A number that the surroundings give to a connection; never used twice in a broker's life. */
export type ConnectionId = number;

/** Send a QoS 0 message to a subscriber, or drop it where too much waits there already. */
export interface Deliver {
  readonly action: "deliver";
  readonly to: ConnectionId;
  /** Whose packet caused it: the publisher, or the subscriber itself for a retained message. */
  readonly from: ConnectionId;
  readonly bytes: Uint8Array;
  /** What to tell the outside once the message is on its way. */
  readonly event: DeliveredEvent;
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

/** Tell the outside. */
export interface Tell {
  readonly action: "tell";
  readonly event: BrokerEvent;
}

export type Action = Deliver | Reply | Close | Tell;
