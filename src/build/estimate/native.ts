/**
 * What the board's own functions keep, and as far as plain values go what they answer. A function that is not here keeps
 * nothing and answers what only the board knows.
 */
import { addListener, addTimer, addWatch, clear, module, socket } from "./keep.js";
import { classPrototype, type Machine, setMember } from "./machine.js";
import { type Call, matchOf, methodOfArray, methodOfString, methodOfView, plainCall } from "./methods.js";
import {
  arrayOf,
  asValue,
  float,
  int,
  isThing,
  itemsOf,
  notPlain,
  plain,
  str,
  type Thing,
  textOf,
  thing,
  truth,
  undefinedValue,
  unknown,
  type Value,
} from "./value.js";

/** What `new Uint8Array(...)` and its like take for an element, in bytes. */
const elementBytes = (name: string): number => Number(/(\d+)(Clamped)?Array$/.exec(name)?.[1] ?? 0) / 8;

/** Calls a built-in by its path; `self` is what it is a method of. */
export function callNative(machine: Machine, path: string, self: Value, values: readonly Value[], call: Call): Value {
  const [first = undefinedValue, second = undefinedValue, third = undefinedValue] = values;
  switch (path) {
    case "setTimeout":
    case "setInterval":
      return int(addTimer(machine, path === "setInterval", first, second, values.slice(2)));
    case "clearTimeout":
    case "clearInterval":
    case "clearWatch":
      return clear(path === "clearWatch" ? machine.watches : machine.timers, values);
    case "setWatch":
      return int(addWatch(machine, first, third));
    case "require":
      return module(machine, first);
    case "getSerial":
      // Six bytes of the network's address, in groups of four.
      return str(/^esp(32|8266)/.test(machine.board.id) ? "00000000-0000" : "00000000-00000000-00000000");
    case "parseInt":
    case "String.fromCharCode":
    case "isNaN":
      return plainCall(path === "String.fromCharCode" ? fromCharCode : path === "isNaN" ? Number.isNaN : intOf, values);
    case "parseFloat":
      return floatOf(plainCall(Number.parseFloat, values));
    case "String":
      return str(textOf(first));
    case "Number":
      return plainCall(Number, values);
    case "Boolean":
      return asValue(truth(first) ?? true);
    case "E.toString":
      return first.kind === "view" ? str("\0".repeat(first.length), true) : first.kind === "string" ? first : unknown();
    case "JSON.stringify":
      return jsonText(first);
    case "JSON.parse":
      return first.kind === "string" ? parsed(first.text) : unknown();
    case "Object.keys":
      return isThing(first) ? arrayOf([...first.slots.keys()].map((key) => str(key))) : unknown();
    case "Object.create":
      return thing("object", { slots: new Map([["__proto__", first]]) });
    case "Object.assign":
      for (const from of values.slice(1)) {
        if (isThing(from)) for (const [key, value] of from.slots) setMember(machine, first, key, value);
      }
      return first;
    case "Object.defineProperty":
      return defineProperty(machine, first, second, third);
    case "Object.setPrototypeOf":
      if (isThing(first)) first.slots.set("__proto__", second);
      return first;
    case "Array":
      return values.length === 1 && first.kind === "number" ? thing("array", { length: first.value }) : arrayOf(values);
    case "Array.isArray":
      return first.kind === "unknown" ? unknown() : asValue(first.kind === "array");
    case "Object":
      return thing("object");
  }
  if (path.startsWith("Math.")) return mathCall(path.slice("Math.".length), values);
  if (/^require\("(net|tls)"\)\.connect$/.test(path)) return socket(machine, first, second);
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (name === "on" && isThing(self)) return addListener(self, first, second);
  if (self.kind === "string") return methodOfString(name, self.text, values);
  if (self.kind === "number" && name === "toFixed")
    return plainCall((digits) => self.value.toFixed(Number(digits)), values);
  if (self.kind === "number" && name === "toString")
    return plainCall((radix) => self.value.toString(Number(radix ?? 10)), values);
  if (self.kind === "array") return methodOfArray(name, self, values, call);
  if (self.kind === "view") return methodOfView(name, self);
  if (self.kind === "function" || self.kind === "native") return methodOfFunction(name, self, values, call);
  if (name === "hasOwnProperty" && isThing(self)) return asValue(self.slots.has(textOf(first)));
  if (name === "test" || name === "exec") return matchOf(name, self, first);
  // What takes a function may keep it, and call it.
  if (values.some(({ kind }) => kind === "function")) machine.guesses++;
  return unknown();
}

