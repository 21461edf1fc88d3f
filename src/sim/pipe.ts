/**
 * One direction of a virtual connection: it carries bytes in order, late, and as the weather lets them. It flows, is held
 * (what is in it waits), or is dead (what is put in vanishes).
 */
import type { LinkEnd } from "./network.js";
import type { Clock } from "./surroundings.js";
import type { Direction, Weather } from "./weather.js";

/** Bytes, or that the connection is over. */
export type Parcel = string | { readonly end: LinkEnd };

export interface Pipe {
  readonly put: (parcel: Parcel) => void;
  readonly flow: () => void;
  /** Bytes put in that have not come out. */
  readonly underWay: () => number;
  paused: boolean;
  dead: boolean;
}

/** The time in which something is on its way, over all pipes. */
export interface BusyTime {
  readonly ms: () => number;
  noteUntil(untilMs: number): void;
}

export function busyTime(clock: Clock): BusyTime {
  let busyMs = 0;
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  return {
    ms: () => busyMs,
    noteUntil(untilMs) {
      const from = Math.max(clock.now(), busyUntilMs);
      if (untilMs > from) busyMs += untilMs - from;
      busyUntilMs = Math.max(busyUntilMs, untilMs);
    },
  };
}

/** @param noteBusy told until when something is on its way */
export function pipe(
  clock: Clock,
  weather: Weather,
  direction: Direction,
  noteBusy: (untilMs: number) => void,
  deliver: (parcel: Parcel) => void,
): Pipe {
  const held: Parcel[] = [];
  let lastArrivalMs = 0;
  let underWay = 0;
  const self: Pipe = {
    paused: false,
    dead: false,
    underWay: () => underWay,
    put(parcel) {
      if (typeof parcel === "string") underWay += parcel.length;
      const drip = weather.dripMs();
      if (typeof parcel !== "string" || drip === undefined) send(parcel, 0);
      else for (const byte of parcel) send(byte, drip);
    },
    flow() {
      while (held.length > 0 && !isHeld()) out(held.shift() as Parcel);
    },
  };
  const isHeld = () => self.paused || weather.isHeld(direction);
  function send(parcel: Parcel, gapMs: number): void {
    lastArrivalMs = Math.max(lastArrivalMs + gapMs, clock.now() + weather.latencyMs());
    noteBusy(lastArrivalMs);
    clock.at(lastArrivalMs - clock.now(), () => {
      if (held.length > 0 || isHeld()) held.push(parcel);
      else out(parcel);
    });
  }
  function out(parcel: Parcel): void {
    if (typeof parcel === "string") underWay -= parcel.length;
    if (!self.dead) deliver(parcel);
  }
  return self;
}
