/**
 * A record as what a replay does and what it waits for: the clients' side, step by step, and the answers of each
 * connection. A step stands behind the answers that stood before it in the record: a client speaks when it was answered.
 */

import { PacketType } from "../../spec.js";
import { type Answer, answerOf, CLOSED, type Wanted } from "./answers.js";
import type { Entry, SessionRecord } from "./read-record.js";
import { keyReplacer, latin1 } from "./replace-keys.js";
import { changeStrings } from "./strings.js";

export type Step = { readonly t: number; readonly line: number } & (
  | { readonly does: "open"; readonly connection: number }
  | { readonly does: "say"; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly does: "leave"; readonly connection: number }
  | { readonly does: "fault"; readonly entry: Extract<Entry, { readonly what: "fault" }> }
  /** A value by HTTP. */
  | { readonly does: "put"; readonly client: string; readonly topic: string; readonly payload: Uint8Array }
);

export interface Script {
  readonly steps: readonly Step[];
  /** By connection, in the order of the record. */
  readonly wanted: ReadonlyMap<number, readonly Wanted[]>;
  readonly clients: ReadonlyMap<number, string>;
  /** When the record ends. */
  readonly endsAt: number;
  /** Puts names for what stands for keys in a text. */
  named(text: string): string;
  /** What of a key to say for its name. */
  readonly keys: ReadonlyMap<string, string>;
}

/** @param map keys to say in place of the names that the record has */
export function scriptOf({ entries }: SessionRecord, map: ReadonlyMap<string, string>): Script {
  const standIns = new Map<string, string>();
  for (const entry of entries) if (entry.what === "key") standIns.set(entry.key, entry.standIn);
  const keys = new Map([...standIns].map(([name, standIn]) => [name, map.get(name) ?? standIn]));
  const recorded = keyReplacer(new Map([...standIns].map(([name, standIn]) => [standIn, name])));
  const named = keyReplacer(new Map([...keys].map(([name, key]) => [key, name])));
  const spoken = keyReplacer(
    new Map([...standIns].map(([name, standIn]) => [standIn, latin1(keys.get(name) ?? standIn)])),
  );

  const steps: Step[] = [];
  const wanted = new Map<number, Wanted[]>();
  const clients = new Map<number, string>();
  let endsAt = 0;
  const want = (connection: number, answer: Answer, line: number) => {
    const list = wanted.get(connection) ?? [];
    list.push({ ...answer, line });
    wanted.set(connection, list);
  };
  for (const entry of entries) {
    if ("t" in entry) endsAt = entry.t;
    switch (entry.what) {
      case "connection":
        steps.push({ t: entry.t, line: entry.line, does: "open", connection: entry.connection });
        wanted.set(entry.connection, []);
        break;
      case "packet":
      case "bytes": {
        const { t, line, connection, bytes } = entry;
        if (entry.way === "up") {
          steps.push({ t, line, does: "say", connection, bytes: withKeys(bytes, spoken) });
          const client = entry.what === "packet" ? entry.client : undefined;
          if (typeof client === "string") clients.set(connection, client);
        } else if (entry.what === "packet") {
          want(connection, answerOf(bytes, recorded), line);
        }
        break;
      }
      case "close": {
        const { t, line, connection } = entry;
        if (entry.by === "client") steps.push({ t, line, does: "leave", connection });
        // A broker that stops says nothing about what a client did; one that a fault restarts resets its connections.
        else if (entry.kind !== "broker-stopped" || entry.how === "reset") want(connection, CLOSED, line);
        break;
      }
      case "fault":
        steps.push({ t: entry.t, line: entry.line, does: "fault", entry });
        break;
      case "verdict": {
        const { t, line, client, topic, bytes } = entry;
        if (entry.by !== "HTTP" || bytes === undefined) break;
        const spelled = topic.split("/").map((level, index) => (index === 1 ? (keys.get(level) ?? level) : level));
        steps.push({ t, line, does: "put", client, topic: spelled.join("/"), payload: bytes });
      }
    }
  }
  return { steps, wanted, clients, endsAt, named, keys };
}

/** The packet with other keys in its texts, and the lengths that they make. */
function withKeys(packet: Uint8Array, spoken: (text: string) => string): Uint8Array {
  const change = (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString("latin1");
    const changed = spoken(text);
    return changed === text ? bytes : Uint8Array.from(Buffer.from(changed, "latin1"));
  };
  return changeStrings(packet, change) ?? packet;
}

/**
 * Acknowledgements of a broker's own messages carry the identifiers that it chose: in a replay those of the messages that
 * came then.
 */
export function withSeenPacketId(
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  seen: readonly Answer[],
  line: number,
): Uint8Array {
  const type: PacketType = (bytes[0] ?? 0) >> 4;
  if (type !== PacketType.PUBACK && type !== PacketType.PUBREC && type !== PacketType.PUBCOMP) return bytes;
  const packetId = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0);
  const index = wanted.findLastIndex((one) => one.packetId === packetId && one.line < line);
  const now = index < 0 ? undefined : seen[index]?.packetId;
  if (now === undefined || now === packetId) return bytes;
  const changed = bytes.slice();
  changed[2] = now >> 8;
  changed[3] = now & 0xff;
  return changed;
}