/** Makes an object of a built-in class. */
export function constructNative(machine: Machine, path: string, values: readonly Value[]): Value {
  const [first = undefinedValue, second, third] = values;
  const prototype = classPrototype(machine, path);
  const bytes = elementBytes(path);
  if (bytes > 0) {
    if (first.kind === "buffer") {
      const length =
        third?.kind === "number"
          ? third.value
          : (first.length - (second?.kind === "number" ? second.value : 0)) / bytes;
      return thing("view", { path, length, kept: [first] });
    }
    const length = first.kind === "number" ? first.value : isThing(first) ? first.length : 0;
    return thing("view", { path, length, kept: [thing("buffer", { length: length * bytes })] });
  }
  if (path === "ArrayBuffer") return thing("buffer", { length: first.kind === "number" ? first.value : 0 });
  if (path === "Array" || path === "Object")
    return callNative(machine, path, undefinedValue, values, () => undefinedValue);
  const made = thing("object", { slots: new Map([["__proto__", prototype]]) });
  if (path === "Date") made.slots.set("ms", unknown());
  if (/Error$/.test(path)) {
    if (first.kind !== "undefined") made.slots.set("message", first);
    // Where it was made, in words: a line of the text and its place.
    made.slots.set("stack", unknown());
  }
  return made;
}

function defineProperty(machine: Machine, self: Value, key: Value, descriptor: Value): Value {
  if (!isThing(descriptor)) return self;
  const accessors = ["get", "set"].filter((name) => descriptor.slots.has(name));
  const value =
    accessors.length === 0
      ? (descriptor.slots.get("value") ?? undefinedValue)
      : thing("object", {
          slots: new Map(accessors.map((name) => [name, descriptor.slots.get(name) as Value] as const)),
        });
  setMember(machine, self, textOf(key), value);
  return self;
}

const fromCharCode = (...codes: unknown[]): unknown => String.fromCharCode(...codes.map((code) => Number(code) & 255));
const intOf = (text: unknown, radix: unknown): unknown => Number.parseInt(String(text), Number(radix ?? 10));

function floatOf(value: Value): Value {
  return value.kind === "number" ? float(value.value) : value;
}

/** Those that answer whole numbers as such; all others answer floats, whatever the value. */
const wholeMath: ReadonlySet<string> = new Set(["round", "sign"]);

function mathCall(name: string, values: readonly Value[]): Value {
  const run: unknown = Reflect.get(Math, name);
  // Chance is the board's.
  if (typeof run !== "function" || name === "random") return unknown();
  const answer = plainCall(run as () => unknown, values);
  return wholeMath.has(name) ? answer : floatOf(answer);
}

function jsonText(value: Value): Value {
  const given = hostOf(value);
  return given === notPlain ? unknown() : str(JSON.stringify(given) ?? "null");
}

/** The value with all that is in it, as the host's; `notPlain` where anything is not known or refers to itself. */
function hostOf(value: Value, within: readonly Value[] = []): unknown {
  if (within.includes(value)) return notPlain;
  const inside = [...within, value];
  if (value.kind === "array") {
    const items = itemsOf(value).map((item) => hostOf(item, inside));
    return items.includes(notPlain) ? notPlain : items;
  }
  if (value.kind !== "object") return plain(value);
  const entries = [...value.slots]
    .filter(([key]) => key !== "__proto__")
    .map(([key, item]) => [key, hostOf(item, inside)] as const);
  return entries.some(([, item]) => item === notPlain) ? notPlain : Object.fromEntries(entries);
}

function parsed(text: string): Value {
  try {
    return asValue(JSON.parse(text) as unknown);
  } catch {
    return unknown();
  }
}

function methodOfFunction(name: string, self: Thing, values: readonly Value[], call: Call): Value {
  const [owner = undefinedValue, ...rest] = values;
  if (name === "call") return call(self, owner, rest);
  if (name === "apply") return call(self, owner, rest[0]?.kind === "array" ? itemsOf(rest[0]) : []);
  if (name === "bind" && self.code)
    return thing("function", { code: { ...self.code, bound: { self: owner, values: rest } } });
  return unknown();
}
