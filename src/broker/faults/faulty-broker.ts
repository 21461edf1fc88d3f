/**
 * A broker's core that fails on command. It stands between the core and its surroundings, whose bytes and actions it
 * changes for the connections that a fault is meant for; all others, and all while there is no fault, pass by.
 *
 *   surroundings --bytes--> up pipe --packets--> rules --bytes--> core
 *   surroundings <--actions-- down pipe <--packets-- rules <--actions-- core
 *
 * Like the core it holds no clock, so the same faults happen behind sockets and in virtual time. Here is how faults begin
 * and end.
 */

import type { Action } from "../action.js";
import type { Broker, ConnectionSeen } from "../broker.js";
import { createDecoder } from "../decode.js";
import { takeRest } from "../framer.js";
import { createTopicCache } from "../topic-cache.js";
import { sayLate, shape } from "./down.js";
import { cutWords, type Fault, FaultMistake } from "./fault.js";
import { beginMemory, type Followed, held, isDeaf, nextAt, shapeOf } from "./followed.js";
import { plain } from "./pipe.js";
import { acted, bury, cut, cutBy, endInCore, follow, mayConcern, type Rig, takeHold, tell } from "./rig.js";
import { createStanding, isInstant, isMeant, isSpent, type ListedFault, listed, type Standing } from "./standing.js";
import { arrive } from "./up.js";

/** Faults at a time. */
const MAX_FAULTS = 1_000;

export interface FaultyBroker extends Broker {
  /** Puts a fault. Throws a FaultMistake if its id is taken, or there are 1,000 already. */
  putFault(fault: Fault, now: number): { readonly put: ListedFault; readonly actions: Action[] };
  /** Ends a fault: what it held back goes its way. Undefined if there is none of that id. */
  removeFault(id: string, now: number): Action[] | undefined;
  listFaults(now: number): ListedFault[];
  /** When a fault has something to do; `nextExpiry` counts it in. */
  nextFaultAt(): number;
}

