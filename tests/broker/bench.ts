/**
 * A broker core on the bench: connections by number, bytes as hex or arrays, and everything that it wants done sorted
 * into what was sent to whom and what was told. Time is a number that the test moves.
 */

import type { Action } from "../../src/broker/action.js";
import { type Broker, type CoreOptions, createBroker } from "../../src/broker/broker.js";
import type { BrokerEvent, CloseReason } from "../../src/broker/event.js";
import type { Limits } from "../../src/broker/limits.js";

export interface Bench {
  readonly core: Broker;
  now: number;
  /** Every action so far, in order. */
  readonly actions: Action[];
  open(id: number): void;
  /** Feeds bytes. */
  say(id: number, ...packets: Uint8Array[]): void;
  closed(id: number): void;
  expire(): void;
  /** All bytes sent to a connection so far, as hex. */
  sent(id: number): string;
  /** Everything told so far. */
  events(): BrokerEvent[];
  /** Why the core closed a connection. */
  reason(id: number): CloseReason | undefined;
}

export function createBench(limits: Partial<Limits> = {}, options: CoreOptions = {}): Bench {
  const core = createBroker({ limits, ...options });
  const actions: Action[] = [];
  const bench: Bench = {
    core,
    now: 0,
    actions,
    open: (id) => actions.push(...core.accept(id, bench.now, `peer-${id}`)),
    say: (id, ...packets) => {
      for (const packet of packets) actions.push(...core.receive(id, packet, bench.now));
    },
    closed: (id) => actions.push(...core.closed(id, { kind: "peer-closed", text: "gone" }, bench.now)),
    expire: () => actions.push(...core.expire(bench.now)),
    sent: (id) => {
      const parts: string[] = [];
      for (const action of actions) {
        const isToIt =
          (action.action === "reply" && action.to === id) || (action.action === "deliver" && action.to.includes(id));
        if (isToIt) parts.push(hex(action.bytes));
      }
      return parts.join(" ");
    },
    events: () => actions.flatMap((action) => (action.action === "tell" ? [action.event] : [])),
    reason: (id) => {
      for (const action of actions) if (action.action === "close" && action.connection === id) return action.reason;
      return undefined;
    },
  };
  return bench;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Bytes from hex; spaces are for the eye. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

export function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

function string(characters: string): Uint8Array {
  const encoded = text(characters);
  return Uint8Array.of(encoded.length >> 8, encoded.length & 255, ...encoded);
}

/** A packet: first byte, Remaining Length, body. */
export function packet(first: number, ...body: (Uint8Array | number)[]): Uint8Array {
  const flat = body.flatMap((part) => (typeof part === "number" ? [part] : [...part]));
  const length: number[] = [];
  let left = flat.length;
  do {
    length.push((left & 127) | (left > 127 ? 128 : 0));
    left >>= 7;
  } while (left > 0);
  return Uint8Array.from([first, ...length].concat(flat));
}

/** What a CONNECT can say besides. */
export interface ConnectFields {
  /** A session that is kept when the connection ends. */
  readonly keep?: boolean;
  readonly will?: {
    readonly topic: string;
    readonly message: string;
    readonly qos?: 0 | 1 | 2;
    readonly retain?: boolean;
  };
  readonly username?: string;
  readonly password?: string;
}

/** CONNECT of MQTT 3.1 or 3.1.1; clean session, without will and credentials unless told otherwise. */
export function connect(clientId: string, keepAliveS = 60, level: 3 | 4 = 3, fields: ConnectFields = {}): Uint8Array {
  const { keep = false, will, username, password } = fields;
  const willFlags = will === undefined ? 0 : 4 | ((will.qos ?? 0) << 3) | (will.retain ? 32 : 0);
  const flags = (keep ? 0 : 2) | willFlags | (username === undefined ? 0 : 128) | (password === undefined ? 0 : 64);
  const texts = [clientId, will?.topic, will?.message, username, password].filter((text) => text !== undefined);
  const name = level === 3 ? "MQIsdp" : "MQTT";
  return packet(0x10, string(name), level, flags, keepAliveS >> 8, keepAliveS & 255, ...texts.map(string));
}

export function publish(topic: string, message: string, flags = 0, packetId?: number): Uint8Array {
  const id = packetId === undefined ? [] : [packetId >> 8, packetId & 255];
  return packet(0x30 | flags, string(topic), ...id, text(message));
}

export function subscribe(packetId: number, ...filters: string[]): Uint8Array {
  const list = filters.flatMap((filter) => [string(filter), 0]);
  return packet(0x82, packetId >> 8, packetId & 255, ...list);
}

/** SUBSCRIBE to one filter with a QoS. */
export function subscribeAt(qos: 0 | 1 | 2, filter: string): Uint8Array {
  return packet(0x82, 0, 1, string(filter), qos);
}

export function unsubscribe(packetId: number, ...filters: string[]): Uint8Array {
  return packet(0xa2, packetId >> 8, packetId & 255, ...filters.map(string));
}

export const pingreq = bytes("c000");
export const disconnect = bytes("e000");
