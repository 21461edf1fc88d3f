/** A meter that gives pulses: of energy, water, wind or rain. A pulse is a high that lasts half its turn, 30 ms at most. */
import type { Part, Wires } from "./part.js";

const LONGEST_PULSE_MS = 30;

export function pulseMeter({ pin }: { readonly pin: string }, wires: Wires): Part {
  /** How much of a turn is over, 0 to 1, and when that was. */
  let turned = 0;
  let turnedMs = wires.now();
  let perMs = 0;
  /** Counts the plans that were made: an older one than the last is void. */
  let plan = 0;

  function turn(): void {
    turned += (wires.now() - turnedMs) * perMs;
    turnedMs = wires.now();
    perMs = wires.input("pulsesPerS") / 1000;
  }

  function next(): void {
    const mine = ++plan;
    if (perMs === 0) return;
    wires.at(Math.max(0, (1 - turned) / perMs), () => {
      if (mine !== plan) return;
      turn();
      turned = 0;
      pulse();
      next();
    });
  }

  function pulse(): void {
    wires.put(pin, true, wires.now());
    const lastsMs = perMs === 0 ? LONGEST_PULSE_MS : Math.min(LONGEST_PULSE_MS, 0.5 / perMs);
    wires.at(lastsMs, () => wires.put(pin, false, wires.now()));
  }

  function follow(): void {
    turn();
    next();
  }

  return { booted: follow, changed: follow };
}
