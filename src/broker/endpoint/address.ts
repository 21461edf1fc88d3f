/**
 * Where a value belongs: `key/:key/device/:device/tag/:tag`, as an MQTT topic, and behind `/resources/` by HTTP. A topic
 * that is nearly one is taken for a slip, and the one that was meant is suggested.
 */

import { type NotAValue, notAValue } from "./verdict.js";

export interface Address {
  readonly key: string;
  readonly device: string;
  readonly tag: string;
}

const words = ["key", "device", "tag"] as const;

/** Longest topic, in characters, for which a slip is looked for. */
const LONGEST_SLIP = 300;

export function topicOf({ key, device, tag }: Address): string {
  return `key/${key}/device/${device}/tag/${tag}`;
}

/** The address that a topic is, or why it is none. */
export function addressOf(topic: string): Address | NotAValue {
  const [keyWord, key, deviceWord, device, tagWord, tag, ...more] = topic.split("/");
  if (keyWord === "key" && deviceWord === "device" && tagWord === "tag" && more.length === 0) {
    if (key && device && tag) return { key, device, tag };
  }
  return notAValue(topic.length > LONGEST_SLIP ? undefined : meant(topic));
}

/**
 * The topic that was meant: each of the three words, or something near it, is taken with the level behind it. Two must be
 * found; what is left over is what the third lacks its word for.
 */
function meant(topic: string): string | undefined {
  const levels = topic.replace(/^\/*(resources\/)?/, "").split("/");
  const found: Partial<Record<keyof Address, string>> = {};
  const rest: string[] = [];
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] ?? "";
    const next = levels[i + 1];
    const word = words.find((word) => found[word] === undefined && isNear(level, word));
    if (word === undefined || next === undefined) {
      if (level !== "") rest.push(level);
    } else {
      found[word] = next;
      i += 1;
    }
  }
  const missing = words.filter((word) => found[word] === undefined);
  if (missing.length > 1 || rest.length > missing.length) return undefined;
  const level = (word: keyof Address) => found[word] || (found[word] === undefined && rest[0]) || `:${word}`;
  return topicOf({ key: level("key"), device: level("device"), tag: level("tag") });
}

/** Another case, a part of at least three letters, an ending, or a letter that is wrong, missing, too many or swapped. */
function isNear(level: string, word: string): boolean {
  const seen = level.toLowerCase();
  if (seen.startsWith(word)) return seen.length <= word.length + 2;
  if (word.startsWith(seen)) return seen.length >= 3 || seen.length === word.length - 1;
  let begin = 0;
  while (begin < seen.length && seen[begin] === word[begin]) begin += 1;
  const [a, b] = [seen.slice(begin), word.slice(begin)];
  const isSwapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return isSwapped || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}
