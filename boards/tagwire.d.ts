// Made of src/device/publish.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** A message of the sketch's own: to a topic, kept there by the broker for those who subscribe later, or not. */
export interface Message {
  /** 1 to 65,535 bytes without `+` and `#`. */
  topic: string;
  message: string;
  retain?: boolean;
}

/** What a socket has to have: it calls its listeners, and `connected`, with itself as `this`. */
export interface Connection {
  /** `data` with the bytes, one char each; `close` once, with whether by an error. */
  on(event: "data" | "close", listener: () => void): unknown;
  write(bytes: string): unknown;
  end(): unknown;
}

/** What `connect` takes. */
export interface Options {
  /**
   * The broker's name or IPv4 address, 1 to 255 characters; or several, of which the next is tried after each failure.
   * One that has confirmed a value counts as working: it is tried again first.
   */
  host: string | string[];
  /** 1 to 65,535; 1883 if not given. */
  port?: number;
  /** The user's key at the platform, 1 to 255 characters without `/`, `+` and `#`. */
  key: string;
  /** The device as it is called at the platform, 1 to 255 characters without `/`, `+` and `#`. */
  device: string;
  /**
   * Who this is to the broker, 1 to 23 characters (MQTT 3.1, section 3.1). If not given: the device, and ahead of it as
   * much of the end of the board's serial number as there is room for; two clients of one identifier evict each other
   * for ever.
   */
  clientId?: string;
  username?: string;
  /** Goes with a username only (MQTT 3.1, section 3.1). */
  password?: string;
  /** Whether the broker begins anew for each connection; true if not given (MQTT 3.1, section 3.1, Clean session). */
  cleanSession?: boolean;
  /** The longest silence towards the broker in seconds, 10 to 65,535, or 0 for no end to it; 60 if not given. */
  keepAliveS?: number;
  /** Whether the broker keeps each topic's last message for those who subscribe later; false if not given. */
  retain?: boolean;
  /** Said by the broker once the device is gone without a word (MQTT 3.1, section 3.1, Will flag); QoS 0. */
  will?: Message;
  /** Said by the device after each connection, ahead of its values; QoS 0. */
  birth?: Message;
  /**
   * The least time between two values on the wire, in milliseconds, to half of keepAliveS: for accounts that drop what
   * comes sooner. After a loss the next value waits so long from its CONNACK on.
   */
  paceMs?: number;
  /** Whether a value says when it was put: `"time"`, seconds since 1970. None while the clock is not set. */
  stamp?: boolean;
  /** Memory for values that wait, in bytes, 64 to 65,535; 1024 if not given. */
  bufferBytes?: number;
  /** The longest wait before the next connection, in seconds, 1 to 65,535; 15 if not given. */
  retryMaxS?: number;
  /** How long the broker may take for a reply, in milliseconds, 100 to 65,535; 10,000 if not given. */
  replyTimeoutMs?: number;
  /** How long a connection may take to stand, in milliseconds, 100 to 65,535; 15,000 if not given. Where the board waits
   *  for it in `net.connect` (ESP32), the board alone decides. */
  connectTimeoutMs?: number;
  /** What keeps the values in a file of the board's: `spool(...)` of `tagwire/spool`. */
  spool?: { file: string; bytes: number };
  /** Called after each change of `status().state`, in a turn of its own. */
  onStatus?: () => void;
  /** Opens the connection in place of `require("net").connect`: TLS, or whatever has the socket's shape. */
  socket?: (where: { host: string; port: number }, connected?: () => void) => Connection;
}

/** What `status` tells. Every call of `publishValue` and `publish` is in one of waiting, confirmed and dropped. */
export interface Status {
  /** `refused` is `waiting` after the broker answered CONNECT with 1 to 5: it is tried again like any failure. */
  state: "idle" | "connecting" | "connected" | "waiting" | "refused" | "ended";
  /** Values in the buffer, those in flight among them. */
  waiting: number;
  /** Bytes of the buffer that they take. */
  waitingBytes: number;
  /** Values that the broker has taken. */
  confirmed: number;
  /** Values that were not taken, gave way to newer ones, were left at `end`, or were given up as poison. */
  dropped: number;
  /** Connections that the broker accepted, after the first. */
  reconnects: number;
  /**
   * What ended the last connection, 0 before the first end: CONNACK's return code (MQTT 3.1, section 3.2), `closed`,
   * `silence`, `garbage`, `poison` and the tag or topic that was given up, or what `net.connect` threw.
   */
  reason: string | number;
}

/**
 * Opens the connection and keeps it: after every failure it opens anew, 1 s later at first, `retryMaxS` at most.
 *
 * A mistake in the options throws the option and the value seen; docs/errors.md has the sentences. While it is connected, or
 * trying to be, a further call changes nothing, and its options are not looked at: it may stand in a callback of Wi-Fi's.
 * The same goes for a call between `end` and the state `ended`.
 */
export declare function connect(options: Options): void;

/**
 * Puts a value: topic `key/:key/device/:device/tag/:tag`, message `{"value":"21.5"}`. It waits until the broker has taken
 * it, however many connections that takes.
 *
 * Returns whether it was taken: not before `connect` and after `end`, not NaN, undefined or null, and not what is
 * larger than the buffer. When the buffer is full, the oldest value gives way.
 * @param device whose value it is, as a gateway publishes for others; the one of `connect` if not given
 */
export declare function publishValue(tag: string, value: string | number | boolean, device?: string): boolean;

/** Puts a message to a topic of its own; as `publishValue` in all else. */
export declare function publish(topic: string, message: string | number | boolean): boolean;

/** How things stand. */
export declare function status(): Status;

/** Takes no more values, sends those that wait, says DISCONNECT. One connection is given to it; the rest is dropped. */
export declare function end(): void;

/**
 * Calls back once, in a turn of its own, when all that was put before this call is confirmed: with nothing. Else with the
 * reason: `dropped` (one of the values gave way or was given up), `timeout`, or `ended` (after `end`, or ahead of
 * `connect`). Several may wait at a time.
 * @param callback called once
 * @param timeoutMs the longest wait, 1 or more; 30,000 if not given
 */
export declare function flush(callback: (why?: string) => void, timeoutMs?: number): void;
