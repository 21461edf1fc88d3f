/** Plays a sketch in the simulator, with the SDK as it is or with a fault planted in it, to see which checks find that. */
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { recordInputs } from "../../src/build/inputs.js";
import { type Mutant, mutated } from "../../src/explore/mutants.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation, SimulationOptions } from "../../src/sim/simulation.js";
import { withFiles } from "../build/sketch.js";

export interface Life extends Partial<Omit<SimulationOptions, "board" | "code" | "isProbed">> {
  /** The sketch's text. */
  readonly text: string;
  readonly forMs: number;
  /** An ESP32, if not given. */
  readonly board?: string;
  /** The SDK is as it is, if not given. */
  readonly planted?: Mutant | undefined;
}

export async function playText({ text, board: id = "esp32", planted, ...how }: Life): Promise<Simulation> {
  const board = loadBoard(id);
  // A planted fault may be none that the dialect's rules bear.
  const sdk = planted ? { inputs: mutated(planted), dialect: false } : { inputs: recordInputs() };
  const { code } = await withFiles({ "sketch.ts": text }, (folder) =>
    build(`${folder}/sketch.ts`, board, { probe: true, ...sdk }),
  );
  return simulate({ settleMs: 120_000, seed: 1, faults: [], ...how, code, isProbed: true, board });
}

/** The names of the checks that failed. */
export const checksOf = ({ failures }: Simulation): string[] => failures.map(({ check }) => check);

/** A mutant of that file in src/device. */
export const plantedIn =
  (file: string) =>
  (name: string, original: string, planted: string): Mutant => ({ name, file, original, planted });
