/**
 * How many JsVars a bundle keeps once its text has run and before its first callback, found without a board: the text is
 * parsed, run as far as it can be known from here (estimate/run.ts), and what is then reachable is counted by the rules
 * of the interpreter's source (estimate/count.ts). Nothing is fitted to measurements; docs/sizes.md says how far it is
 * off.
 */
import { parseAst } from "rollup/parseAst";
import type { Board } from "../boards.js";
import { countJsVars, type Place } from "./estimate/count.js";
import { layoutOf } from "./estimate/layout.js";
import { machineFor } from "./estimate/machine.js";
import { runScript } from "./estimate/run.js";
import type { Node } from "./estimate/value.js";

export interface Estimate {
  /** JsVars with the text uploaded to RAM, where functions keep their code. */
  readonly ram: number;
  /** JsVars with the text in flash, as `.bootcde` or a module in Storage: functions keep where their code lies. */
  readonly flash: number;
  /** Branches, loops, callees and names of which only the board knows. */
  readonly guesses: number;
  /** Whether the text was followed to its end; a loop that is too long for that leaves the estimate short. */
  readonly complete: boolean;
}

/** Estimates a bundle: ES5 as the build makes it. */
export function estimate(code: string, board: Board): Estimate {
  const whole = kept(code, board);
  const base = kept("", board);
  return { ...whole, ram: whole.ram - base.ram, flash: whole.flash - base.flash };
}

function kept(text: string, board: Board): Estimate {
  const layout = layoutOf(board.jsVarBytes);
  const machine = machineFor(text, board);
  const complete = runScript(machine, parseAst(text) as unknown as Node);
  const roots = [machine.root, machine.timers, machine.watches, machine.modules, machine.hidden];
  const count = (place: Place) => countJsVars(roots, text, layout, place, board.strings === "unicode");
  return { ram: count("ram"), flash: count("flash"), guesses: machine.guesses, complete };
}
