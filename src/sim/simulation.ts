/** What a simulation is given, and what it answers. */
import type { Board } from "../boards.js";
import type { Failure } from "./checks/failures.js";
import type { Wakefulness } from "./deep-sleep.js";
import type { Fault } from "./faults/schedule.js";
import type { Counts } from "./ledger.js";
import type { ReadPart } from "./parts/parse.js";
import type { Conversation } from "./virtual-network.js";

/** What somebody else publishes, and when, in milliseconds since the sketch first booted. */
export interface OthersMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly message: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface SimulationOptions {
  /** What the board boots. */
  readonly code: string;
  /** Where the loops of the code begin that count their turns (bounded.ts); none, if none do. */
  readonly loops?: readonly number[];
  /** What stands there, for a person. */
  readonly placeOf?: (offset: number) => string;
  /** Whether the code hands over the SDK's calls; without, only what goes over the wire is known and checked. */
  readonly isProbed: boolean;
  readonly board: Board;
  /** How long the sketch runs before all has to come to rest. */
  readonly forMs: number;
  /** How long that may take. */
  readonly settleMs: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** What the broker gets beside what the board sends it; nothing, if not given. */
  readonly messages?: readonly OthersMessage[];
  /** What hangs on the board's pins and buses; nothing, if not given. */
  readonly parts?: readonly ReadPart[];
  /** Told how much of the time is over, and what was counted in it. */
  readonly onProgress?: (doneMs: number, allMs: number, counts: Readonly<Counts>) => void;
}

export interface Simulation extends Readonly<Counts>, Wakefulness {
  readonly seed: number;
  readonly board: string;
  /** Whether values were counted as they were put. */
  readonly isProbed: boolean;
  readonly virtualMs: number;
  /** Values put before the end that neither arrived nor are counted as dropped, nor went with the RAM. */
  readonly lost: number;
  readonly connections: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Milliseconds in which something was on its way. */
  readonly radioBusyMs: number;
  /** Writes that changed a file, those into a StorageFile among them. */
  readonly storageWrites: number;
  /** Pages of flash that were erased. */
  readonly pageErases: number;
  readonly passes: number;
  readonly boots: number;
  /** How often a watchdog that was not kicked reset the board. */
  readonly watchdogResets: number;
  readonly failures: readonly Failure[];
  /** What the boot code threw, the first time; undefined if nothing. */
  readonly bootError: string | undefined;
  /** Errors that the sketch did not catch, each once. */
  readonly uncaught: readonly string[];
  readonly conversations: readonly Conversation[];
  readonly printed: readonly string[];
}
