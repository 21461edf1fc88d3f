/**
 * What the estimate knows of a value: enough to say how many JsVars it takes. Values have identity, as JsVars have: two
 * names of one string share it.
 */

/** A node of the parsed text. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export type Value = Undefined | Unknown | Null | Bool | Num | Str | Thing;

export interface Undefined {
  readonly kind: "undefined";
}
/** What only the board knows: a reading of a pin, the time, what a module returned. */
export interface Unknown {
  readonly kind: "unknown";
}
export interface Null {
  readonly kind: "null";
}
export interface Bool {
  readonly kind: "boolean";
  readonly value: boolean;
}
/** The interpreter tells 3 from 3.0: the one may lie within its name, the other takes a JsVar. */
export interface Num {
  readonly kind: "number";
  readonly value: number;
  readonly float: boolean;
}
export interface Str {
  readonly kind: "string";
  readonly text: string;
  /** Whether it lies in one piece. */
  readonly flat: boolean;
}

/** What has names within: objects, arrays, functions and their scopes. */
export interface Thing {
  readonly kind: "object" | "array" | "function" | "native" | "buffer" | "view" | "pin" | "scope";
  readonly slots: Map<string, Value>;
  /** Of a function: what it is. */
  readonly code?: Code;
  /** Of a native: the path by which it is found, `Math.floor`; of a view: its class; of a pin: its name. */
  readonly path: string;
  /** Of an array: its length; of a buffer: its bytes; of a scope: arguments beyond the parameters. */
  length: number;
  /** What it keeps beside its slots: a view its buffer, a scope its arguments beyond the parameters. */
  readonly kept: Value[];
}

export interface Code {
  /** FunctionDeclaration or FunctionExpression. */
  readonly node: Node;
  /** The scopes around it, the outermost first; not the global one. */
  readonly scopes: readonly Thing[];
  /** What `bind` fixed. */
  readonly bound?: { readonly self: Value; readonly values: readonly Value[] };
}

/** Thrown where the run is given up: too many steps, calls too deep, or more data than any board holds. */
export class GivenUp extends Error {}

/** Characters of a text, and elements of an array, that are followed. No board has room for a tenth of it. */
const most = 1_000_000;

export function mustBeShort(length: number): void {
  if (length > most) throw new GivenUp();
}

export function short(text: string): string {
  mustBeShort(text.length);
  return text;
}

export const undefinedValue: Undefined = { kind: "undefined" };
export const unknown = (): Unknown => ({ kind: "unknown" });
export const bool = (value: boolean): Bool => ({ kind: "boolean", value });
export const int = (value: number): Num => ({ kind: "number", value, float: !Number.isSafeInteger(value) });
export const float = (value: number): Num => ({ kind: "number", value, float: true });
export const str = (text: string, flat = false): Str => ({ kind: "string", text, flat });

export function thing(kind: Thing["kind"], rest: Partial<Thing> = {}): Thing {
  return { kind, slots: new Map(), path: "", length: 0, kept: [], ...rest };
}

export function isThing(value: Value | undefined): value is Thing {
  return value !== undefined && "slots" in value;
}

/** The value as the host's own, or `notPlain` for things and unknowns. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case "undefined":
      return undefined;
    case "null":
      return null;
    case "boolean":
    case "number":
      return value.value;
    case "string":
      return value.text;
    default:
      return notPlain;
  }
}

export const notPlain: unique symbol = Symbol("not plain");

/** The host's value as one of ours; arrays and objects with all that is in them. */
export function asValue(given: unknown): Value {
  if (given === undefined) return undefinedValue;
  if (given === null) return { kind: "null" };
  if (typeof given === "boolean") return bool(given);
  if (typeof given === "number") return int(given);
  if (typeof given === "string") return str(given);
  if (Array.isArray(given)) return arrayOf(given.map(asValue));
  if (typeof given !== "object") return unknown();
  return thing("object", {
    slots: new Map(Object.entries(given).map(([key, value]) => [key, asValue(value)] as const)),
  });
}

export function arrayOf(values: readonly Value[]): Thing {
  return thing("array", {
    slots: new Map(values.map((value, index) => [String(index), value] as const)),
    length: values.length,
  });
}

/** The values of an array in their order, holes as undefined. */
export function itemsOf(array: Thing): Value[] {
  mustBeShort(array.length);
  return Array.from({ length: array.length }, (_, index) => array.slots.get(String(index)) ?? undefinedValue);
}

/** Whether it counts as true; undefined where only the board knows. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === "unknown") return undefined;
  return isThing(value) || Boolean(plain(value));
}

/** Text as `"" + value` has it; of what is unknown, nothing. */
export function textOf(value: Value): string {
  const given = plain(value);
  return given === notPlain ? "" : String(given);
}
