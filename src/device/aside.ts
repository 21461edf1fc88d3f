/** What is said beside the values: packets that are owed no reply. They go ahead of a batch. */
import { listeners } from "./listeners";
import { options } from "./options";
import { char, packet, utf } from "./packet";

// MQTT 3.1, sections 3.4, 3.8 and 3.10
const PUBACK = "\x40\x02";
const SUBSCRIBE = "\x82";
const UNSUBSCRIBE = "\xa2";
/** The upper byte of all message ids here; the lower one counts. */
const IDS = "\xff";

let id = 0;
/** Those that are to be said next. */
export let aside = "";

/** Whether messages come with QoS 1: where the broker keeps the session, for only there that saves any. */
export function isKept(): boolean {
  return HAS_CLEAN_SESSION && options.cleanSession == false;
}

/** Asks for the messages to one filter. */
export function ask(filter: string): void {
  id++;
  aside += packet(SUBSCRIBE, IDS + char(BOARD_UNICODE ? id & 255 : id) + utf(filter) + (isKept() ? "\x01" : "\0"));
}

/** Asks for no more of them. */
export function leave(filter: string): void {
  id++;
  aside += packet(UNSUBSCRIBE, IDS + char(BOARD_UNICODE ? id & 255 : id) + utf(filter));
}

/** Says that a message has come. */
export function acknowledge(messageId: string): void {
  aside += PUBACK + messageId;
}

/** All has been said, or in vain. */
export function clear(): void {
  aside = "";
}

/** Asks for all that is listened to. */
export function askAll(): void {
  for (const filter in listeners) ask(filter);
}
