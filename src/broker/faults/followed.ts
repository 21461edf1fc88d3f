/** A connection that a fault is meant for, or may be as soon as it has said who it is: it is heard packet by packet. */

import type { ConnectionId } from "../action.js";
import type { ConnectionSeen } from "../broker.js";
import { createFramer, type Framer, push } from "../framer.js";
import { Pipe, plain, type Shape } from "./pipe.js";
import type { Standing } from "./standing.js";

export type Direction = "up" | "down";

/** What a fault knows of one connection. */
export interface Memory {
  /** Messages that it counted. */
  messages: number;
  /** What the connection had passed when the fault began; 0 for a connection that came later. */
  readonly passedBefore: Readonly<Record<Direction, number>>;
  /** It has taken hold of the connection. */
  isHeld: boolean;
}

/** An answer that is held back while others go by. */
export interface Late {
  readonly standing: Standing;
  readonly at: number;
  say(): void;
}

export interface Followed {
  readonly id: ConnectionId;
  readonly peer: string;
  readonly address: string;
  client: string | undefined;
  readonly framer: Framer;
  readonly memories: Map<Standing, Memory>;
  readonly up: Pipe;
  readonly down: Pipe;
  /** Oldest first. */
  readonly late: Late[];
  /** Bytes that were heard and said since it is followed. */
  readonly passed: Record<Direction, number>;
  /** When a slow reader reads on; Infinity if it does. */
  readsOnAt: number;
  /**
   * `open`: client and core know of it. `gone`: its client has left, which the core does not know. `forgotten`: the core
   * has ended it, which its client does not know. `ended`: nobody knows of it any more.
   */
  state: "open" | "gone" | "forgotten" | "ended";
}

const NOTHING = { up: 0, down: 0 };

/** @param rest what came of a packet that is not complete */
export function createFollowed({ id, peer, address, client }: ConnectionSeen, rest: Uint8Array): Followed {
  const framer = createFramer();
  push(framer, rest);
  return {
    id,
    peer,
    address,
    client,
    framer,
    memories: new Map(),
    up: new Pipe(),
    down: new Pipe(),
    late: [],
    passed: { ...NOTHING },
    readsOnAt: Number.POSITIVE_INFINITY,
    state: "open",
  };
}

export function memoryOf(followed: Followed, standing: Standing): Memory {
  let memory = followed.memories.get(standing);
  if (memory === undefined) {
    memory = { messages: 0, passedBefore: NOTHING, isHeld: false };
    followed.memories.set(standing, memory);
  }
  return memory;
}

/** The fault begins when the connection is there already: what it passed so far does not count. */
export function beginMemory(followed: Followed, standing: Standing): void {
  followed.memories.set(standing, { messages: 0, passedBefore: { ...followed.passed }, isHeld: false });
}

/** The faults that have taken hold of it. */
export function* held(followed: Followed): Iterable<Standing> {
  for (const [standing, { isHeld }] of followed.memories) if (isHeld) yield standing;
}

/** Whether bytes of that direction are lost. */
export function isDeaf(followed: Followed, direction: Direction): boolean {
  for (const { fault } of held(followed)) {
    if (fault.kind === "silence") return true;
    if (fault.kind === "half-open" && (fault.direction === direction || fault.direction === "both")) return true;
  }
  return false;
}

/** How bytes of that direction travel: `plain` itself if nothing holds them up. */
export function shapeOf(followed: Followed, direction: Direction): Shape {
  let shape = plain;
  for (const { fault } of held(followed)) {
    if (fault.kind === "delay" && (fault.direction === direction || fault.direction === "both")) {
      shape = { ...shape, delayMs: shape.delayMs + fault.ms };
    } else if (fault.kind === "drip" && fault.direction === direction) {
      shape = { ...shape, drip: { bytes: fault.bytes, everyMs: fault.everyMs } };
    }
  }
  return shape;
}

/** When something has to be done for it next; Infinity if nothing waits. */
export function nextAt({ up, down, late, readsOnAt }: Followed): number {
  let next = Math.min(up.nextAt, down.nextAt, readsOnAt);
  for (const { at } of late) next = Math.min(next, at);
  return next;
}
