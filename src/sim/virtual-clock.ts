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

/** What is due, and when; of the same moment, in the order in which it was asked for. */
interface Due {
  readonly at: number;
  readonly nth: number;
  /** Undefined once it was called off. */
  callback: (() => void) | undefined;
}

/** A clock that stands still at the second of January 2026. */
export function virtualClock(): VirtualClock {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  let turns = 0;
  let asked = 0;
  /** A heap, the next one first: a link that drips has a hundred thousand bytes under way. */
  let due: Due[] = [];
  let calledOff = 0;

  const isAhead = (one: Due, other: Due) => one.at < other.at || (one.at === other.at && one.nth < other.nth);

  function push(one: Due): void {
    let index = due.length;
    for (let parent = (index - 1) >> 1; index > 0 && isAhead(one, due[parent] as Due); parent = (index - 1) >> 1) {
      due[index] = due[parent] as Due;
      index = parent;
    }
    due[index] = one;
  }

  /** Takes the next one out. */
  function pop(): void {
    const last = due.pop() as Due;
    if (due.length === 0) return;
    let index = 0;
    for (let child = 1; child < due.length; child = 2 * index + 1) {
      const right = due[child + 1];
      if (right && isAhead(right, due[child] as Due)) child++;
      if (!isAhead(due[child] as Due, last)) break;
      due[index] = due[child] as Due;
      index = child;
    }
    due[index] = last;
  }

  /** The next one; what was called off goes. */
  function next(): Due | undefined {
    for (let one = due[0]; one; one = due[0]) {
      if (one.callback) return one;
      pop();
      calledOff--;
    }
    return undefined;
  }

  return {
    now: () => now,
    at(delayMs, callback) {
      const at = now + Math.ceil(delayMs * stepsPerMs) / stepsPerMs;
      const one: Due = { at, nth: asked++, callback };
      push(one);
      return () => {
        if (!one.callback) return;
        one.callback = undefined;
        if (++calledOff < 100 || calledOff < due.length / 2) return;
        const left = due.filter(({ callback }) => callback);
        due = [];
        calledOff = 0;
        for (const other of left) push(other);
      };
    },
    advance(ms, isEnough) {
      const end = now + ms;
      for (let one = next(); one && one.at <= end; one = next()) {
        const { at, callback } = one;
        pop();
        one.callback = undefined;
        turns = Math.floor(at) > Math.floor(now) ? 0 : turns + 1;
        if (turns > mostTurns) throw new Spin(`More than ${mostTurns} turns within a millisecond: something spins.`);
        now = Math.max(now, at);
        callback?.();
        if (isEnough?.()) return;
      }
      if (end > now) turns = 0;
      now = Math.max(now, end);
    },
    step(ms) {
      now += ms;
    },
    waiting: () => due.length - calledOff,
  };
}
