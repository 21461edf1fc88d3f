/**
 * Events and the idle pass. Every object has `on` and `emit`; `emit` only queues, and what is queued runs at the end
 * of the same idle pass. A pass runs the parts (pins, timers, pipes, sockets) in the firmware's order, then the queue.
 */
import type { Callback, Inside } from "./inside.js";

/** Runs inside the realm. */
export function events(inside: Inside): void {
  const { global, hardware } = inside;
  const queued: { self: unknown; callback: Callback; args: unknown[] }[] = [];
  // biome-ignore lint/security/noGlobalEval: the firmware takes code in a string wherever it takes a function
  const evaluate = eval;

  function text(value: unknown): string {
    try {
      return String(value);
    } catch {
      return "[object]";
    }
  }

  let noted: { readonly error: unknown } | undefined;
  inside.uncaught = (error) => {
    noted = { error };
    const stack = error && typeof error === "object" ? text((error as { stack?: unknown }).stack ?? "") : "";
    hardware.uncaught(`Uncaught ${text(error)}`, stack);
  };

  // The firmware keeps one error and looks after the pass whether there is one, so of several only the last is told.
  inside.report = () => {
    const handlers = (global.process as Record<string, unknown> | undefined)?.["#onuncaughtException"];
    if (noted && handlers !== undefined) {
      const { error } = noted;
      noted = undefined;
      inside.call(global.process, handlers, [error]);
    }
    if (!noted) return;
    const { error } = noted;
    noted = undefined;
    hardware.print(`Uncaught ${text(error)}`);
    const stack = error && typeof error === "object" ? text((error as { stack?: unknown }).stack ?? "") : "";
    for (const line of stack.split("\n")) trace(line);
  };

  /** One frame of V8's trace in the firmware's words: the newest of a bundle, all of what came from the console or Storage. */
  function trace(line: string): void {
    const frame = /^ +at (?:(?:new )?([^\s(]+) \()?(bundle|@[^:]*):(\d+):(\d+)\)?$/.exec(line);
    if (!frame) return;
    const [, name, file = "", row, column] = frame;
    if (file === "bundle") {
      hardware.print(`    at :${row}:${column}`);
      return;
    }
    const typed = file === "@REPL";
    const place = `${typed ? "" : file.slice(1)}:${row}:${column}`;
    // V8 calls evaluated text a function of that name.
    const called =
      (name === "eval" ? undefined : name) ?? (typed ? "REPL" : file.slice(0, 6) === "@.boot" ? "boot code" : "");
    hardware.print(`    at ${called ? `${called} (${place})` : place}`);
    // The firmware points at the column below a line that it leaves empty.
    hardware.print("");
    hardware.print(`${" ".repeat(Number(column) - 1)}^`);
  }

  function callOne(self: unknown, callback: Callback, args: unknown[]): void {
    inside.busy = true;
    try {
      if (typeof callback === "function") callback.apply(self ?? global, args);
      else if (typeof callback === "string") evaluate(callback);
      else inside.error("Unknown type of callback in Event Queue");
    } catch (error) {
      inside.uncaught(error);
    }
  }

  /**
   * A list is walked as the firmware walks it: the next listener is chosen before the present one runs, so one that
   * was removed meanwhile still runs once, and what followed it is not reached.
   */
  inside.call = (self, callback, args) => {
    if (!Array.isArray(callback)) {
      if (callback !== undefined) callOne(self, callback, args);
      return;
    }
    let index = 0;
    let listener = callback[0];
    while (listener !== undefined) {
      if (callback[index] !== listener) index = callback.indexOf(listener);
      index = index < 0 ? callback.length : index + 1;
      const next = callback[index];
      callOne(self, listener, args);
      listener = next;
    }
  };

  inside.queue = (self, callback, args) => {
    if (callback !== undefined) queued.push({ self, callback, args });
  };

  inside.error = (message) => hardware.print(`ERROR: ${message}`);

  inside.pass = () => {
    inside.busy = false;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const step of inside.steps) nextMs = Math.min(nextMs, step());
    for (let event = queued.shift(); event; event = queued.shift()) inside.call(event.self, event.callback, event.args);
    inside.report();
    return inside.busy ? 0 : nextMs;
  };

  inside.booted = () => {
    const e = global.E as Record<string, unknown>;
    inside.call(e, e["#oninit"], []);
    if (typeof global.onInit === "function") callOne(global, global.onInit, []);
    inside.report();
  };

  function checked(self: unknown, event: unknown): string {
    if (self === null || (typeof self !== "object" && typeof self !== "function"))
      throw new TypeError("Parent must be an object - not a String, Integer, etc");
    if (typeof event !== "string") throw new TypeError("First argument must be String");
    return `#on${event}`;
  }

  function add(self: Record<string, unknown>, event: string, listener: unknown, first: boolean): void {
    const key = checked(self, event);
    if (typeof listener !== "function" && typeof listener !== "string")
      throw new TypeError("Second argument must be a function or a String");
    // A new list each time: a listener added by a listener waits for the next event. A callback given to `connect`
    // is no list, and is lost here, as it is on the board.
    const old: unknown[] = Array.isArray(self[key]) ? self[key] : [];
    self[key] = first ? [listener, ...old] : [...old, listener];
    if (event === "data" && typeof self["\xffbuf"] === "string") {
      inside.queue(self, self[key], [self["\xffbuf"]]);
      delete self["\xffbuf"];
    }
  }

  const methods: Record<string, (this: Record<string, unknown>, ...args: never[]) => unknown> = {
    on(event: string, listener: unknown) {
      add(this, event, listener, false);
    },
    addListener(event: string, listener: unknown) {
      add(this, event, listener, false);
    },
    prependListener(event: string, listener: unknown) {
      add(this, event, listener, true);
    },
    emit(event: string, ...args: unknown[]) {
      inside.queue(this, this[checked(this, event)], args.slice(0, 4));
      if (args.length > 4) throw new TypeError("Too many arguments (>4)");
    },
    removeListener(event: string, listener: unknown) {
      const list = this[checked(this, event)];
      const index = Array.isArray(list) ? list.indexOf(listener) : -1;
      if (index >= 0) (list as unknown as unknown[]).splice(index, 1);
    },
    removeAllListeners(event?: string) {
      if (event !== undefined) {
        delete this[checked(this, event)];
        return;
      }
      for (const key of Object.keys(this)) if (key.slice(0, 3) === "#on") delete this[key];
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(Object.prototype, name, {
      value: methods[name],
      writable: true,
      configurable: true,
      enumerable: false,
    });
}
