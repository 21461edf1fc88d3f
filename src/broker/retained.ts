/**
 * The last message of each topic that was published with the retain flag; a new subscriber gets those that its filter
 * meets. An empty message deletes (MQTT 3.1, section 3.3; MQTT 3.1.1, section 3.3.1.3). They hang in a tree by the levels
 * of their topics, so that a filter without wildcards finds its one message at once.
 */

import { type StoredMessage, storedBytes } from "./stored.js";

export interface RetainedMessages {
  /**
   * Keeps a message in place of the topic's former one; an empty one only deletes that.
   * @returns false if there was no room: then the topic has no retained message any more
   */
  put(message: StoredMessage): boolean;
  /**
   * Calls `found` with each message whose topic meets the filter.
   * @param patience how many branches may be looked at
   * @returns how many were; more than `patience` if the search was given up
   */
  match(filter: string, patience: number, found: (message: StoredMessage) => void): number;
  /** Forgets them all. */
  clear(): void;
}

interface Branch {
  below: Map<string, Branch> | undefined;
  message: StoredMessage | undefined;
}

/** What a branch takes, in bytes, about. */
const BRANCH_BYTES = 200;

/** @param maxBytes room for all messages and the branches that they hang on */
export function createRetainedMessages(maxBytes: number): RetainedMessages {
  const root: Branch = { below: undefined, message: undefined };
  let bytes = 0;

  function size(message: StoredMessage): number {
    return storedBytes(message) + BRANCH_BYTES * message.topic.levels;
  }

  function remove(topic: string): void {
    const levels = topic.split("/");
    const path = [root];
    for (const level of levels) {
      const next = path.at(-1)?.below?.get(level);
      if (next === undefined) return;
      path.push(next);
    }
    const last = path.at(-1);
    if (last?.message === undefined) return;
    bytes -= size(last.message);
    last.message = undefined;
    for (let depth = levels.length; depth > 0; depth--) {
      const leaf = path[depth];
      if (leaf === undefined || leaf.message !== undefined || (leaf.below?.size ?? 0) > 0) return;
      path[depth - 1]?.below?.delete(levels[depth - 1] ?? "");
    }
  }

  function put(message: StoredMessage): boolean {
    remove(message.topic.name);
    if (message.payload.length === 0) return true;
    if (bytes + size(message) > maxBytes) return false;
    bytes += size(message);
    let here = root;
    for (const level of message.topic.name.split("/")) {
      here.below ??= new Map();
      let next = here.below.get(level);
      if (next === undefined) {
        next = { below: undefined, message: undefined };
        here.below.set(level, next);
      }
      here = next;
    }
    here.message = message;
    return true;
  }

  function match(filter: string, patience: number, found: (message: StoredMessage) => void): number {
    let looked = 0;
    collect(root, filter.split("/"), 0, (branch, isMet) => {
      looked += 1;
      if (looked > patience) return false;
      if (isMet && branch.message !== undefined) found(branch.message);
      return true;
    });
    return looked;
  }

  function clear(): void {
    root.below = undefined;
    root.message = undefined;
    bytes = 0;
  }

  return { put, match, clear };
}

/** What a search calls with each branch that it looks at: false ends it. */
type Visit = (branch: Branch, isMet: boolean) => boolean;

function collect(here: Branch, levels: readonly string[], depth: number, visit: Visit): boolean {
  const level = levels[depth];
  if (level === "#") return collectAll(here, depth > 0, visit); // `a/#` is met by `a` too (section 4.7.1.2)
  if (!visit(here, level === undefined)) return false;
  if (level === undefined || here.below === undefined) return true;
  if (level !== "+") {
    const next = here.below.get(level);
    return next === undefined || collect(next, levels, depth + 1, visit);
  }
  for (const [name, next] of here.below) {
    if (depth === 0 && name.startsWith("$")) continue; // MQTT-4.7.2-1
    if (!collect(next, levels, depth + 1, visit)) return false;
  }
  return true;
}

function collectAll(here: Branch, isBelowTop: boolean, visit: Visit): boolean {
  if (!visit(here, isBelowTop)) return false;
  if (here.below === undefined) return true;
  for (const [name, next] of here.below) {
    if (!isBelowTop && name.startsWith("$")) continue; // MQTT-4.7.2-1
    if (!collectAll(next, true, visit)) return false;
  }
  return true;
}
