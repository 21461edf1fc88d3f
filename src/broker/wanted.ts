/** What a test waits for, and why a message is not it; pure. */

import { quote } from "./decode.js";
import type { Verdict } from "./endpoint/verdict.js";
import type { QoS } from "./event.js";
import { harmless } from "./line.js";
import { matches } from "./topics.js";

/** A message that somebody published, by MQTT or by HTTP. */
export interface Message {
  readonly client: string;
  readonly topic: string;
  /** The payload as text; what is not UTF-8 in it becomes U+FFFD. */
  readonly text: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** How many clients it was routed to. */
  readonly subscribers: number;
  /** What the platform would have made of it; undefined if its rules are off. */
  readonly verdict: Verdict | undefined;
}

/** A topic filter, or what answers whether a message is wanted; one that throws says why not. */
export type Wanted = string | ((message: Message) => boolean);

/** Why a message is not wanted, harmless on a terminal; undefined if it is. */
export function whyNot(wanted: Wanted, message: Message): string | undefined {
  if (typeof wanted === "string") return mismatch(wanted, message.topic);
  try {
    return wanted(message) ? undefined : "the predicate says no";
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return `the predicate throws: ${harmless(first)}`;
  }
}

/** Why a topic name is not met by a filter; undefined if it is. Both must be without flaw. */
export function mismatch(filter: string, topic: string): string | undefined {
  if (matches(filter, topic)) return undefined;
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return "the topic begins with $, which no wildcard meets";
  const wanted = filter.split("/");
  const seen = topic.split("/");
  const at = wanted.findIndex((level, index) => level !== "+" && level !== "#" && level !== seen[index]);
  const level = seen[at];
  if (level !== undefined)
    return `level ${at + 1} of the topic is ${harmless(quote(level))}, wanted ${quote(wanted[at] ?? "")}`;
  const count = filter.endsWith("#") ? `${wanted.length - 1} or more` : wanted.length;
  return `the topic has ${seen.length} ${seen.length === 1 ? "level" : "levels"}, wanted ${count}`;
}
