/**
 * What is said beside the values: packets that are owed no reply. They go ahead of a batch.
 *
 * The filters stand ready in one string as SUBSCRIBE has them, so a connection asks for all of them at once and without a
 * loop. (A parameter here has another name than what its caller gives it: minifiers put the function in place then.)
 */
import { acks, clearAcks, renew } from "./frame";
import { isKept } from "./options";
import { char, packet, utf } from "./packet";

// MQTT 3.1, sections 3.8 and 3.10
const SUBSCRIBE = "\x82";
const UNSUBSCRIBE = "\xa2";
const QOS_0 = "\0";
const QOS_1 = "\x01";
/**
 * The message id of every SUBSCRIBE: one that is answered at all is answered by the PINGRESP, so there are never two of
 * them. As a number it is more than a SUBACK has bytes: taken for a message, that has a topic beyond its end.
 */
const ID = "id";
/** The upper byte of those of UNSUBSCRIBE; the lower one counts. */
const OTHER_IDS = "u";

/**
 * All filters as SUBSCRIBE has them, with QoS 0 and with 1: which it is to be only `connect` says. The second is there
 * where the sketch may ask for it.
 */
let all = "";
let kept = "";
/** Those that the broker is to be asked for next; without a meaning, or a value, until a connection begins. */
let unasked: string;
/** The packets that end subscriptions. */
let farewells = "";
let ended = 0;

/** A filter as SUBSCRIBE has it; its QoS is left out where that is not always 0. */
export function request(text: string): string {
  return HAS_CLEAN_SESSION ? utf(text) : utf(text) + QOS_0;
}

/** Asks for the messages to one filter, on this connection and each to come. */
export function ask(entry: string, isConnected: unknown): void {
  all += HAS_CLEAN_SESSION ? entry + QOS_0 : entry;
  if (!HAS_CLEAN_SESSION) unasked += entry;
  else {
    kept += entry + QOS_1;
    // ahead of `connect` nobody knows
    if (isConnected) unasked += entry + (isKept() ? QOS_1 : QOS_0);
  }
}

/** The list without that entry, if it is there. (`replace` would also take away what is only begun at the end.) */
function without(list: string, entry: string): string {
  const at = list.lastIndexOf(entry);
  return at < 0 ? list : list.slice(0, at) + list.slice(at + entry.length);
}

/** Asks for no more of them. It is said ahead of all that is asked for, so a filter may come again. */
export function leave(text: string, isConnected: unknown): void {
  const one = utf(text);
  all = without(all, one + QOS_0);
  if (HAS_CLEAN_SESSION) kept = without(kept, one + QOS_1);
  if (unasked) unasked = without(unasked, one + (isKept() ? QOS_1 : QOS_0));
  if (isConnected) {
    ended++;
    farewells += packet(UNSUBSCRIBE, OTHER_IDS + char(BOARD_UNICODE ? ended & 255 : ended) + one);
  }
}

/** A connection begins: all is to be asked for, and what the one before has left is forgotten. */
export function askAll(): void {
  renew();
  unasked = isKept() ? kept : all;
  if (UNSUBSCRIBES) farewells = "";
}

/** Not empty where there is something to say. */
export function pending(): string {
  return (HAS_CLEAN_SESSION && acks) || (UNSUBSCRIBES && farewells) || unasked;
}

/** All that is to be said. */
export function aside(): string {
  const first = HAS_CLEAN_SESSION ? (UNSUBSCRIBES ? acks + farewells : acks) : farewells;
  if (HAS_CLEAN_SESSION || UNSUBSCRIBES) return first + (unasked && packet(SUBSCRIBE, ID + unasked));
  return unasked && packet(SUBSCRIBE, ID + unasked);
}

/** It has been said. */
export function clear(): void {
  if (HAS_CLEAN_SESSION) clearAcks();
  unasked = "";
  if (UNSUBSCRIBES) farewells = "";
}
