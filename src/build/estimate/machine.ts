/**
 * The state of a run: the global scope, what the interpreter keeps hidden, and how members are found. Looking for a
 * member is not free on the interpreter: what is not an object's own is looked for in its class, and that class then
 * stands among the globals, with its prototype (`jspeiFindChildFromStringInParents`, src/jsparse.c).
 */
import type { Board } from "../../boards.js";
import { asValue, GivenUp, int, type Thing, thing, undefinedValue, unknown, type Value } from "./value.js";

export interface Machine {
  readonly text: string;
  readonly board: Board;
  /** The global scope; and what firmware keeps beside it: timers, watches, modules, and what it lists by name. */
  readonly root: Thing;
  readonly timers: Thing;
  readonly watches: Thing;
  readonly modules: Thing;
  readonly hidden: Thing;
  /** Steps that are left before the run is given up. */
  steps: number;
  depth: number;
  /** How often a branch, the rounds of a loop or a callee were not to be known. */
  guesses: number;
}

const mostSteps = 300_000;
/** A board's stack ends earlier. */
const mostCalls = 60;

export function machineFor(text: string, board: Board): Machine {
  return {
    text,
    board,
    root: thing("object"),
    timers: thing("array"),
    watches: thing("array"),
    modules: thing("object"),
    hidden: thing("object"),
    steps: mostSteps,
    depth: 0,
    guesses: 0,
  };
}

export function step(machine: Machine): void {
  if (--machine.steps < 0) throw new GivenUp();
}

/** Runs something one call deeper. */
export function deeper<T>(machine: Machine, run: () => T): T {
  if (++machine.depth > mostCalls) throw new GivenUp();
  try {
    return run();
  } finally {
    machine.depth--;
  }
}

/** Built-in names that become globals when they are first named (`jswIsBuiltInObject`). */
const classes: ReadonlySet<string> = new Set(
  (
    "Pin Array ArrayBuffer ArrayBufferView Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint24Array " +
    "Uint32Array Int32Array Float32Array Float64Array DataView Date Error SyntaxError TypeError InternalError " +
    "ReferenceError Function console JSON Number Object Boolean RegExp String Modules Math E process OneWire Promise " +
    "Serial StorageFile SPI I2C Waveform File Graphics url Server Socket dgramSocket httpSrv httpSRq httpSRs httpCRq " +
    "httpCRs AES"
  ).split(" "),
);

/** Built-in objects of a class: `Serial1`, `I2C2`. */
const instance = /^(Serial|I2C|SPI)\d$/;

/** What a global name means that the script did not define; undefined if it is none of the board's. */
export function builtIn(machine: Machine, name: string): Value | undefined {
  if (name === "undefined") return undefinedValue;
  if (name === "NaN" || name === "Infinity") return asValue(Number(name));
  if (name === "global" || name === "globalThis") return machine.root;
  if (name === "HIGH" || name === "LOW") return int(name === "HIGH" ? 1 : 0);
  if (machine.board.pins.includes(name)) return thing("pin", { path: name });
  if (classes.has(name)) {
    const found = thing("native", { path: name });
    machine.root.slots.set(name, found);
    return found;
  }
  const ofClass = instance.exec(name)?.[1];
  if (ofClass !== undefined) {
    const found = thing("object", { path: name, slots: new Map([["__proto__", prototypeOf(machine, ofClass)]]) });
    machine.root.slots.set(name, found);
    return found;
  }
  return machine.board.globals.includes(name) ? thing("native", { path: name }) : undefined;
}

/** The prototype of a function that makes objects; its `constructor` is set where an object is made. */
export function prototypeOfFunction(maker: Thing, withConstructor: boolean): Thing {
  const found = maker.slots.get("prototype");
  const prototype = found && "slots" in found ? found : thing("object");
  maker.slots.set("prototype", prototype);
  if (withConstructor) prototype.slots.set("constructor", maker);
  return prototype;
}

/** The prototype of a built-in class, made if it is not there yet. */
export function prototypeOf(machine: Machine, name: string): Thing {
  const found = machine.root.slots.get(name);
  if (found && "slots" in found) return prototypeOfFunction(found, false);
  const made = thing("native", { path: name });
  machine.root.slots.set(name, made);
  return prototypeOfFunction(made, true);
}

/** The same where an object of that class is made: then the prototype has its `constructor`. */
export function classPrototype(machine: Machine, name: string): Thing {
  const prototype = prototypeOf(machine, name);
  const maker = machine.root.slots.get(name);
  if (maker !== undefined) prototype.slots.set("constructor", maker);
  return prototype;
}

/** The built-in class of a value, by `jswGetBasicObjectName`. */
function classOf(value: Value): string | undefined {
  switch (value.kind) {
    case "function":
    case "native":
      return "Function";
    case "string":
      return "String";
    case "number":
    case "boolean":
      return "Number";
    case "array":
      return "Array";
    case "pin":
      return "Pin";
    case "view":
      return value.path;
    case "buffer":
      return "ArrayBuffer";
    default:
      return undefined;
  }
}

/** A member that a script has set, in the value or in what it inherits from; undefined if there is none. */
export function member(machine: Machine, of: Value, key: string): Value | undefined {
  const own = "slots" in of ? of.slots.get(key) : undefined;
  if (own !== undefined) return own;
  if ((of.kind === "view" || of.kind === "string") && /^\d+$/.test(key)) return undefined;
  if (of.kind === "function" && key === "prototype") return prototypeOfFunction(of, false);
  for (let name = classOf(of); name !== undefined; name = parentOf(name)) {
    const found = prototypeOf(machine, name).slots.get(key);
    if (found !== undefined) return found;
  }
  if (of.kind !== "object") return undefined;
  for (let next = of.slots.get("__proto__"); next?.kind === "object"; next = next.slots.get("__proto__")) {
    const found = next.slots.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parentOf(name: string): string | undefined {
  if (name === "Object") return undefined;
  return /^(Ui|I)nt\d+|^Float/.test(name) ? "ArrayBufferView" : "Object";
}

/** Sets a member; an array grows with it. */
export function setMember(machine: Machine, of: Value, key: string, value: Value): void {
  if (!("slots" in of)) return;
  if (of.kind === "view") return;
  if (!of.slots.has(key)) member(machine, of, key);
  of.slots.set(key, value);
  if (of.kind === "array" && /^\d+$/.test(key)) of.length = Math.max(of.length, Number(key) + 1);
}

/** Adds to the end of an array, and answers the index. */
export function append(array: Thing, value: Value): number {
  array.slots.set(String(array.length), value);
  return array.length++;
}

/** What only the board knows; counted, so that the estimate can say how much it guessed. */
export function guess(machine: Machine): Value {
  machine.guesses++;
  return unknown();
}
