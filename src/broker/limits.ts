/**
 * The bounds of the broker. A stranger can use up no more than these; what they cost is reported as an event, never
 * passed over in silence.
 */

export interface Limits {
  /** Largest packet taken, header and all, in bytes. A larger one ends its connection. */
  readonly maxPacketBytes: number;
  /**
   * Bytes that may wait for one client: in the queue of its socket, beyond which its QoS 0 messages are dropped, and as
   * messages of QoS 1 and 2 in its session, beyond which further ones are dropped. A client for which twice as much
   * waits in the queue of its socket is cut off.
   */
  readonly maxWaitingBytes: number;
  /** Connections at a time. One more is closed as soon as it opens. */
  readonly maxConnections: number;
  /** Connections at a time from one address. */
  readonly maxConnectionsPerAddress: number;
  /** Subscriptions of one client. */
  readonly maxSubscriptions: number;
  /** Bytes of all subscriptions of all clients, as subscriptionBytes of subscriptions.ts counts them. */
  readonly maxSubscriptionBytes: number;
  /** Levels of a topic name or filter. */
  readonly maxTopicLevels: number;
  /** Messages of QoS 1 and 2 that are sent to one client and not acknowledged; and of QoS 2 from it and not released. */
  readonly maxInFlight: number;
  /** Sessions of clients that are away. Where one more would be kept, the one that is away longest is forgotten. */
  readonly maxSessions: number;
  /** Bytes of the messages of QoS 1 and 2 in all sessions. */
  readonly maxStoredBytes: number;
  /** Bytes of all retained messages, topic names included. */
  readonly maxRetainedBytes: number;
  /** Accepted values that are kept of each tag (endpoint/kept-values.ts). */
  readonly maxHistory: number;
  /** Memory for the kept values of all tags, in bytes, about. */
  readonly maxHistoryBytes: number;
  /** Time that a new connection has for its whole CONNECT, in milliseconds. */
  readonly connectTimeoutMs: number;
}

export const defaultLimits: Limits = {
  maxPacketBytes: 256 * 1024,
  maxWaitingBytes: 1024 * 1024,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 10_000,
  maxSubscriptions: 10_000,
  maxSubscriptionBytes: 64 * 1024 * 1024,
  maxTopicLevels: 1_000,
  maxInFlight: 5_000,
  maxSessions: 10_000,
  maxStoredBytes: 256 * 1024 * 1024,
  maxRetainedBytes: 64 * 1024 * 1024,
  maxHistory: 1_000,
  maxHistoryBytes: 64 * 1024 * 1024,
  connectTimeoutMs: 10_000,
};
