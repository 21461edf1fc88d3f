/** The host's own time, chance and network as a board's surroundings: a virtual board in real time. */
import { randomInt } from "node:crypto";
import { hostNetwork } from "./host-network.js";
import type { Clock, Surroundings } from "./surroundings.js";

/** Longest delay that the host's timers take, about 24.8 days; a board that wakes early just sleeps on. */
const longestDelayMs = 2 ** 31 - 1;

/** The host's clock. It never steps back, even if the host's calendar does. */
function hostClock(): Clock {
  return {
    now: () => performance.timeOrigin + performance.now(),
    at(delayMs, callback) {
      if (delayMs <= 0) {
        const soon = setImmediate(callback);
        return () => clearImmediate(soon);
      }
      const later = setTimeout(callback, Math.min(Math.ceil(delayMs), longestDelayMs));
      return () => clearTimeout(later);
    },
  };
}

/**
 * Surroundings of the real world for one board; stopping the board frees them.
 * @param onConsole gets each line that the board prints
 * @param blockedMs how long a connection that blocks the board may take (20 s)
 */
export function hostSurroundings(onConsole: (line: string) => void, blockedMs?: number): Surroundings {
  return {
    clock: hostClock(),
    random: () => randomInt(2 ** 47) / 2 ** 47,
    network: hostNetwork(blockedMs),
    serial: "00000000-00000000-00000000",
    onConsole,
  };
}
