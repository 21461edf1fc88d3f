/**
 * Tagwire on the device: `connect` once, then `publishValue` whenever there is a reading. One client per board; after
 * `connect` nothing throws into the sketch.
 */

import { allot, dropped, lose, poison, size } from "./buffer";
import { check } from "./check";
import { type Options, settle } from "./options";
import {
  accepted,
  begin,
  CLOSED,
  confirmedValues,
  finish,
  offer,
  POISON,
  putQuickly,
  putValue,
  reason,
  state,
  timer,
  waitingBytes,
  waitingValues,
} from "./session";
import { address, messageRecord } from "./values";

export { flush } from "./flush";
export type { Options } from "./options";

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
export function connect(options: Options): void {
  // Nobody has defined that name, which is the cheapest way to stop with one line: `"T0" is not defined`.
  if (process.version < "2v2") T0;
  if (!timer) {
    settle(options);
    if (UNCHECKED) check();
    address();
    allot();
    begin();
  }
}

/**
 * Puts a value: topic `key/:key/device/:device/tag/:tag`, message `{"value":"21.5"}`. It waits until the broker has taken
 * it, however many connections that takes.
 *
 * Returns whether it was taken: not before `connect` and after `end`, not NaN, undefined or null, and not what is
 * larger than the buffer. When the buffer is full, the oldest value gives way.
 * @param device whose value it is, as a gateway publishes for others; the one of `connect` if not given
 */
export const publishValue: (tag: string, value: string | number | boolean, device?: string) => boolean = LANE
  ? putQuickly
  : putValue;

/** Puts a message to a topic of its own; as `publishValue` in all else. */
export function publish(topic: string, message: string | number | boolean): boolean {
  return size && message != null && message == message ? offer(messageRecord(topic, message)) : lose();
}

/** Why a connection ended, from `CLOSED` on. */
const REASONS = ["closed", "silence", "garbage"];

function reasonInWords(): string | number {
  if (reason == POISON) return "poison " + poison;
  return REASONS[(reason as number) - CLOSED] || reason;
}

/** How things stand. */
export function status(): Status {
  return {
    state: state(),
    waiting: waitingValues(),
    waitingBytes: waitingBytes(),
    confirmed: confirmedValues(),
    dropped: dropped,
    reconnects: accepted && accepted - 1,
    reason: reasonInWords(),
  };
}

/** Takes no more values, sends those that wait, says DISCONNECT. One connection is given to it; the rest is dropped. */
export function end(): void {
  finish();
}
