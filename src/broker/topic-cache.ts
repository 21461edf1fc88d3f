/**
 * The topics that were seen last, found by their bytes: a device says the same few again and again, and for those
 * nothing is decoded, checked or looked up in the subscription tree a second time.
 *
 * Each topic has one place, given by a hash of its bytes; another with the same place takes it over. So the cache has a
 * fixed size, and topics made up by a stranger can make it useless but not slow.
 */

import type { Address } from "./endpoint/address.js";
import type { NotAValue } from "./endpoint/verdict.js";
import type { Route } from "./route.js";
import { levelCount } from "./topics.js";

/** A topic name without flaw. */
export interface Topic {
  readonly name: string;
  /** The name as UTF-8: a copy. */
  readonly bytes: Uint8Array;
  readonly levels: number;
  /** Who gets its messages, as of the last one (route.ts). */
  route: Route | undefined;
  /** Which value of the platform it is, or why it is none; undefined until that was asked (endpoint/endpoint.ts). */
  address: Address | NotAValue | undefined;
}

export interface TopicCache {
  /** The topic whose name these bytes are. */
  find(bytes: Uint8Array, start: number, end: number): Topic | undefined;
  put(topic: Topic): void;
}

const PLACES = 2048;

/** Longest name kept, in bytes: with PLACES a bound for the memory. */
const LONGEST = 512;

const encoder = new TextEncoder();

/** @param bytes the name as it came in; encoded here if there are none */
export function createTopic(name: string, bytes: Uint8Array = encoder.encode(name)): Topic {
  return { name, bytes, levels: levelCount(name), route: undefined, address: undefined };
}

export function createTopicCache(): TopicCache {
  const places: (Topic | undefined)[] = new Array(PLACES).fill(undefined);

  return {
    find(bytes, start, end) {
      const topic = places[place(bytes, start, end)];
      return topic !== undefined && isSame(topic.bytes, bytes, start, end) ? topic : undefined;
    },

    put(topic) {
      if (topic.bytes.length <= LONGEST) places[place(topic.bytes, 0, topic.bytes.length)] = topic;
    },
  };
}

/** FNV-1a, folded so that the upper bits count too. */
function place(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 16)) & (PLACES - 1);
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
