/** Time that goes on only when it is told to: a board on it sleeps for an hour in a moment. */
import type { Clock } from "./surroundings.js";

export interface VirtualClock extends Clock {
  /**
   * Moves the time on and runs what comes due in its order; 0 runs what is due now. What runs may call it again, as a
   * board does that stands still within a call. Throws a Spin where time stands still and callbacks do not.
   * @param isEnough asked after each callback: true, and the time stops there
   */
  advance(ms: number, isEnough?: () => boolean): void;
  /** The time jumps without anything coming due. */
  step(ms: number): void;
  /** How many callbacks wait. */
  waiting(): number;
}

/** Something calls itself back again and again without time going by. */
export class Spin extends Error {}

/** Callbacks within one millisecond after which something must be spinning. */
const mostTurns = 10_000;

/** Milliseconds since 1970 have no room for finer fractions: what is woken ahead of its timer would be woken for ever. */
const stepsPerMs = 1024;

/** A clock that stands still at the second of January 2026. */
export function virtualClock(): VirtualClock {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  let turns = 0;
  /** In the order in which it comes due; of the same moment, in the order in which it was asked for. */
  const due: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    at(delayMs, callback) {
      const one = { at: now + Math.ceil(delayMs * stepsPerMs) / stepsPerMs, callback };
      let index = due.length;
      while (index > 0 && (due[index - 1]?.at ?? 0) > one.at) index--;
      due.splice(index, 0, one);
      return () => {
        const index = due.indexOf(one);
        if (index >= 0) due.splice(index, 1);
      };
    },
    advance(ms, isEnough) {
      const end = now + ms;
      for (let next = due[0]; next && next.at <= end; next = due[0]) {
        due.shift();
        turns = Math.floor(next.at) > Math.floor(now) ? 0 : turns + 1;
        if (turns > mostTurns) throw new Spin(`More than ${mostTurns} turns within a millisecond: something spins.`);
        now = Math.max(now, next.at);
        next.callback();
        if (isEnough?.()) return;
      }
      if (end > now) turns = 0;
      now = Math.max(now, end);
    },
    step(ms) {
      now += ms;
    },
    waiting: () => due.length,
  };
}
