/**
 * What happens at a broker, as lines of JSON: docs/record.md has their form. It sees what goes over the wire, faults
 * included, and writes down nothing that may not be shown to others (veil.ts). Pure: lines go out to who writes them.
 */

import type { Action, ConnectionId } from "../action.js";
import type { Keys } from "../endpoint/endpoint.js";
import type { BrokerEvent, CloseReason } from "../event.js";
import type { Fault } from "../faults/fault.js";
import { createFramer, type Framer, next, push, takeRest } from "../framer.js";
import type { Limits } from "../limits.js";
import { harmlessJson, hex } from "../line.js";
import { createDescriber, type Described } from "./describe.js";
import { createVeil, MAX_KEYS } from "./veil.js";

/** The form of the lines; a number higher than this one's is refused by who reads them. */
export const RECORD_VERSION = 1;

export interface Recorder {
  opened(id: ConnectionId, peer: string, now: number): void;
  received(id: ConnectionId, bytes: Uint8Array, now: number): void;
  /** The link ended from outside. */
  left(id: ConnectionId, reason: CloseReason, actions: readonly Action[], now: number): void;
  /** What the broker does. */
  did(actions: readonly Action[], now: number): void;
  told(event: BrokerEvent, now: number): void;
  fault(did: "put" | "removed", fault: Partial<Fault> & { readonly id: string }, now: number): void;
  /** The last line. @param text why it is */
  end(text: string, now: number): void;
}

/** What the first line says of the broker, so that a replay has one like it. */
export interface RecordedBroker {
  readonly at: string;
  readonly strict: boolean;
  readonly limits: Partial<Limits>;
  /** undefined: the platform's rules are off. */
  readonly keys: Keys | undefined;
}

/** Where the lines of a record go. */
export interface RecordSink {
  /** Takes a line without its end; false if it can't: then nothing more is written. */
  write(line: string): boolean;
  /** The record has ended by itself, with the line before. */
  giveUp(why: string): void;
}

