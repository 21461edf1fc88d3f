/**
 * The bounds of the broker. A stranger can use up no more than these; what they cost is reported as an event, never
 * passed over in silence.
 */

export interface Limits {
  /** Largest packet taken, header and all, in bytes. A larger one ends its connection. */
  readonly maxPacketBytes: number;
  /** Bytes that may wait for a reader whose socket takes no more; beyond that its QoS 0 messages are dropped. */
  readonly maxWaitingBytes: number;
  /** Connections at a time. One more is closed as soon as it opens. */
  readonly maxConnections: number;
  /** Subscriptions of one client. */
  readonly maxSubscriptions: number;
  /** Levels of a topic name or filter. */
  readonly maxTopicLevels: number;
  /** Bytes of all retained messages, topic names included. */
  readonly maxRetainedBytes: number;
  /** Time that a new connection has for its whole CONNECT, in milliseconds. */
  readonly connectTimeoutMs: number;
}

export const defaultLimits: Limits = {
  maxPacketBytes: 256 * 1024,
  maxWaitingBytes: 1024 * 1024,
  maxConnections: 10_000,
  maxSubscriptions: 10_000,
  maxTopicLevels: 1_000,
  maxRetainedBytes: 64 * 1024 * 1024,
  connectTimeoutMs: 10_000,
};
