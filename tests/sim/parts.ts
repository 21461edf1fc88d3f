/** A sketch on a virtual board with parts, in virtual time. */
import { type Board, loadBoard } from "../../src/boards.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import { circuitOf, type PartHandle } from "../../src/sim/parts/circuit.js";
import { type PartForm, parseParts } from "../../src/sim/parts/parse.js";
import { type VirtualClock, virtualClock } from "../../src/sim/virtual-clock.js";
import { fakeNetwork } from "./fakes.js";

export interface PartsBench {
  readonly board: VirtualBoard;
  readonly clock: VirtualClock;
  readonly parts: Readonly<Record<string, PartHandle>>;
  demandFedUntil(ms: number): void;
  /** The lines since the last call. */
  said(): string[];
}

/** The texts of files by their names; other files are not there. */
export type Files = Readonly<Record<string, string>>;

export const readFrom = (files: Files) => (file: string) => {
  const text = files[file];
  if (text === undefined) throw new Error(`There is no ${file}.`);
  return text;
};

export function withParts(
  parts: readonly PartForm[],
  sketch: string,
  { board = loadBoard("esp32"), files = {}, seed = 1 }: { board?: Board; files?: Files; seed?: number } = {},
): PartsBench {
  const clock = virtualClock();
  const read = readFrom(files);
  const circuit = circuitOf(parseParts(parts, "parts", board, read), board, clock, seed, read);
  const lines: string[] = [];
  const virtual = boot(sketch, board, {
    clock,
    network: fakeNetwork(),
    random: () => 0.25,
    serial: "01020304-05060708",
    onConsole: (line) => lines.push(line),
    circuit,
  });
  return {
    board: virtual,
    clock,
    parts: circuit.parts,
    demandFedUntil: circuit.demandFedUntil,
    said: () => lines.splice(0),
  };
}
