/** The methods of strings, arrays, regular expressions and typed arrays; what is known is left to the host's own. */
import { append } from "./machine.js";
import {
  arrayOf,
  asValue,
  int,
  isThing,
  itemsOf,
  mustBeShort,
  notPlain,
  plain,
  str,
  type Thing,
  thing,
  truth,
  undefinedValue,
  unknown,
  type Value,
} from "./value.js";

/** Calls a function of the script's with `this` and arguments. */
export type Call = (callee: Value, self: Value, values: readonly Value[]) => Value;

/** What a regular expression finds in a text that is known. */
export function matchOf(name: string, self: Value, subject: Value): Value {
  const pattern = regExpOf(self);
  const text = plain(subject);
  if (pattern === undefined || text === notPlain) return unknown();
  if (name === "test") return asValue(pattern.test(String(text)));
  const found = pattern.exec(String(text));
  if (found === null) return asValue(null);
  const made = arrayOf(found.map(asValue));
  if (!pattern.global || name === "exec") {
    made.slots.set("index", int(found.index));
    made.slots.set("input", subject);
  }
  return made;
}

/** One of ours as the host's; undefined for what is none, or none that the host reads. */
function regExpOf(value: Value): RegExp | undefined {
  const source = isThing(value) ? value.slots.get("source") : undefined;
  const flags = isThing(value) ? value.slots.get("flags") : undefined;
  if (source?.kind !== "string") return undefined;
  try {
    return new RegExp(source.text, flags?.kind === "string" ? flags.text : "");
  } catch {
    return undefined;
  }
}

export function methodOfString(name: string, self: string, values: readonly Value[]): Value {
  const run: unknown = Reflect.get(String.prototype, name);
  if (/^(repeat|pad)/.test(name)) mustBeShort(self.length * (Number(plain(values[0] ?? undefinedValue)) || 0));
  if (typeof run !== "function") return unknown();
  const [pattern = undefinedValue, by = undefinedValue] = values;
  const expression = regExpOf(pattern);
  if (name === "match") return expression ? matchOf(name, pattern, str(self)) : unknown();
  // A replacement that a function makes is some text: the one that was there will do.
  if (name === "replace" && expression) return str(by.kind === "string" ? self.replace(expression, by.text) : self);
  return plainCall((...given: never[]) => Reflect.apply(run, self, given) as unknown, values);
}

export function methodOfArray(name: string, self: Thing, values: readonly Value[], call: Call): Value {
  const items = itemsOf(self);
  const [first = undefinedValue] = values;
  const replace = (next: readonly Value[]) => {
    const { slots, length } = arrayOf(next);
    self.slots.clear();
    for (const [key, value] of slots) self.slots.set(key, value);
    self.length = length;
  };
  const numbers = values.map(plain);
  const each = (item: Value, index: number) => call(first, undefinedValue, [item, int(index), self]);
  switch (name) {
    case "push":
      for (const value of values) append(self, value);
      return int(self.length);
    case "pop": {
      const last = items.pop();
      if (last !== undefined) self.slots.delete(String(--self.length));
      return last ?? undefinedValue;
    }
    case "shift": {
      const head = items.shift();
      replace(items);
      return head ?? undefinedValue;
    }
    case "unshift":
      replace([...values, ...items]);
      return int(self.length);
    case "slice":
    case "splice": {
      const [from, to] = numbers;
      if (from === notPlain || to === notPlain) return unknown();
      if (name === "slice") return arrayOf(items.slice(Number(from ?? 0), to === undefined ? undefined : Number(to)));
      const taken = items.splice(Number(from ?? 0), to === undefined ? items.length : Number(to), ...values.slice(2));
      replace(items);
      return arrayOf(taken);
    }
    case "concat":
      return arrayOf([...items, ...values.flatMap((value) => (value.kind === "array" ? itemsOf(value) : [value]))]);
    case "reverse":
      replace(items.reverse());
      return self;
    case "sort":
      return self;
    case "fill":
      replace(items.map(() => first));
      return self;
    case "forEach":
      items.forEach(each);
      return undefinedValue;
    case "map":
      return arrayOf(items.map(each));
    case "filter":
      return arrayOf(items.filter((item, index) => truth(each(item, index)) !== false));
    case "reduce":
      return items.reduce(
        (sum, item, index) => call(first, undefinedValue, [sum, item, int(index), self]),
        values[1] ?? int(0),
      );
    case "join":
    case "indexOf":
    case "includes": {
      const given = [plain(first), ...items.map(plain)];
      if (given.includes(notPlain)) return unknown();
      const [wanted, ...host] = given;
      if (name === "join") return str(host.join(wanted === undefined ? "," : String(wanted)));
      return name === "indexOf" ? int(host.indexOf(wanted)) : asValue(host.includes(wanted));
    }
    default:
      return unknown();
  }
}

export function methodOfView(name: string, self: Thing): Value {
  if (name === "set" || name === "fill") return name === "fill" ? self : undefinedValue;
  if (name === "slice" || name === "map") return thing("array", { length: self.length });
  return unknown();
}

/** A function of the host's, where all arguments are plain. */
export function plainCall(run: (...values: never[]) => unknown, values: readonly Value[]): Value {
  const given = values.map(plain);
  if (given.includes(notPlain)) return unknown();
  try {
    return asValue((run as (...values: unknown[]) => unknown)(...given));
  } catch {
    // The interpreter bears more than the host: what it answers is its own.
    return unknown();
  }
}
