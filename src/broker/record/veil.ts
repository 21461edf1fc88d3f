/**
 * What of a session may not be shown to others: passwords become `***`, and the platform's keys K1, K2 and so on.
 *
 * In texts a key is `K1`. In bytes it is a stand-in of the same length, `K1------`: so all lengths in a packet, its size,
 * and where it falls into pieces are those of the session, and a replay tests what happened. A password's length is
 * nobody's business: there `***` stands in any case, and the CONNECT around it is spelled anew.
 *
 * A key is learned from the second level of a topic that begins with `key/`. From then on it is veiled as replace-keys.ts
 * finds it.
 */

import { PacketType } from "../../spec.js";
import { keyReplacer, latin1 } from "./replace-keys.js";
import { changeStrings } from "./strings.js";

/** Keys that a record can have: looking for each in each packet takes its time. */
export const MAX_KEYS = 1_000;

const PASSWORD = Uint8Array.from(Buffer.from("***"));

/** Bytes at the head of CONNECT that say nothing about anyone: fixed header, protocol name, level, flags, keep-alive. */
const HARMLESS_BYTES = 12;

export interface Veil {
  /** Takes note of the key in a topic or filter, if there is one. */
  learn(topic: string): void;
  /** The name of a key. */
  nameOf(key: string): string;
  text(text: string): string;
  /** A packet that came from a client or goes to one, or a piece of one. */
  packet(bytes: Uint8Array): Uint8Array;
  /** Any other bytes: a payload. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** Whether there are more keys than a record can have. */
  isFull(): boolean;
  /** What stands in bytes for each name so far. */
  standIns(): ReadonlyMap<string, string>;
}

export function createVeil(): Veil {
  const names = new Map<string, string>();
  const standIns = new Map<string, string>();
  let inTexts = keyReplacer(names);
  let inBytes = inTexts;

  function nameOf(key: string): string {
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `K${names.size + 1}`;
    names.set(key, name);
    standIns.set(name, standInOf(name, latin1(key).length));
    inTexts = keyReplacer(names);
    inBytes = keyReplacer(new Map([...names].map(([one, its]) => [latin1(one), standIns.get(its) ?? its])));
    return name;
  }

  function veiled(bytes: Uint8Array): Uint8Array {
    const text = Buffer.from(bytes).toString("latin1");
    // In what is no packet keys are found by what stands around them.
    for (const [, key = ""] of text.matchAll(/key\/([^/+#\0]{1,255})\/device\//g)) {
      nameOf(Buffer.from(key, "latin1").toString("utf8"));
    }
    return Uint8Array.from(Buffer.from(inBytes(text), "latin1"));
  }

  return {
    nameOf,
    learn(topic) {
      const [first, key] = topic.split("/", 2);
      if (first === "key" && key !== undefined && key !== "" && !/[+#]/.test(key)) nameOf(key);
    },
    text: (text) => inTexts(text),
    packet: (bytes) => veiled((bytes[0] ?? 0) >> 4 === PacketType.CONNECT ? withoutPassword(bytes) : bytes),
    bytes: veiled,
    isFull: () => names.size > MAX_KEYS,
    standIns: () => standIns,
  };
}

/** `K1` and dashes up to the length; where there is no room for that, the number in as many signs. */
function standInOf(name: string, length: number): string {
  if (length >= name.length) return name.padEnd(length, "-");
  const number = Number(name.slice(1));
  // A key of one letter is no secret, but two of them are to stay two.
  return (number + 9).toString(36).toUpperCase().padStart(length, "0").slice(-length);
}

/** CONNECT, whole or not. What can't be read as one is masked behind what says nothing about anyone. */
function withoutPassword(bytes: Uint8Array): Uint8Array {
  const changed = changeStrings(bytes, (text, role) => (role === "password" ? PASSWORD : text));
  if (changed !== undefined) return changed;
  return bytes.slice().fill(0x2a, Math.min(bytes.length, HARMLESS_BYTES));
}
