/** What a member of a value is: a slot of its own or of its class, a length, or a method of the board's. */
import { builtIn, type Machine, member } from "./machine.js";
import { float, int, str, thing, undefinedValue, unknown, type Value } from "./value.js";

/** Members of built-ins that are numbers. */
const numbers = /^Math\.[A-Z]/;

export function read(machine: Machine, owner: Value, key: string): Value {
  if (owner.kind === "unknown" || owner.kind === "undefined" || owner.kind === "null") return unknown();
  const found = member(machine, owner, key);
  if (found !== undefined) return accessed(found);
  if (key === "length") {
    if (owner.kind === "string") return int(owner.text.length);
    if (owner.kind === "array" || owner.kind === "view") return int(owner.length);
  }
  if (owner.kind === "string" && /^\d+$/.test(key))
    return owner.text[Number(key)] === undefined ? undefinedValue : str(owner.text[Number(key)] ?? "");
  if (owner.kind === "view" && key === "buffer") return owner.kept[0] ?? unknown();
  if (owner.kind === "view") return /^\d+$/.test(key) ? unknown() : thing("native", { path: `view.${key}` });
  if (owner.kind === "native") {
    const path = `${owner.path}.${key}`;
    return numbers.test(path) ? float(Number(Reflect.get(Math, key))) : thing("native", { path });
  }
  if (owner === machine.root) return builtIn(machine, key) ?? undefinedValue;
  // A method of the board's, or nothing.
  const isMethod = owner.kind !== "object" || hasMethod.has(key) || owner.slots.has("__proto__");
  return isMethod && !/^\d+$/.test(key) ? thing("native", { path: key }) : undefinedValue;
}

const hasMethod: ReadonlySet<string> = new Set([
  "on",
  "emit",
  "removeListener",
  "removeAllListeners",
  "hasOwnProperty",
  "toString",
]);

/** A getter's value is what only a call would tell. */
function accessed(value: Value): Value {
  return value.kind === "object" &&
    value.slots.size <= 2 &&
    [...value.slots].every(([key, of]) => /^[gs]et$/.test(key) && of.kind === "function") &&
    value.slots.size > 0
    ? unknown()
    : value;
}
