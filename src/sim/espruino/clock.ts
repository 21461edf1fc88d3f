/** Time and chance: `getTime`, `setTime`, `Date` and `Math.random`, all from what the board was given; the zone is UTC. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function clock(inside: Inside): void {
  const { board, global, hardware } = inside;
  let offsetMs = board.lostTime ? -hardware.now() : 0;
  inside.time = () => hardware.now() + offsetMs;
  // Timers keep what is left of them, because they count by the clock that was not set.
  inside.setTime = (ms) => {
    offsetMs = ms - hardware.now();
  };
  global.getTime = () => inside.time() / 1000;
  global.setTime = (seconds: unknown) => inside.setTime(Number(seconds) * 1000);
  Math.random = () => hardware.random();

  const V8Date = Date;
  const construct = Reflect.construct;
  function BoardDate(this: unknown, ...parts: number[]): unknown {
    const given =
      parts.length === 0 ? [inside.time()] : parts.length === 1 ? parts : [V8Date.UTC(...(parts as [number, number]))];
    return construct(V8Date, given, new.target ?? BoardDate);
  }
  BoardDate.prototype = V8Date.prototype;
  BoardDate.now = () => inside.time();
  BoardDate.parse = (text: string) => V8Date.parse(text);
  const methods = V8Date.prototype as unknown as Record<string, unknown>;
  methods.constructor = BoardDate;
  for (const part of ["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds"]) {
    methods[`get${part}`] = methods[`getUTC${part}`];
    if (part !== "Day") methods[`set${part}`] = methods[`setUTC${part}`];
  }
  methods.getTimezoneOffset = () => 0;
  methods.toString = function (this: Date): string {
    return this.toUTCString().replace(/^(\w+), 0?(\d+) (\w+) (\d+) (.*)$/, "$1 $3 $2 $4 $5+0000");
  };
  global.Date = BoardDate;
}
