/**
 * Deep sleep as the board's surroundings see it: the radio is off and RAM gone, a timer of the chip's goes on, and after
 * it the board boots as if the power came. What it slept, and was awake for, stands in a list.
 */
import type { Clock } from "./surroundings.js";

/** One deep sleep, in milliseconds: times are the clock's, or since the boot in a test of a sketch. */
export interface DeepSleep {
  /** When it fell asleep. */
  readonly atMs: number;
  /** How long it had been awake. */
  readonly awakeMs: number;
  /** How long it was to sleep; Infinity: until somebody presses the reset button. */
  readonly forMs: number;
  /** When it woke, by its timer or by a reset; undefined while it sleeps. */
  wokeMs: number | undefined;
}

export interface Sleeper {
  /** Every sleep so far, in order. */
  readonly sleeps: readonly DeepSleep[];
  readonly isAsleep: () => boolean;
  /** How long it has been awake in all: neither asleep nor without power. */
  readonly awakeMs: () => number;
  fallAsleep(forMs: number): void;
  /** The power is there again, or the reset button was pressed: whatever it slept is over. */
  boots(): void;
  /** The power goes, and with it the chip's timer. */
  powerFails(): void;
}

/** A sleep of nothing takes this long: no chip boots in no time. */
const SHORTEST_MS = 1;

/** @param wake boots the board */
export function sleeper(clock: Clock, wake: () => void): Sleeper {
  const sleeps: DeepSleep[] = [];
  let isAsleep = false;
  /** When it booted; undefined while it sleeps, or has no power. */
  let bootedMs: number | undefined = clock.now();
  /** Of the boots before. */
  let formerMs = 0;
  let cancel = () => {};
  const sinceBootMs = () => (bootedMs === undefined ? 0 : clock.now() - bootedMs);
  const awakeMs = () => formerMs + sinceBootMs();

  function goesDark(): void {
    formerMs = awakeMs();
    bootedMs = undefined;
  }

  return {
    sleeps,
    isAsleep: () => isAsleep,
    awakeMs,
    fallAsleep(forMs) {
      sleeps.push({ atMs: clock.now(), awakeMs: sinceBootMs(), forMs, wokeMs: undefined });
      goesDark();
      isAsleep = true;
      cancel = forMs < Number.POSITIVE_INFINITY ? clock.at(Math.max(forMs, SHORTEST_MS), wake) : () => {};
    },
    boots() {
      cancel();
      goesDark();
      bootedMs = clock.now();
      const last = sleeps.at(-1);
      if (last && isAsleep) last.wokeMs = bootedMs;
      isAsleep = false;
    },
    powerFails() {
      cancel();
      goesDark();
    },
  };
}

/** What a board's sleeps say of the time up to now. */
export interface Wakefulness {
  readonly sleeps: number;
  /** In all; what it had no power for is not in it. */
  readonly awakeMs: number;
  /** The longest time from a boot, or a waking, to the sleep that followed. */
  readonly longestAwakeMs: number;
}

export function wakefulness({ sleeps, awakeMs }: Pick<Sleeper, "sleeps" | "awakeMs">): Wakefulness {
  return {
    sleeps: sleeps.length,
    awakeMs: Math.round(awakeMs()),
    longestAwakeMs: Math.round(sleeps.reduce((longest, { awakeMs }) => Math.max(longest, awakeMs), 0)),
  };
}
