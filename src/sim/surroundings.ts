/** What a virtual board is given and never takes by itself: time, chance, network, its serial number and a console. */
import type { Network } from "./network.js";

export interface Clock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Calls back once, after that many milliseconds (0: as soon as possible, never at once). Returns what cancels it. */
  at(delayMs: number, callback: () => void): () => void;
}

export interface Surroundings {
  readonly clock: Clock;
  /** The next chance: 0 up to, not including, 1. */
  random(): number;
  readonly network: Network;
  /** What `getSerial()` answers. */
  readonly serial: string;
  /** A line that the board printed, uncaught errors included. */
  onConsole(line: string): void;
  /** An error that the sketch did not catch, as the console shows it, and where V8 saw it. */
  onUncaught?(error: { message: string; stack: string }): void;
}
