/**
 * The last message of each topic that was published with the retain flag; a new subscriber gets those that its filter
 * meets. An empty message deletes (MQTT 3.1, section 3.3; MQTT 3.1.1, section 3.3.1.3).
 */

import { matches } from "./topics.js";

export interface RetainedMessages {
  /**
   * Keeps a copy of the payload in place of the topic's former message; an empty payload only deletes that.
   * @returns false if there was no room: then the topic has no retained message any more
   */
  put(topic: string, payload: Uint8Array): boolean;
  /** Messages whose topic meets the filter. */
  match(filter: string): Iterable<{ readonly topic: string; readonly payload: Uint8Array }>;
}

/** @param maxBytes room for all payloads and topic names, a character counted as two bytes */
export function createRetainedMessages(maxBytes: number): RetainedMessages {
  const messages = new Map<string, Uint8Array>();
  let bytes = 0;

  function put(topic: string, payload: Uint8Array): boolean {
    const former = messages.get(topic);
    if (former !== undefined) {
      bytes -= size(topic, former);
      messages.delete(topic);
    }
    if (payload.length === 0) return true;
    if (bytes + size(topic, payload) > maxBytes) return false;
    bytes += size(topic, payload);
    messages.set(topic, payload.slice());
    return true;
  }

  function* match(filter: string) {
    for (const [topic, payload] of messages) {
      if (matches(filter, topic)) yield { topic, payload };
    }
  }

  return { put, match };
}

function size(topic: string, payload: Uint8Array): number {
  return 2 * topic.length + payload.length;
}