/** @param maxPacketBytes that of the core's limits */
export function createFaultyBroker(core: Broker, maxPacketBytes: number): FaultyBroker {
  const rig: Rig = {
    core,
    maxPacketBytes,
    standings: new Map(),
    followeds: new Map(),
    decoder: createDecoder(false, createTopicCache()),
    asked: [],
    actions: [],
    now: 0,
    isUntidy: false,
  };
  const { standings, followeds } = rig;
  let lastNumber = 0;

  function taken(): Action[] {
    do {
      if (rig.isUntidy) tidy(rig);
      shape(rig, rig.asked.splice(0));
    } while (rig.isUntidy || rig.asked.length > 0);
    const done = rig.actions;
    rig.actions = [];
    return done;
  }

  function nextFaultAt(): number {
    if (standings.size === 0 && followeds.size === 0) return Number.POSITIVE_INFINITY;
    let soonest = Number.POSITIVE_INFINITY;
    for (const { isActive, startsAt, endsAt } of standings.values()) {
      soonest = Math.min(soonest, isActive ? endsAt : startsAt);
    }
    for (const followed of followeds.values()) soonest = Math.min(soonest, nextAt(followed));
    return soonest;
  }

  return {
    ...core,

    accept(id, now, peer, address = peer) {
      const asked = core.accept(id, now, peer, address);
      if (standings.size === 0) return asked;
      rig.now = now;
      const seen: ConnectionSeen = { id, peer, address, client: undefined };
      const isTaken = !asked.some(({ action }) => action === "close");
      if (isTaken && mayConcern(rig, seen)) takeHold(rig, follow(rig, seen));
      shape(rig, asked);
      return taken();
    },

    receive(id, bytes, now) {
      if (followeds.size === 0) return core.receive(id, bytes, now);
      rig.now = now;
      const followed = followeds.get(id);
      if (followed === undefined) shape(rig, core.receive(id, bytes, now));
      else if (followed.state === "open") arrive(rig, followed, bytes);
      return taken();
    },

    put(client, topic, payload, verdict, now, how) {
      if (followeds.size === 0) return core.put(client, topic, payload, verdict, now, how);
      rig.now = now;
      shape(rig, core.put(client, topic, payload, verdict, now, how));
      return taken();
    },

    closed(id, reason, now) {
      if (followeds.size === 0) return core.closed(id, reason, now);
      rig.now = now;
      const followed = followeds.get(id);
      if (followed === undefined) {
        shape(rig, core.closed(id, reason, now));
      } else if (followed.state === "forgotten") {
        bury(rig, followed);
      } else if (isDeaf(followed, "up")) {
        followed.state = "gone";
        followed.down.clear();
        followed.late.length = 0;
      } else if (followed.up.isEmpty) {
        endInCore(rig, followed, reason);
      } else {
        // What it said before is still on its way, and so is its end.
        followed.up.push({ bytes: undefined, arrive: () => endInCore(rig, followed, reason) }, plain, rig.now);
      }
      return taken();
    },

    expire(now) {
      if (standings.size === 0 && followeds.size === 0) return core.expire(now);
      rig.now = now;
      for (const standing of standings.values()) {
        if (!standing.isActive && standing.startsAt <= now) start(rig, standing);
        if (standing.endsAt <= now && standings.has(standing.id)) end(rig, standing);
      }
      for (const followed of followeds.values()) release(rig, followed);
      if (core.nextExpiry() <= now) shape(rig, core.expire(now));
      return taken();
    },

    stop() {
      for (const followed of followeds.values()) bury(rig, followed);
      standings.clear();
      return [...taken(), ...core.stop()];
    },

    nextExpiry: () => Math.min(core.nextExpiry(), nextFaultAt()),

    nextFaultAt,

    putFault(fault, now) {
      rig.now = now;
      if (fault.id !== undefined && standings.has(fault.id)) {
        throw new FaultMistake(`id is "${fault.id}", which another fault has, wanted another one`);
      }
      if (standings.size >= MAX_FAULTS) {
        throw new FaultMistake(`there are ${MAX_FAULTS} faults, wanted no more: remove some first`);
      }
      let { id } = fault;
      while (id === undefined || (fault.id === undefined && standings.has(id))) id = `F${++lastNumber}`;
      const standing = createStanding(id, fault, now);
      standings.set(id, standing);
      tell(rig, standing, undefined, "put", `${fault.kind} is put for ${whom(fault)}`);
      if (standing.startsAt <= now) start(rig, standing);
      return { put: listed(standing, now), actions: taken() };
    },

    removeFault(id, now) {
      rig.now = now;
      const standing = standings.get(id);
      if (standing === undefined) return undefined;
      end(rig, standing);
      return taken();
    },

    listFaults: (now) => [...standings.values()].map((standing) => listed(standing, now)),
  };
}

function whom({ client, address }: Fault): string {
  const from = address === undefined ? "" : ` from ${address}`;
  return `${client === undefined ? "all clients" : `client ${JSON.stringify(client)}`}${from}`;
}

function start(rig: Rig, standing: Standing): void {
  const { fault } = standing;
  standing.isActive = true;
  if (isInstant(fault)) {
    strike(rig, standing);
    // For as long as a restart takes, nobody gets in.
    if (fault.kind !== "restart" || fault.forMs === undefined) {
      end(rig, standing);
      return;
    }
  }
  for (const seen of rig.core.connections()) {
    if (isMeant(fault, seen.address, seen.client) !== false && !rig.followeds.has(seen.id)) follow(rig, seen);
  }
  for (const followed of rig.followeds.values()) {
    beginMemory(followed, standing);
    takeHold(rig, followed);
  }
}

