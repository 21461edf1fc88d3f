/**
 * Topic names, topic filters, and the tree that finds a topic's subscribers (MQTT 3.1, appendix A; MQTT 3.1.1,
 * section 4.7).
 *
 *   a/+/c    `+` stands for exactly one level           a/#   `#`, always last, for any number of levels, also none
 *   $SYS/x   topics that begin with `$` are met by no filter that begins with a wildcard
 */

import type { Flaw } from "./event.js";

function flaw(text: string, clause: string): Flaw {
  return { type: "flaw", text, clause };
}

/** What is wrong with the topic name of a PUBLISH. */
export function topicNameFlaw(topic: string): Flaw | undefined {
  if (topic === "") return flaw("the topic name is empty, wanted at least one character", "MQTT-4.7.3-1");
  if (/[+#]/.test(topic)) return flaw("the topic name contains a wildcard, + or #", "MQTT-3.3.2-2");
  return undefined;
}

/** What is wrong with a topic filter. */
export function topicFilterFlaw(filter: string): Flaw | undefined {
  if (filter === "") return flaw("the topic filter is empty, wanted at least one character", "MQTT-4.7.3-1");
  const levels = filter.split("/");
  for (const [index, level] of levels.entries()) {
    if (level.includes("#") && (level !== "#" || index < levels.length - 1)) {
      return flaw("the topic filter has a # that is not its whole last level", "MQTT-4.7.1-2");
    }
    if (level.includes("+") && level !== "+") {
      return flaw("the topic filter has a + that is not a whole level", "MQTT-4.7.1-3");
    }
  }
  return undefined;
}

/** How many levels a topic name or filter has: one more than it has slashes. */
export function levelCount(topic: string): number {
  let count = 1;
  for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) count += 1;
  return count;
}

/** Whether a topic name is met by a filter; both must be without flaw. */
export function matches(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false; // MQTT-4.7.2-1
  const wanted = filter.split("/");
  const seen = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= seen.length) return false;
    if (level !== "+" && level !== seen[index]) return false;
  }
  return wanted.length === seen.length;
}

/** Who subscribed to what. `S` is compared by identity. */
export interface TopicTree<S> {
  /** Adds a subscription without flaw; adding it again changes nothing. */
  add(filter: string, subscriber: S): void;
  /** Takes a subscription away, and with it the branches that nobody needs any more. */
  remove(filter: string, subscriber: S): void;
  /** Everyone with at least one filter that the topic name meets, each once. */
  match(topic: string): ReadonlySet<S>;
}

interface Branch<S> {
  /** By level; wildcards are levels like any other. */
  readonly below: Map<string, Branch<S>>;
  readonly subscribers: Set<S>;
}

export function createTopicTree<S>(): TopicTree<S> {
  const root = branch<S>();

  function add(filter: string, subscriber: S): void {
    let here = root;
    for (const level of filter.split("/")) {
      let next = here.below.get(level);
      if (next === undefined) {
        next = branch();
        here.below.set(level, next);
      }
      here = next;
    }
    here.subscribers.add(subscriber);
  }

  function remove(filter: string, subscriber: S): void {
    const levels = filter.split("/");
    const path = [root];
    for (const level of levels) {
      const next = path.at(-1)?.below.get(level);
      if (next === undefined) return;
      path.push(next);
    }
    path.at(-1)?.subscribers.delete(subscriber);
    for (let depth = levels.length; depth > 0; depth--) {
      const leaf = path[depth];
      if (leaf === undefined || leaf.subscribers.size > 0 || leaf.below.size > 0) return;
      path[depth - 1]?.below.delete(levels[depth - 1] ?? "");
    }
  }

  function match(topic: string): ReadonlySet<S> {
    const found = new Set<S>();
    collect(root, topic.split("/"), 0, topic.startsWith("$"), found);
    return found;
  }

  return { add, remove, match };
}

function branch<S>(): Branch<S> {
  return { below: new Map(), subscribers: new Set() };
}

function collect<S>(here: Branch<S>, levels: readonly string[], depth: number, dollar: boolean, found: Set<S>): void {
  const wildcards = !(dollar && depth === 0); // MQTT-4.7.2-1
  // `a/#` is met by `a` too (MQTT 3.1.1, section 4.7.1.2), so it is asked for at the end of the levels as well.
  const rest = wildcards ? here.below.get("#") : undefined;
  if (rest !== undefined) addAll(rest.subscribers, found);
  const level = levels[depth];
  if (level === undefined) {
    addAll(here.subscribers, found);
    return;
  }
  const exact = here.below.get(level);
  if (exact !== undefined) collect(exact, levels, depth + 1, dollar, found);
  const any = wildcards ? here.below.get("+") : undefined;
  if (any !== undefined) collect(any, levels, depth + 1, dollar, found);
}

function addAll<S>(from: ReadonlySet<S>, to: Set<S>): void {
  for (const subscriber of from) to.add(subscriber);
}
