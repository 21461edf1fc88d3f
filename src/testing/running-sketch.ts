/** What a test has of a sketch that runs: what the person who tests reads in the editor. */

import type { Verdict } from "../broker/endpoint/verdict.js";
import type { Estimate } from "../build/estimate.js";
import type { VirtualBoard } from "../sim/board.js";
import type { DeepSleep } from "../sim/deep-sleep.js";
import type { PartHandle } from "../sim/parts/circuit.js";
import type { Status } from "../sim/probe.js";
import type { SketchFault } from "./faults-now.js";
import type { Wanted } from "./wait-for.js";

/** A message that arrived at the broker. */
export interface Publication {
  readonly topic: string;
  readonly message: string;
  readonly retain: boolean;
  /** What the platform makes of it: docs/broker.md. */
  readonly verdict: Verdict;
  /** Since the sketch booted, in milliseconds. */
  readonly atMs: number;
}

/** A connection that the sketch asked for. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  /** What the board sent first, one char per byte: its CONNECT; undefined until then. */
  readonly connect: string | undefined;
}

/** A sketch that runs, as long as time is moved on. */
export interface RunningSketch {
  /** Pins, sensors, the console, and counters of bytes and of idle passes. A reset is a fault: `board-reset`, `power-cut`. */
  readonly board: Pick<VirtualBoard, "setPin" | "getPin" | "setAnalog" | "evaluate" | "traffic" | "passes">;
  /** The parts by their names: what they measure changes with `set`, what is wrong with them with `fail`. */
  readonly parts: Readonly<Record<string, PartHandle>>;
  /** What arrived at the broker so far, in its order. */
  readonly published: readonly Publication[];
  /** Where the sketch has connected to, each attempt. */
  readonly connections: readonly Connection[];
  /** What the broker refused or ended, in words: a packet that is wrong, a silence. */
  readonly complaints: readonly string[];
  /** Lines that the board printed, uncaught errors among them. */
  readonly printed: readonly string[];
  /** Errors that the sketch did not catch. */
  readonly uncaught: readonly string[];
  /**
   * Its deep sleeps so far: when each began, how long the board had been awake, how long it was to last, and when the
   * board woke, undefined while it sleeps. Times are milliseconds since the first boot.
   */
  readonly sleeps: readonly DeepSleep[];
  /** When a watchdog that was not kicked reset the board. */
  readonly watchdogResets: readonly number[];
  /**
   * What `status()` of tagwire says now, whether the sketch imports it or not: `waiting` and `waitingBytes` are the queue.
   * Throws where the sketch does not import tagwire, and while the board sleeps, has no power, or stands still.
   */
  status(): Status;
  /**
   * How many JsVars the script keeps once it has run, as the build estimates it, with the code in RAM or in flash: not
   * measured, and without what it allocates later. docs/sizes.md says how far it is off.
   */
  estimateMemory(): Promise<Estimate>;
  /**
   * Moves the time on; all that comes due in it is done when this returns. Throws a Complaint where a file that feeds a
   * part ends before.
   */
  advance(ms: number): void;
  /**
   * Moves the time on until a message has arrived that is wanted, by its tag, a topic filter, or a function; one that came
   * already is taken at once. Each message serves one wait. Throws if none comes, with a sentence that says what did.
   * @param withinMs how much virtual time it may take
   */
  waitFor(wanted: Wanted, withinMs: number): Publication;
  /**
   * Somebody else publishes a message: it goes to the sketch if that has subscribed to its topic, and not into `published`.
   * Nobody hears it while the broker is down.
   * @param how `qos`, 0 if not given, and `retain`, false if not given
   */
  publish(topic: string, message: string, how?: { readonly qos?: 0 | 1; readonly retain?: boolean }): void;
  /**
   * Something goes wrong, from now on or at its time: a fault of docs/simulator.md, such as `{ fault: "broker-down" }`.
   * Throws a Complaint where it is none.
   */
  putFault(fault: SketchFault): void;
  /** All is well from now on: what goes on ends, and what was to come does not. */
  heal(): void;
  /** Pulls the plug. */
  stop(): Promise<void>;
}
