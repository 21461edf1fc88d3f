/**
 * What the board's own functions keep on behalf of a script: timers, watches, listeners, modules, sockets. Each has its
 * names and values as Espruino's source puts them there.
 */
import { append, classPrototype, type Machine, prototypeOf } from "./machine.js";
import {
  arrayOf,
  asValue,
  int,
  isThing,
  itemsOf,
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

/** `/x/g`: src/jswrap_regexp.c keeps the source, the flags and where the last match ended. */
export function regExp(machine: Machine, source: string, flags: string): Thing {
  const made = thing("object", { slots: new Map<string, Value>([["__proto__", prototypeOf(machine, "RegExp")]]) });
  made.slots.set("source", str(source));
  if (flags !== "") made.slots.set("flags", str(flags));
  made.slots.set("lastIndex", int(0));
  return made;
}

/** src/jswrap_interactive.c, `_jswrap_interface_setTimeoutOrInterval`. */
export function addTimer(
  machine: Machine,
  repeats: boolean,
  callback: Value,
  delay: Value,
  values: readonly Value[],
): number {
  // In microseconds; 0.1 ms is the least.
  const time =
    delay.kind === "number" ? Math.max(100, delay.value * 1000) : delay.kind === "undefined" ? 100 : Infinity;
  const timer = thing("object", { slots: new Map<string, Value>([["time", asValue(Math.round(time))]]) });
  if (repeats) timer.slots.set("intr", asValue(Math.round(time)));
  timer.slots.set("cb", callback);
  if (values.length > 0) timer.slots.set("args", arrayOf(values));
  return append(machine.timers, timer) + 1;
}

export function clear(list: Thing, [id]: readonly Value[]): Value {
  if (id === undefined) {
    list.slots.clear();
    list.length = 0;
  } else if (id.kind === "number") {
    const wasThere = list.slots.delete(String(id.value - 1));
    // The number of the newest is given again.
    if (wasThere && id.value === list.length) list.length--;
  }
  return undefinedValue;
}

/** src/jswrap_io.c, `jswrap_interface_setWatch`. */
export function addWatch(machine: Machine, callback: Value, options: Value): number {
  const option = (name: string): Value =>
    isThing(options) ? (options.slots.get(name) ?? undefinedValue) : undefinedValue;
  const watch = thing("object", { slots: new Map<string, Value>([["pin", thing("pin")]]) });
  const repeats = isThing(options) ? option("repeat") : options;
  if (truth(repeats) !== false) watch.slots.set("recur", asValue(true));
  const debounce = option("debounce");
  if (truth(debounce) !== false)
    watch.slots.set("debounce", debounce.kind === "number" ? int(debounce.value * 1000) : unknown());
  const edge = plain(option("edge"));
  if (edge === "rising" || edge === "falling" || (typeof edge === "number" && edge !== 0))
    watch.slots.set("edge", int(1));
  watch.slots.set("cb", callback);
  watch.slots.set("state", asValue(false));
  return append(machine.watches, watch) + 1;
}

/** src/jswrap_object.c, `jswrap_object_on_X`: a list under a name of its own. */
export function addListener(self: Thing, event: Value, listener: Value): Value {
  const key = `#on${textOf(event)}`;
  const before = self.slots.get(key);
  self.slots.set(key, arrayOf([...(before?.kind === "array" ? itemsOf(before) : []), listener]));
  return undefinedValue;
}

/** src/jswrap_modules.c: a module that was required once is kept under its name. */
export function module(machine: Machine, name: Value): Value {
  const key = textOf(name);
  const found = machine.modules.slots.get(key) ?? thing("native", { path: `require("${key}")` });
  machine.modules.slots.set(key, found);
  return found;
}

/** libs/network/socketserver.c, `clientRequestNew` and `clientRequestConnect`: a socket that is about to connect. */
export function socket(machine: Machine, options: Value, callback: Value): Value {
  const made = thing("object", { slots: new Map([["__proto__", classPrototype(machine, "Socket")]]) });
  made.slots.set("type", int(0));
  if (callback.kind !== "undefined") made.slots.set("#onconnect", callback);
  made.slots.set("opt", options);
  made.slots.set("sckt", int(1));
  const sockets = machine.hidden.slots.get("HttpCC");
  if (isThing(sockets)) append(sockets, made);
  else machine.hidden.slots.set("HttpCC", arrayOf([made]));
  return made;
}