/** Acts once, on the connections that are there. */
function strike(rig: Rig, standing: Standing): void {
  const { fault } = standing;
  const how = fault.kind === "cut" ? fault.how : "reset";
  const struck = [...rig.core.connections()].filter((seen) => isMeant(fault, seen.address, seen.client) === true);
  for (const seen of struck) {
    if (isSpent(standing)) break;
    const followed = rig.followeds.get(seen.id) ?? follow(rig, seen);
    acted(rig, standing, followed, `it is ${cutWords[how]}${fault.kind === "restart" ? ": the broker restarts" : ""}`);
    cutBy(rig, standing, followed, how);
  }
  if (fault.kind !== "restart" || fault.state !== "lost") return;
  if (fault.client === undefined && fault.address === undefined) {
    rig.core.forget();
    return;
  }
  const clients = new Set(struck.map(({ client }) => client));
  // Where a client came from that is away now is not known: of an address only those that were there count.
  const isAway = (client: string) => fault.address === undefined && isMeant(fault, "", client) === true;
  rig.core.forget((client) => clients.has(client) || isAway(client));
}

function end(rig: Rig, standing: Standing): void {
  rig.standings.delete(standing.id);
  rig.isUntidy = true;
  for (const followed of rig.followeds.values()) letGo(rig, followed, standing);
  const often = standing.acted === 1 ? "once" : `${standing.acted} times`;
  tell(rig, standing, undefined, "ended", `${standing.fault.kind} ended, it acted ${often}`);
}

/** What the fault held back of a connection goes its way; one that lost bytes can't go on. */
function letGo(rig: Rig, followed: Followed, standing: Standing): void {
  const wasHeld = followed.memories.get(standing)?.isHeld === true;
  const { kind } = standing.fault;
  followed.memories.delete(standing);
  if (wasHeld && (kind === "half-open" || kind === "silence")) {
    hangUp(rig, followed, standing);
    return;
  }
  if (wasHeld && kind === "slow-reader") readOn(rig, followed);
  for (const late of followed.late.filter((one) => one.standing === standing)) sayLate(rig, followed, late);
  if (shapeOf(followed, "up") === plain) followed.up.flush();
  if (shapeOf(followed, "down") === plain) followed.down.flush();
}

/** Bytes were lost that can't come any more. */
function hangUp(rig: Rig, followed: Followed, { id }: Standing): void {
  const reason = { kind: "fault", text: `fault ${id} ended, and what was lost meanwhile can't come any more` } as const;
  if (followed.state === "gone") {
    endInCore(rig, followed, reason);
  } else if (followed.state === "forgotten") {
    bury(rig, followed);
    rig.actions.push({ action: "reset", connection: followed.id });
  } else {
    cut(rig, followed, "reset", reason);
  }
}

function readOn(rig: Rig, followed: Followed): void {
  if (followed.readsOnAt === Number.POSITIVE_INFINITY) return;
  followed.readsOnAt = Number.POSITIVE_INFINITY;
  rig.actions.push({ action: "pause", connection: followed.id, isPaused: false });
}

/** Lets out what is due. */
function release(rig: Rig, followed: Followed): void {
  if (followed.readsOnAt <= rig.now) readOn(rig, followed);
  followed.up.release(rig.now);
  for (const late of followed.late.filter(({ at }) => at <= rig.now)) sayLate(rig, followed, late);
  followed.down.release(rig.now);
}

/** Ends faults that have done what they may, and follows no connection in vain. */
function tidy(rig: Rig): void {
  while (rig.isUntidy) {
    rig.isUntidy = false;
    for (const standing of rig.standings.values()) {
      if (isSpent(standing) && !isHolding(rig, standing)) end(rig, standing);
    }
  }
  for (const followed of rig.followeds.values()) {
    if (!isFree(followed) || mayConcern(rig, followed)) continue;
    rig.followeds.delete(followed.id);
    const rest = takeRest(followed.framer);
    if (rest.length > 0) rig.actions.push(...rig.core.receive(followed.id, rest, rig.now));
  }
}

function isHolding(rig: Rig, standing: Standing): boolean {
  for (const { memories, late } of rig.followeds.values()) {
    if (memories.get(standing)?.isHeld || late.some((one) => one.standing === standing)) return true;
  }
  return false;
}

/** Whether nothing is held back of a connection, and nothing holds it. */
function isFree(followed: Followed): boolean {
  for (const _ of held(followed)) return false;
  return followed.state === "open" && followed.up.isEmpty && followed.down.isEmpty && followed.late.length === 0;
}
