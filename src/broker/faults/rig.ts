/**
 * What all of the faults' layer works on: the core, the faults that stand, the connections that are followed, and what is
 * to be done when the turn is over. Here is how a fault takes hold of a connection and how one ends; up.ts and down.ts
 * carry the packets.
 */

import type { Action, ConnectionId } from "../action.js";
import type { Broker, ConnectionSeen } from "../broker.js";
import type { Decoder } from "../decode.js";
import type { CloseReason, FaultEvent } from "../event.js";
import { cutWords, type Fault } from "./fault.js";
import { createFollowed, type Direction, type Followed, held, memoryOf } from "./followed.js";
import { holdsConnections, isMeant, isSpent, type Standing } from "./standing.js";

/** Bytes that faults may hold back for one connection in one direction. */
export const MAX_HELD_BYTES = 1024 * 1024;

/** Answers that faults may hold back for one connection. */
export const MAX_LATE = 10_000;

export interface Rig {
  readonly core: Broker;
  readonly maxPacketBytes: number;
  /** By id. */
  readonly standings: Map<string, Standing>;
  readonly followeds: Map<ConnectionId, Followed>;
  readonly decoder: Decoder;
  /** What the core asks because connections ended, and what is not seen to yet. */
  readonly asked: Action[];
  /** What this turn asks of the surroundings. */
  actions: Action[];
  /** The time of this turn. */
  now: number;
  /** Something ended in this turn, or is held back no more: a fault may be over, a connection followed in vain. */
  isUntidy: boolean;
}

/** The faults that act on that connection's packets. */
export function* meant(rig: Rig, followed: Followed): Iterable<Standing> {
  for (const standing of rig.standings.values()) {
    if (!standing.isActive || isSpent(standing) || holdsConnections(standing.fault)) continue;
    if (isMeant(standing.fault, followed.address, followed.client) === true) yield standing;
  }
}

/** Whether a fault is meant for that connection, or may turn out to be. */
export function mayConcern(rig: Rig, seen: ConnectionSeen): boolean {
  for (const standing of rig.standings.values()) {
    if (!standing.isActive || isSpent(standing)) continue;
    if (isMeant(standing.fault, seen.address, seen.client) !== false) return true;
  }
  return false;
}

/** From now on the connection is heard packet by packet. */
export function follow(rig: Rig, seen: ConnectionSeen): Followed {
  const followed = createFollowed(seen, rig.core.takeBack(seen.id));
  rig.followeds.set(seen.id, followed);
  return followed;
}

/** Faults that act on connections as wholes take hold of this one, as far as they are known to be meant for it. */
export function takeHold(rig: Rig, followed: Followed): void {
  const isConnected = rig.core.clientOf(followed.id) !== undefined;
  for (const standing of rig.standings.values()) {
    const { fault } = standing;
    if (!standing.isActive || isSpent(standing) || !holdsConnections(fault)) continue;
    if (isMeant(fault, followed.address, followed.client) !== true) continue;
    if (fault.kind === "half-open" && !isConnected) continue;
    if (fault.kind === "silence" && isConnected) continue;
    const memory = memoryOf(followed, standing);
    if (memory.isHeld) continue;
    memory.isHeld = true;
    acted(rig, standing, followed, holdText(fault));
    if (fault.kind === "slow-reader") pauseReading(rig, followed, 1);
  }
}

/** A slow reader reads these bytes for as long as it needs; meanwhile the client's pile up on its own side. */
export function pauseReading(rig: Rig, followed: Followed, bytes: number): void {
  for (const { fault } of held(followed)) {
    if (fault.kind !== "slow-reader") continue;
    if (followed.readsOnAt === Number.POSITIVE_INFINITY) {
      rig.actions.push({ action: "pause", connection: followed.id, isPaused: true });
      followed.readsOnAt = rig.now;
    }
    followed.readsOnAt += (bytes * 1000) / fault.bytesPerS;
  }
}

