// Made of src/device/subscribe.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** Gets each message whose topic its filter matches. */
export type Listener = (topic: string, message: string) => void;

/**
 * How many bytes of a packet are kept, 64 to 65,535; 512 if not called. A message of more, counted with its topic and 6
 * bytes, is passed over.
 */
export declare function limitMessage(bytes: number): void;

/** What `subscriptions` tells. */
export interface Subscriptions {
  /** Messages that came whole. */
  received: number;
  /** Messages that were passed over, for they were too long. */
  skipped: number;
  /** Filters that the broker has granted on this connection. */
  granted: number;
  /** Filters that it has refused on this connection, or granted with a lower QoS. */
  refused: number;
  /** Calls of a listener that threw. */
  thrown: number;
}

/**
 * Calls the listener with each message to a topic that the filter matches, `+` for one level and `#` for all that follow
 * (MQTT 3.1, appendix A), on this connection and those to come. A filter has one listener: the last. Each call has a turn
 * of its own.
 *
 * QoS is 0, or 1 where `connect` is given `cleanSession: false`: there the broker keeps what comes while the device is
 * away.
 */
export declare function subscribe(filter: string, listener: Listener): void;

/** Ends that. Where the broker is not there it is not told, and with `cleanSession: false` goes on. */
export declare function unsubscribe(filter: string): void;

/** What has become of what was asked, and of what the broker said. */
export declare function subscriptions(): Subscriptions;
