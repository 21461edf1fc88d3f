/**
 * The watchdog of an ESP32: whoever enables it must kick it before its time is over, or the board boots anew. The
 * firmware kicks it in each idle pass by itself, unless it was told not to.
 */
import type { Clock } from "./surroundings.js";

export interface Watchdog {
  enable(seconds: number, isAuto: boolean): void;
  kick(): void;
  /** A boot, or no power: nobody watches. */
  disable(): void;
}

/**
 * @param isStuck whether the firmware is kept from its idle passes
 * @param bite its time is over
 */
export function watchdog(clock: Clock, isStuck: () => boolean, bite: () => void): Watchdog {
  let cancel = () => {};
  let forMs = 0;
  let kicks = false;

  function kick(): void {
    cancel();
    if (forMs > 0) cancel = clock.at(forMs, look);
  }

  function look(): void {
    if (kicks && !isStuck()) kick();
    else bite();
  }

  return {
    enable(seconds, isAuto) {
      // The chip takes whole seconds.
      forMs = Math.floor(seconds + 0.5) * 1_000;
      kicks = isAuto;
      kick();
    },
    kick,
    disable() {
      forMs = 0;
      cancel();
    },
  };
}