function holdText(fault: Fault): string {
  switch (fault.kind) {
    case "silence":
      return "it is not heard and nothing is said to it";
    case "half-open": {
      const lost = {
        up: "all that it says is lost",
        down: "all that is said to it is lost",
        both: "all is lost both ways",
      };
      return `it is half-open: ${lost[fault.direction]}`;
    }
    case "drip": {
      const pieces = `${fault.bytes} bytes every ${fault.everyMs} ms`;
      return fault.direction === "up" ? `it is heard ${pieces}` : `it is told ${pieces}`;
    }
    case "delay": {
      const what = { up: "what it says", down: "what is said to it", both: "all" };
      return `${what[fault.direction]} comes ${fault.ms} ms later`;
    }
    case "slow-reader":
      return `it is read at ${fault.bytesPerS} bytes per second`;
    default:
      return fault.kind;
  }
}

/** Counts and tells that a fault acted. */
export function acted(rig: Rig, standing: Standing, followed: Followed, text: string): void {
  standing.acted += 1;
  if (isSpent(standing)) rig.isUntidy = true;
  tell(rig, standing, followed, "acted", text);
}

export function tell(
  rig: Rig,
  { id, fault }: Standing,
  followed: Followed | undefined,
  what: FaultEvent["what"],
  text: string,
): void {
  const connection = followed && { connection: followed.id, peer: followed.peer };
  const client = followed?.client === undefined ? {} : { client: followed.client };
  rig.actions.push({
    action: "tell",
    event: { event: "fault", fault: id, kind: fault.kind, what, ...connection, ...client, text },
  });
}

/** Nothing more is heard of the connection or said to it. */
export function bury(rig: Rig, followed: Followed): void {
  followed.state = "ended";
  followed.up.clear();
  followed.down.clear();
  followed.late.length = 0;
  rig.followeds.delete(followed.id);
  rig.isUntidy = true;
}

/** The core hears that a connection ended. */
export function endInCore(rig: Rig, followed: Followed, reason: CloseReason): void {
  bury(rig, followed);
  rig.asked.push(...rig.core.closed(followed.id, reason, rig.now));
}

/** Ends a connection on both sides. */
export function cut(rig: Rig, followed: Followed, how: "close" | "reset", reason: CloseReason): void {
  if (followed.state !== "open") return;
  const connection = followed.id;
  endInCore(rig, followed, reason);
  rig.actions.push(how === "reset" ? { action: "reset", connection } : { action: "close", connection, reason });
}

/** Ends a connection because a fault says so. */
export function cutBy(rig: Rig, { id, fault }: Standing, followed: Followed, how: "close" | "reset"): void {
  const text = `fault ${id} ${cutWords[how]} it`;
  cut(rig, followed, how, fault.kind === "restart" ? { kind: "broker-stopped", text } : { kind: "fault", text });
}

/** Ends a connection for which faults hold back too much. */
export function cutForLimit(rig: Rig, followed: Followed, bound: string): void {
  cut(rig, followed, "reset", { kind: "limit", text: `faults hold back more than ${bound} of it` });
}

/**
 * How many of so many bytes may pass until a fault cuts the connection, and which one does; they count as passed.
 */
export function pass(
  rig: Rig,
  followed: Followed,
  direction: Direction,
  bytes: number,
): { readonly room: number; readonly by: Standing | undefined } {
  let room = bytes;
  let by: Standing | undefined;
  for (const standing of meant(rig, followed)) {
    const { fault } = standing;
    if (fault.kind !== "cut" || fault.afterBytes === undefined || fault.direction !== direction) continue;
    const counted = followed.passed[direction] - memoryOf(followed, standing).passedBefore[direction];
    const left = Math.max(0, fault.afterBytes - counted);
    if (left > room) continue;
    room = left;
    by = standing;
  }
  followed.passed[direction] += room;
  return { room, by };
}

/** Ends a connection that has passed as many bytes as a fault lets it. */
export function cutAfterBytes(rig: Rig, by: Standing, followed: Followed): void {
  const { fault } = by;
  if (fault.kind !== "cut" || followed.state !== "open") return;
  const way = fault.direction === "up" ? "from" : "to";
  acted(rig, by, followed, `it is ${cutWords[fault.how]} after ${fault.afterBytes} bytes ${way} it`);
  cutBy(rig, by, followed, fault.how);
}
