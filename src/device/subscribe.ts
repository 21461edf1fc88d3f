/**
 * `tagwire/subscribe`: messages from the broker to the sketch, commands above all. What is subscribed is asked for anew on
 * each connection, for the broker may have forgotten it.
 *
 * SUBSCRIBE goes ahead of a batch, and so of its PINGREQ: what a broker answers at all has come by the PINGRESP. Nobody
 * waits for the answer; the next connection asks again.
 */
import { ask, leave, request } from "./aside";
import { granted, received, refused, skipped } from "./frame";
import { call, type Listener, listenAlone, listeners, only, thrown } from "./listeners";
import { socket, speak } from "./session";

export { limitMessage } from "./frame";
export type { Listener } from "./listeners";

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
export function subscribe(filter: string, listener: Listener): void {
  if (ONE_FILTER ? !only : !listeners[filter]) {
    ask(request(filter), socket);
    if (socket) speak();
  }
  if (COUNTS) listener = call.bind(0, listener);
  if (ONE_FILTER) listenAlone(listener);
  else listeners[filter] = listener;
}

/** Ends that. Where the broker is not there it is not told, and with `cleanSession: false` goes on. */
export function unsubscribe(filter: string): void {
  delete listeners[filter];
  leave(filter, socket);
  if (socket) speak();
}

/** What has become of what was asked, and of what the broker said. */
export function subscriptions(): Subscriptions {
  return { received: received, skipped: skipped, granted: granted, refused: refused, thrown: thrown };
}