/** Fields whose texts are the recorder's own words, and hold no key: a key may well be `tagwire`, `close` or `1234`. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...["what", "peer", "way", "type", "bytes", "by", "how", "kind", "did", "clause"],
  // of a verdict, and of a fault
  ...["verdict", "reason", "packet", "direction", "where", "state"],
]);

interface Wire {
  readonly up: Framer;
  readonly down: Framer;
  client: string | undefined;
}

/** @param startedAt the broker's time of the first line */
export function createRecorder(broker: RecordedBroker, startedAt: number, sink: RecordSink): Recorder {
  const veil = createVeil();
  const { describe } = createDescriber();
  const wires = new Map<ConnectionId, Wire>();
  let isEnded = false;

  const keys = broker.keys && Object.fromEntries([...broker.keys].map(([key, tier]) => [veil.nameOf(key), tier]));
  put({ record: "tagwire", version: RECORD_VERSION, ...broker, keys });
  const named = new Set<string>();
  tellNames();

  function put(entry: object): void {
    if (!isEnded && !sink.write(harmlessJson(entry))) isEnded = true;
  }

  function note(now: number, entry: object): void {
    put({ t: Math.round((now - startedAt) * 1000) / 1000, ...veiled(entry) });
  }

  /** Names of keys before they are used. */
  function tellNames(): void {
    if (veil.isFull() && !isEnded) {
      const why = `more than ${MAX_KEYS} keys came`;
      put({ what: "end", text: why });
      isEnded = true;
      sink.giveUp(why);
    }
    for (const [key, standIn] of veil.standIns()) {
      if (named.has(key)) continue;
      named.add(key);
      put({ what: "key", key, standIn });
    }
  }

  /** All texts of an entry without what may not be shown. */
  function veiled(entry: object): object {
    return Object.fromEntries(Object.entries(entry).map(([name, field]) => [name, veiledField(name, field)]));
  }

  function veiledField(name: string, field: unknown): unknown {
    if (Array.isArray(field)) return field.map((one) => veiledField(name, one));
    if (typeof field === "object" && field !== null) return veiled(field);
    if (typeof field !== "string" || OWN_WORDS.has(name)) return field;
    return name === "payloadHex" ? hex(veil.bytes(Buffer.from(field, "hex"))) : veil.text(field);
  }

  function learn({ topic, filters, will }: Described): void {
    if (typeof topic === "string") veil.learn(topic);
    for (const one of Array.isArray(filters) ? filters : []) veil.learn(typeof one === "string" ? one : one.filter);
    if (typeof will === "object" && will !== null) veil.learn((will as { topic: string }).topic);
  }

  function packets(id: ConnectionId, way: "up" | "down", bytes: Uint8Array, now: number): void {
    const wire = wires.get(id);
    if (wire === undefined || isEnded) return;
    const framer = wire[way];
    push(framer, bytes);
    for (;;) {
      const found = next(framer, Number.POSITIVE_INFINITY);
      if (found === "incomplete") return;
      if (found !== "packet") {
        rest(id, wire, way, now);
        return;
      }
      const packet = framer.bytes.subarray(framer.begin, framer.end);
      const described = describe(packet, way);
      learn(described);
      const shown = hex(veil.packet(packet));
      tellNames();
      if (way === "up" && typeof described.client === "string") wire.client ??= described.client;
      note(now, { what: "packet", connection: id, way, ...described, bytes: shown });
    }
  }

  /** Bytes that are no packet, or only a part of one. */
  function rest(id: ConnectionId, wire: Wire, way: "up" | "down", now: number): void {
    const bytes = takeRest(wire[way]);
    if (bytes.length === 0 || isEnded) return;
    const shown = hex(veil.packet(bytes));
    tellNames();
    note(now, { what: "bytes", connection: id, way, bytes: shown });
  }

  function close(id: ConnectionId, by: "client" | "broker", how: string, reason: CloseReason, now: number): void {
    const wire = wires.get(id);
    if (wire === undefined) return;
    rest(id, wire, "up", now);
    rest(id, wire, "down", now);
    wires.delete(id);
    const client = wire.client === undefined ? {} : { client: wire.client };
    note(now, { what: "close", connection: id, ...client, by, how, ...reason });
  }

  function told(event: BrokerEvent, now: number): void {
    if (isEnded) return;
    const { event: what, ...fields } = event;
    switch (event.event) {
      case "verdict": {
        veil.learn(event.topic);
        tellNames();
        const { payload, text, ...others } = event;
        // That sentence names all known keys.
        const said = event.verdict === "refused" && event.reason === "key" ? "refused: unknown key" : text;
        const message = event.by === "HTTP" ? { bytes: hex(veil.bytes(payload)) } : {};
        note(now, { what, ...others, event: undefined, text: said, ...message });
        return;
      }
      case "fault":
        if (event.what !== "put") note(now, { ...fields, what, did: event.what });
        return;
      case "warned":
      case "dropped":
        note(now, { what, ...fields });
        return;
      case "closed":
        // The wire's end is told by itself; this is one that its client does not hear of.
        if (wires.has(event.connection))
          note(now, { what: "forgotten", connection: event.connection, ...event.reason });
    }
  }

  function endOf(id: ConnectionId, actions: readonly Action[]): CloseReason | undefined {
    for (const action of actions) {
      if (action.action !== "tell" || action.event.event !== "closed") continue;
      if (action.event.connection === id) return action.event.reason;
    }
    return undefined;
  }

  function did(actions: readonly Action[], now: number): void {
    for (const action of actions) {
      switch (action.action) {
        case "reply":
          packets(action.to, "down", action.bytes, now);
          break;
        case "deliver":
          for (const id of action.to) packets(id, "down", action.bytes, now);
          break;
        case "close":
        case "reset": {
          const { connection } = action;
          const reason =
            action.action === "close" ? action.reason : ({ kind: "fault", text: "a fault reset it" } as const);
          close(connection, "broker", action.action, endOf(connection, actions) ?? reason, now);
          break;
        }
        case "tell":
          // Of an end in this turn the action that ends the wire says more, wherever it stands.
          if (action.event.event === "closed" && isEndedIn(action.event.connection, actions)) break;
          told(action.event, now);
      }
    }
  }

  return {
    opened(id, peer, now) {
      wires.set(id, { up: createFramer(), down: createFramer(), client: undefined });
      note(now, { what: "connection", connection: id, peer });
    },
    received: (id, bytes, now) => packets(id, "up", bytes, now),
    left(id, reason, actions, now) {
      close(id, "client", "close", endOf(id, actions) ?? reason, now);
      did(actions, now);
    },
    did,
    told,
    fault: (what, fault, now) => note(now, { what: "fault", did: what, fault }),
    end(text, now) {
      for (const [id, wire] of wires) {
        rest(id, wire, "up", now);
        rest(id, wire, "down", now);
      }
      note(now, { what: "end", text });
      isEnded = true;
    },
  };
}

function isEndedIn(id: ConnectionId, actions: readonly Action[]): boolean {
  return actions.some((action) => (action.action === "close" || action.action === "reset") && action.connection === id);
}
