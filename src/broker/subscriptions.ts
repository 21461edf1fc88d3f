/**
 * Who subscribed to what: a tree with a branch for each level of the filters, in which wildcards are levels like any
 * other. A topic is looked up by walking down its levels, into `+` and `#` on the way.
 */

import type { QoS } from "./event.js";
import { levelCount } from "./topics.js";

/** `S` is compared by identity. */
export interface Subscriptions<S> {
  /** Changes whenever what `match` answers may have changed. */
  version(): number;
  /** Bytes of all subscriptions, as subscriptionBytes counts them. */
  bytes(): number;
  /** Adds a subscription without flaw, or gives it another QoS. */
  add(filter: string, subscriber: S, qos: QoS): void;
  /** Takes a subscription away, and with it the branches that nobody needs any more. */
  remove(filter: string, subscriber: S): void;
  /** Something else changed on which a route hangs: a subscriber came or went. */
  touch(): void;
  /**
   * Everyone with at least one filter that the topic name meets, each once, with the highest QoS of those filters
   * (MQTT-3.3.5-1).
   */
  match(topic: string): ReadonlyMap<S, QoS>;
}

interface Branch<S> {
  below: Map<string, Branch<S>> | undefined;
  subscribers: Map<S, QoS> | undefined;
}

/** What a branch and a subscriber on it take, as measured, in bytes. */
const BRANCH_BYTES = 300;

/** Memory that one subscription takes at most, in bytes: its text, and a branch for each of its levels. */
export function subscriptionBytes(filter: string): number {
  return 2 * filter.length + BRANCH_BYTES * levelCount(filter);
}

export function createSubscriptions<S>(): Subscriptions<S> {
  const root: Branch<S> = createBranch();
  let version = 0;
  let bytes = 0;

  function add(filter: string, subscriber: S, qos: QoS): void {
    let here = root;
    for (const level of filter.split("/")) {
      here.below ??= new Map();
      let next = here.below.get(level);
      if (next === undefined) {
        next = createBranch();
        here.below.set(level, next);
      }
      here = next;
    }
    here.subscribers ??= new Map();
    if (!here.subscribers.has(subscriber)) bytes += subscriptionBytes(filter);
    here.subscribers.set(subscriber, qos);
    version += 1;
  }

  function remove(filter: string, subscriber: S): void {
    const levels = filter.split("/");
    const path = [root];
    for (const level of levels) {
      const next = path.at(-1)?.below?.get(level);
      if (next === undefined) return;
      path.push(next);
    }
    if (!path.at(-1)?.subscribers?.delete(subscriber)) return;
    version += 1;
    bytes -= subscriptionBytes(filter);
    for (let depth = levels.length; depth > 0; depth--) {
      const leaf = path[depth];
      if (leaf === undefined || (leaf.subscribers?.size ?? 0) > 0 || (leaf.below?.size ?? 0) > 0) return;
      path[depth - 1]?.below?.delete(levels[depth - 1] ?? "");
    }
  }

  function match(topic: string): ReadonlyMap<S, QoS> {
    const found = new Map<S, QoS>();
    collect(root, topic.split("/"), 0, topic.startsWith("$"), found);
    return found;
  }

  return {
    version: () => version,
    bytes: () => bytes,
    add,
    remove,
    touch: () => {
      version += 1;
    },
    match,
  };
}

function createBranch<S>(): Branch<S> {
  return { below: undefined, subscribers: undefined };
}

function collect<S>(
  here: Branch<S>,
  levels: readonly string[],
  depth: number,
  dollar: boolean,
  found: Map<S, QoS>,
): void {
  const wildcards = !(dollar && depth === 0); // MQTT-4.7.2-1
  // `a/#` is met by `a` too (MQTT 3.1.1, section 4.7.1.2), so it is asked for at the end of the levels as well.
  if (wildcards) addAll(here.below?.get("#")?.subscribers, found);
  const level = levels[depth];
  if (level === undefined) {
    addAll(here.subscribers, found);
    return;
  }
  const exact = here.below?.get(level);
  if (exact !== undefined) collect(exact, levels, depth + 1, dollar, found);
  const any = wildcards ? here.below?.get("+") : undefined;
  if (any !== undefined) collect(any, levels, depth + 1, dollar, found);
}

function addAll<S>(from: ReadonlyMap<S, QoS> | undefined, to: Map<S, QoS>): void {
  if (from === undefined) return;
  for (const [subscriber, qos] of from) {
    const before = to.get(subscriber);
    if (before === undefined || before < qos) to.set(subscriber, qos);
  }
}
