/**
 * What became of a message as a value of the platform, and why. The `text` is for the person whose value did not arrive:
 * what was seen, what is wanted. It is the same whether the message came by MQTT or by HTTP.
 */

import { quote } from "../decode.js";
import { type Tier, tiers } from "./tier.js";

/** Stored: what the platform keeps is the whole number at the value's beginning. */
export interface Accepted {
  readonly verdict: "accepted";
  readonly text: string;
  /** As it was sent; subscribers get this. */
  readonly value: string;
  /** What is kept of it: its integer part, "0" where it does not begin with a number. */
  readonly stored: string;
}

/** The topic is that of a value, and the message or the key is not what the platform takes. */
export interface Refused {
  readonly verdict: "refused";
  readonly text: string;
  readonly reason: "message" | "key";
}

/** It came too early behind the last accepted value of its key. */
export interface Dropped {
  readonly verdict: "dropped";
  readonly text: string;
  /** As it was sent. */
  readonly value: string;
  /** Since the last accepted value of the key, in milliseconds. */
  readonly sinceMs: number;
  /** What the key's account wants between two values, in milliseconds. */
  readonly paceMs: number;
}

/** The topic is not that of a value: relayed by MQTT, and nothing else. */
export interface NotAValue {
  readonly verdict: "not a value";
  readonly text: string;
  /** The topic that was meant, if one is near. */
  readonly suggestion?: string;
}

export type Verdict = Accepted | Refused | Dropped | NotAValue;

/** Known keys that a sentence names at most. */
const NAMED_KEYS = 5;

export function accepted(value: string): Accepted {
  // biome-ignore lint/correctness/useParseIntRadix: the platform has none, so "0x1f" is 31 there.
  const whole = Number.parseInt(value);
  if (Number.isNaN(whole)) {
    const text = `accepted, stored as 0: ${quote(value)} does not begin with a whole number`;
    return { verdict: "accepted", text, value, stored: "0" };
  }
  const stored = String(whole);
  return { verdict: "accepted", text: `accepted, stored as ${stored}`, value, stored };
}

/** @param flaw what is wrong with the message: seen and wanted */
export function refusedMessage(flaw: string): Refused {
  return { verdict: "refused", text: `refused: ${flaw}`, reason: "message" };
}

export function refusedKey(key: string, known: Iterable<string>): Refused {
  const keys = [...known];
  const named = keys.slice(0, NAMED_KEYS).map(short).join(", ");
  const more = keys.length > NAMED_KEYS ? ` and ${keys.length - NAMED_KEYS} more` : "";
  return { verdict: "refused", text: `refused: unknown key ${short(key)}, known: ${named}${more}`, reason: "key" };
}

export function dropped(value: string, sinceMs: number, tier: Tier): Dropped {
  const { paceMs } = tiers[tier];
  const text = `dropped: ${duration(sinceMs)} after this key's last value, a ${tier} account wants ${paceMs / 1000} s (paceMs: ${paceMs})`;
  return { verdict: "dropped", text, value, sinceMs: Math.floor(sinceMs), paceMs };
}

export function notAValue(suggestion: string | undefined): NotAValue {
  const text = "not a value: topic is not key/:key/device/:device/tag/:tag";
  if (suggestion === undefined) return { verdict: "not a value", text };
  return { verdict: "not a value", text: `${text}, did you mean ${suggestion}?`, suggestion };
}

/** Cut down, never rounded up: 14.99 s is not yet 15 s. */
function duration(ms: number): string {
  return ms < 100 ? `${Math.floor(ms)} ms` : `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
}

function short(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}...` : name;
}
