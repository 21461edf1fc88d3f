/** `print` and `console`: each call is one line on the board's console. */
import type { Inside } from "./inside.js";

/** Runs inside the realm; named for what it gives, since `console` would hide the name it defines. */
export function consoleOf(inside: Inside): void {
  const { global, hardware } = inside;
  const isView = ArrayBuffer.isView;

  /** Strings bare outside and quoted inside, objects on one line (the firmware breaks long ones). */
  function show(value: unknown, depth: number): string {
    if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
    if (typeof value === "function") return `function ${String(value).replace(/^[^(]*/, "")}`;
    if (value === null || typeof value !== "object") return String(value);
    if (value instanceof Error) return `Error: ${String(value)}`;
    if (typeof (value as { type?: unknown }).type === "string" && "stack" in value) return `InternalError: ${value}`;
    if (depth > 8) return "...";
    if (isView(value)) {
      const items = [].slice.call(value).join(", ");
      return `new ${value.constructor.name}([${items}])`;
    }
    if (Array.isArray(value)) return `[ ${value.map((item) => show(item, depth + 1)).join(", ")} ]`;
    const own = (value as { toString: unknown }).toString;
    if (own !== Object.prototype.toString && typeof own === "function") return String(value);
    const fields = Object.keys(value).map(
      (key) => `${JSON.stringify(key)}: ${show((value as Record<string, unknown>)[key], depth + 1)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }
  inside.show = (value) => show(value, 0);

  function print(...values: unknown[]): void {
    hardware.print(values.map((value) => show(value, 0)).join(" "));
  }
  global.print = print;
  global.console = { log: print, debug: print, info: print, warn: print, error: print };
}
