/**
 * Pins: objects under the board's names, digital and analog access, and watches with edge and debounce. A level that
 * comes from outside is noted, with its time, and acts in the next pass.
 *
 * A pin drives its line or lets it go. Writing drives it and reading lets it go, unless `pinMode` said what it is to be;
 * a line that is let go has the level that comes from outside.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function pins(inside: Inside): void {
  interface Pin {
    readonly name: string;
    level: number;
    mode: string | undefined;
    /** Whether `pinMode` said what it is to be. */
    isManual: boolean;
    isDriven: boolean;
    /** What was written last, though the line may not be driven. */
    written: number;
    /** What comes from outside; undefined if nothing is there. */
    outside: boolean | undefined;
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
  const modes =
    "analog input input_pullup input_pulldown output opendrain opendrain_pullup af_output af_opendrain".split(" ");
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

  inside.pinName = (given) => {
    const name = typeof given === "number" ? `D${given}` : String(given);
    return states[name] === undefined ? "" : name;
  };

  /** The line changed: watches see it in the next pass. An interrupt tells only of pins that are watched by then. */
  function note(state: Pin, level: boolean, timeS: number): void {
    if (watches.some((watch) => watch.name === state.name)) changes.push({ name: state.name, level, timeS });
  }

  function drive(state: Pin, level: number): void {
    state.written = level;
    if (!state.isManual) state.mode = "output";
    const mode = String(state.mode);
    if (/^(input|analog)/.test(mode)) return;
    // An open drain pulls down only.
    if (/opendrain/.test(mode) && level >= 0.5) {
      letGo(state);
      return;
    }
    state.isDriven = true;
    state.level = level;
    hardware.drive(state.name, level >= 0.5 ? 1 : 0);
  }

  function letGo(state: Pin): void {
    const isPulledUp = /pullup|opendrain/.test(String(state.mode));
    const level = state.outside ?? (isPulledUp || (state.mode !== "input_pulldown" && state.level >= 0.5));
    if (level !== state.level >= 0.5) note(state, level, inside.time() / 1000);
    state.level = level ? 1 : 0;
    if (state.isDriven) hardware.drive(state.name, -1);
    state.isDriven = false;
  }

  function setMode(state: Pin, given: unknown): void {
    if (given === undefined || given === "auto") {
      state.isManual = false;
      return;
    }
    if (modes.indexOf(String(given)) < 0) throw new Error("Unknown pin mode");
    state.isManual = true;
    state.mode = String(given);
    if (/^(input|analog)/.test(state.mode)) letGo(state);
    else drive(state, state.written);
  }

  function put(given: unknown, value: unknown): void {
    if (Array.isArray(given)) {
      // The last of the list is the least significant bit.
      for (let i = 0; i < given.length; i++) put(given[given.length - 1 - i], (Number(value) >> i) & 1);
      return;
    }
    drive(find(given).state, value ? 1 : 0);
  }
  function get(given: unknown): number {
    if (Array.isArray(given)) return given.reduce((number: number, pin: unknown) => number * 2 + get(pin), 0);
    return input(find(given).state) ? 1 : 0;
  }
  function input(state: Pin): boolean {
    if (!state.isManual) {
      letGo(state);
      state.mode = "input";
    }
    return state.level >= 0.5;
  }

  function measure(given: unknown): number {
    const found = hardware.analog(find(given).state.name);
    if (typeof found === "string") throw new Error(found);
    return found;
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
      const { state } = find(this);
      drive(state, state.level >= 0.5 ? 0 : 1);
      return state.level === 1;
    },
    mode(value) {
      setMode(find(this).state, value);
    },
    getMode() {
      return find(this).state.mode ?? "undefined";
    },
    analog() {
      return measure(this);
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Pin.prototype, name, { value: methods[name], writable: true, configurable: true });

  // Which pin an LED or a button sits on is not in the board's data: each is a pin of its own here.
  const lights = board.globals.filter((name) => /^(LED|BTN)\d$/.test(name));
  for (const name of board.pins.concat(lights)) {
    states[name] = {
      name,
      level: 0,
      mode: undefined,
      isManual: false,
      isDriven: false,
      written: 0,
      outside: undefined,
    };
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
  global.analogRead = measure;
  global.analogWrite = (given: unknown, value: unknown) => {
    drive(find(given).state, Math.min(1, Math.max(0, Number(value))));
  };
  global.pinMode = (given: unknown, mode: unknown) => setMode(find(given).state, mode);
  global.getPinMode = (given: unknown) => find(given).state.mode ?? "undefined";
  /** One pulse, or a list of them: the line turns each time one of those milliseconds is over. */
  global.digitalPulse = (given: unknown, level: unknown, ms: unknown) => {
    put(given, level);
    const lengths: unknown[] = Array.isArray(ms) ? ms : [ms];
    if (!Array.isArray(ms) && !(Number(ms) >= 0)) throw new Error("Pulse Time is less than 0 or not a number");
    let endMs = 0;
    lengths.forEach((length, index) => {
      if (!(Number(length) > 0)) return;
      endMs += Number(length);
      inside.later(endMs, () => put(given, index % 2 === 0 ? !level : level));
    });
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
      state: input(state),
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
    const overMs = Math.max(0, inside.time() - timeS * 1000);
    watch.settling = inside.later(watch.debounceMs - overMs, () => {
      watch.settling = undefined;
      if (level !== watch.state) fire(watch, level, timeS);
    });
  }

  inside.setPin = (name, level, agoMs) => {
    const { state } = find(name);
    state.outside = level;
    if (state.isDriven) return;
    const changed = state.level >= 0.5 !== level;
    state.level = level ? 1 : 0;
    if (changed) note(state, level, (inside.time() - agoMs) / 1000);
  };
  inside.getPin = (name) => find(name).state.level;

  inside.steps.push(() => {
    for (let one = changes.shift(); one; one = changes.shift())
      for (const watch of watches.slice())
        if (watch.name === one.name && watches.indexOf(watch) >= 0) change(watch, one.level, one.timeS);
    return Number.POSITIVE_INFINITY;
  });
}
