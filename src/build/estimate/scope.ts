/** Where a name is found: in the scopes around a piece of text, from the inside out, then on the board. */
import { builtIn, guess, type Machine } from "./machine.js";
import type { Thing, Value } from "./value.js";

/** Where a piece of text runs: its scopes, the innermost last, and its `this`. */
export interface Place {
  readonly scopes: readonly Thing[];
  readonly self: Value;
}

export const nameOf = (node: unknown): string => (node as { name: string }).name;

export const scopeOf = (machine: Machine, { scopes }: Place): Thing => scopes.at(-1) ?? machine.root;

/** The slot of a name, from the inside out. */
export function scopeWith(machine: Machine, name: string, { scopes }: Place): Thing | undefined {
  return (
    [...scopes].reverse().find(({ slots }) => slots.has(name)) ??
    (machine.root.slots.has(name) ? machine.root : undefined)
  );
}

export function lookUp(machine: Machine, name: string, place: Place): Value {
  return scopeWith(machine, name, place)?.slots.get(name) ?? builtIn(machine, name) ?? guess(machine);
}
