/**
 * The platform's rules: which messages are values, and what becomes of them. Pure: it is given both times.
 *
 *   topic of a value? --no--> not a value
 *     message right? --no--> refused
 *       key known? --no--> refused
 *         late enough behind the key's last value? --no--> dropped
 *           accepted: kept as the tag's last value, and in its history
 */

import type { Limits } from "../limits.js";
import type { Topic } from "../topic-cache.js";
import { addressOf } from "./address.js";
import { createKeptValues, type KeptValue, type LastValue } from "./kept-values.js";
import { readMessage } from "./message.js";
import { type Tier, tiers } from "./tier.js";
import { accepted, dropped, refusedKey, refusedMessage, type Verdict } from "./verdict.js";

/** Keys with their accounts. None: every key is known, and has no pace and no end of its values. */
export type Keys = ReadonlyMap<string, Tier>;

/** How many messages got which verdict, and how many tags were forgotten for want of room. */
export type VerdictCounts = Readonly<Record<Verdict["verdict"] | "forgotten", number>>;

export interface Endpoint {
  /** What becomes of a message; an accepted one is kept. */
  judge(topic: Topic, payload: Uint8Array, now: number): Verdict;
  /** The last value of a tag, by its topic, if it has not expired. */
  last(topic: string, now: number): LastValue | undefined;
  /** The last values of all tags. */
  lasts(now: number): LastValue[];
  /** The values of a tag that are kept, oldest first. */
  history(topic: string, now: number): KeptValue[];
  counts(): VerdictCounts;
}

interface Account {
  readonly tier: Tier;
  /** When its last value was accepted. */
  lastAt: number;
}

/** @param wallClock milliseconds since 1970, UTC, for the times that people are told; nothing is counted by it */
export function createEndpoint(keys: Keys, limits: Limits, wallClock: () => number): Endpoint {
  const accounts = new Map<string, Account>();
  for (const [key, tier] of keys) accounts.set(key, { tier, lastAt: Number.NEGATIVE_INFINITY });
  const kept = createKeptValues(limits.maxHistory, limits.maxHistoryBytes);
  const counts = { accepted: 0, refused: 0, dropped: 0, "not a value": 0 };

  function judge(topic: Topic, payload: Uint8Array, now: number): Verdict {
    topic.address ??= addressOf(topic.name);
    const { address } = topic;
    if ("verdict" in address) return address;
    const message = readMessage(payload);
    if ("flaw" in message) return refusedMessage(message.flaw);
    const account = accounts.get(address.key);
    if (account === undefined) {
      if (accounts.size > 0) return refusedKey(address.key, accounts.keys());
    } else {
      const sinceMs = now - account.lastAt;
      if (sinceMs < tiers[account.tier].paceMs) return dropped(message.value, sinceMs, account.tier);
      account.lastAt = now;
    }
    const verdict = accepted(message.value);
    const { value, stored } = verdict;
    kept.put(topic.name, address, { at: now, wallAt: wallClock(), value, stored }, message.json);
    return verdict;
  }

  /** Values of the key that are older have expired. */
  function oldest(key: string, now: number): number {
    const account = accounts.get(key);
    return account === undefined ? Number.NEGATIVE_INFINITY : now - tiers[account.tier].keepMs;
  }

  return {
    judge(topic, payload, now) {
      const verdict = judge(topic, payload, now);
      counts[verdict.verdict] += 1;
      return verdict;
    },

    last(topic, now) {
      const last = kept.last(topic);
      return last && last.at >= oldest(last.key, now) ? last : undefined;
    },

    lasts: (now) => kept.lasts().filter(({ key, at }) => at >= oldest(key, now)),

    history(topic, now) {
      const last = kept.last(topic);
      if (last === undefined) return [];
      const from = oldest(last.key, now);
      return kept.history(topic).filter(({ at }) => at >= from);
    },

    counts: () => ({ ...counts, forgotten: kept.forgotten() }),
  };
}
