/**
 * Pins: objects under the board's names, digital and analog access, and watches with edge and debounce. A level that
 * comes from outside is noted and acts in the next pass.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function pins(inside: Inside): void {
  interface Pin {
    readonly name: string;
    level: number;
    mode: string | undefined;
  }
  interface Watch {
    readonly id: number;
    readonly callback: unknown;
    readonly pin: object;
    readonly name: string;
    readonly repeat: boolean;
    readonly edge: number;
    readonly debounceMs: number;
    state: boolean;
    lastTime: number | undefined;
    settling: { readonly stop: () => void } | undefined;
  }
  const { board, hardware, global } = inside;
  const states: Record<string, Pin> = {};
  const objects: Record<string, object> = {};
  const changes: { name: string; level: boolean; timeS: number }[] = [];
  let watches: Watch[] = [];

  function Pin(this: unknown, given: unknown): object {
    return find(given).object;
  }

  function find(given: unknown): { state: Pin; object: object } {
    const name = typeof given === "number" ? `D${given}` : String(given);
    const state = states[name];
    const object = objects[name];
    if (!state || !object) throw new Error("Invalid pin");
    return { state, object };
  }

  function put(given: unknown, value: unknown): void {
    if (Array.isArray(given)) {
      // The last of the list is the least significant bit.
      for (let i = 0; i < given.length; i++) put(given[given.length - 1 - i], (Number(value) >> i) & 1);
      return;
    }
    find(given).state.level = value ? 1 : 0;
  }
  function get(given: unknown): number {
    if (!Array.isArray(given)) return find(given).state.level >= 0.5 ? 1 : 0;
    return given.reduce((number: number, pin: unknown) => number * 2 + get(pin), 0);
  }

  const methods: Record<string, (this: object, value: unknown) => unknown> = {
    read() {
      return get(this) === 1;
    },
    write(value) {
      put(this, value);
    },
    set() {
      put(this, 1);
    },
    reset() {
      put(this, 0);
    },
    toggle() {
      put(this, !get(this));
      return get(this) === 1;
    },
    mode(value) {
      find(this).state.mode = String(value);
    },
    getMode() {
      return find(this).state.mode ?? "undefined";
    },
    analog() {
      return hardware.analog(find(this).state.name);
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Pin.prototype, name, { value: methods[name], writable: true, configurable: true });

  // Which pin an LED or a button sits on is not in the board's data: each is a pin of its own here.
  const lights = board.globals.filter((name) => /^(LED|BTN)\d$/.test(name));
  for (const name of board.pins.concat(lights)) {
    states[name] = { name, level: 0, mode: undefined };
    const object: object = Object.create(Pin.prototype);
    Object.defineProperty(object, "toString", { value: () => name });
    Object.defineProperty(object, "toJSON", { value: () => name });
    objects[name] = object;
    global[name] = object;
  }
  for (const name of ["LED", "BTN"]) if (board.globals.indexOf(name) >= 0) global[name] = global[`${name}1`];
  global.HIGH = 1;
  global.LOW = 0;
  global.Pin = Pin;
  global.digitalRead = get;
  global.digitalWrite = put;
  global.analogRead = (given: unknown) => hardware.analog(find(given).state.name);
  global.analogWrite = (given: unknown, value: unknown) => {
    find(given).state.level = Math.min(1, Math.max(0, Number(value)));
  };
  global.pinMode = (given: unknown, mode: unknown) => {
    find(given).state.mode = mode === undefined ? undefined : String(mode);
  };
  global.getPinMode = (given: unknown) => find(given).state.mode ?? "undefined";
  global.digitalPulse = (given: unknown, level: unknown, ms: unknown) => {
    put(given, level);
    inside.later(Number(ms), () => put(given, !level));
  };

  function edgeOf(given: unknown): number {
    if (given === undefined || given === "both") return 0;
    if (given === "rising") return 1;
    if (given === "falling") return -1;
    if (typeof given === "number") return Math.sign(given);
    throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
  }

  global.setWatch = (callback: unknown, given: unknown, options: unknown) => {
    const { state, object } = find(given);
    if (typeof callback !== "function" && typeof callback !== "string")
      throw new Error("Function or String not supplied!");
    const o = (options !== null && typeof options === "object" ? options : { repeat: options }) as Record<
      string,
      unknown
    >;
    const last = watches[watches.length - 1];
    const watch: Watch = {
      id: last ? last.id + 1 : 1,
      callback,
      pin: object,
      name: state.name,
      repeat: !!o.repeat,
      edge: edgeOf(o.edge),
      debounceMs: Math.max(0, Number(o.debounce) || 0),
      state: state.level >= 0.5,
      lastTime: undefined,
      settling: undefined,
    };
    watches.push(watch);
    return watch.id;
  };
  global.clearWatch = (...args: unknown[]) => {
    if (args.length > 0 && args[0] === undefined)
      throw new Error("clearWatch(undefined) not allowed. Use clearWatch() instead");
    const gone = args.length === 0 ? watches : watches.filter((watch) => watch.id === Number(args[0]));
    if (args.length > 0 && gone.length === 0) throw new Error(`Unknown Watch ${args[0]}`);
    for (const watch of gone) watch.settling?.stop();
    watches = watches.filter((watch) => gone.indexOf(watch) < 0);
  };

  function fire(watch: Watch, level: boolean, timeS: number): void {
    const lastTime = watch.lastTime;
    watch.state = level;
    watch.lastTime = timeS;
    if (watch.edge !== 0 && watch.edge > 0 !== level) return;
    if (!watch.repeat) watches = watches.filter((other) => other !== watch);
    inside.call(undefined, watch.callback, [{ state: level, lastTime, time: timeS, pin: watch.pin }]);
  }

  function change(watch: Watch, level: boolean, timeS: number): void {
    if (watch.debounceMs === 0) {
      fire(watch, level, timeS);
      return;
    }
    if (!watch.settling && level === watch.state) return;
    watch.settling?.stop();
    watch.settling = inside.later(watch.debounceMs, () => {
      watch.settling = undefined;
      if (level !== watch.state) fire(watch, level, timeS);
    });
  }

  inside.setPin = (name, level) => {
    const { state } = find(name);
    const changed = state.level >= 0.5 !== level;
    state.level = level ? 1 : 0;
    if (changed) changes.push({ name, level, timeS: inside.time() / 1000 });
  };
  inside.getPin = (name) => find(name).state.level;

  inside.steps.push(() => {
    for (let one = changes.shift(); one; one = changes.shift())
      for (const watch of watches.slice())
        if (watch.name === one.name && watches.indexOf(watch) >= 0) change(watch, one.level, one.timeS);
    return Number.POSITIVE_INFINITY;
  });
}
