/**
 * Timers as the firmware keeps them: one list in the order of creation, each with the time left. A pass takes off the
 * time since the last pass and runs what is due, once each; an interval whose time is still due (it was missed) runs
 * again in the next pass. Ids are one more than the last in the list, so they are reused. A clock that is stepped from
 * outside counts as time that went by.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function timers(inside: Inside): void {
  interface Timer {
    readonly id: number;
    readonly callback: unknown;
    readonly args: unknown[];
    leftMs: number;
    intervalMs: number | undefined;
    /** Set for what the board itself waits for: not the script's to clear. */
    readonly own: boolean;
  }
  const { hardware, global } = inside;
  const shortestMs = 0.1;
  const longestMs = 3153600000000;
  let list: Timer[] = [];
  let lastPassMs = hardware.now();
  let changed = false;
  let running: Timer | undefined;

  function add(callback: unknown, delayMs: number, args: unknown[], repeats: boolean, own: boolean): Timer {
    const last = list[list.length - 1];
    const timer: Timer = {
      id: last ? last.id + 1 : 1,
      callback,
      args,
      leftMs: hardware.now() - lastPassMs + delayMs,
      intervalMs: repeats ? delayMs : undefined,
      own,
    };
    list.push(timer);
    changed = true;
    return timer;
  }

  function start(callback: unknown, delay: unknown, args: unknown[], repeats: boolean): number {
    if (typeof callback !== "function" && typeof callback !== "string")
      throw new Error("Function or String not supplied!");
    const delayMs = Number(delay);
    if (delayMs > longestMs) throw new Error("Interval is too long (>100 years)");
    return add(callback, Math.max(delayMs, shortestMs), args, repeats, false).id;
  }

  function remove(timer: Timer): void {
    const index = list.indexOf(timer);
    if (index >= 0) list.splice(index, 1);
  }

  function clear(args: unknown[], name: string): void {
    if (args.length === 0) {
      list = list.filter((timer) => timer.own);
    } else {
      if (args[0] === undefined) throw new Error(`clear${name}(undefined) not allowed. Use clear${name}() instead`);
      const found = list.find((timer) => timer.id === Number(args[0]));
      if (found && args[0] !== null) remove(found);
    }
    changed = true;
  }

  global.setTimeout = (callback: unknown, delay: unknown, ...args: unknown[]) => start(callback, delay, args, false);
  global.setInterval = (callback: unknown, delay: unknown, ...args: unknown[]) => start(callback, delay, args, true);
  global.clearTimeout = (...args: unknown[]) => clear(args, "Timeout");
  global.clearInterval = (...args: unknown[]) => clear(args, "Interval");
  global.changeInterval = (id: unknown, delay: unknown) => {
    const timer = list.find((one) => one.id === id);
    if (!timer) throw new Error("Unknown Interval");
    const delayMs = Number(delay);
    timer.intervalMs = Math.max(delayMs, shortestMs);
    timer.leftMs = hardware.now() - lastPassMs + timer.intervalMs;
    changed = true;
  };

  inside.later = (delayMs, callback) => {
    const timer = add(callback, delayMs, [], false, true);
    return { stop: () => remove(timer) };
  };

  inside.timers = () => list.length;

  function done(timer: Timer): void {
    if (timer.intervalMs === undefined) remove(timer);
    else timer.leftMs += timer.intervalMs;
  }

  inside.steps.push(() => {
    // A callback that was cut short because it never returned has had its turn.
    if (running) done(running);
    running = undefined;
    const now = hardware.now();
    for (const timer of list) timer.leftMs -= now - lastPassMs;
    lastPassMs = now;
    let nextMs = Number.POSITIVE_INFINITY;
    do {
      // A callback that changed the timers sends us back to the first one.
      changed = false;
      for (let index = 0; index < list.length && !changed; ) {
        const timer = list[index] as Timer;
        if (timer.leftMs <= 0) {
          running = timer;
          inside.call(undefined, timer.callback, timer.args);
          running = undefined;
          done(timer);
          if (timer.intervalMs === undefined) continue;
        }
        nextMs = Math.min(nextMs, Math.max(timer.leftMs, 0));
        index++;
      }
    } while (changed);
    return nextMs;
  });
}
