/**
 * Typed arrays where they differ from V8's. `set` takes a string char by char as its code, where V8 makes NaN of it, and
 * drops without a word what falls outside the array, where V8 throws. Both were seen on the interpreter.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function arrays({ global }: Inside): void {
  const { isView } = ArrayBuffer;
  const kinds = "Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array";
  for (const kind of `${kinds} Float64Array`.split(" ")) {
    const { prototype } = global[kind] as typeof Uint8Array;
    const { set } = prototype;
    prototype.set = function (from: unknown, at = 0) {
      if (typeof from !== "string" && typeof from !== "object") {
        throw new TypeError(`First argument must be Array, not ${typeof from}`);
      }
      if (at >= 0 && isView(from)) {
        const view = from as Uint8Array;
        set.call(this, view.length + at <= this.length ? view : view.subarray(0, Math.max(0, this.length - at)), at);
        return;
      }
      const isText = typeof from === "string";
      const first = Math.max(0, -at);
      if (isText) {
        for (let i = first; i < from.length && i + at < this.length; i++) this[i + at] = from.charCodeAt(i);
        return;
      }
      // A copy, for the source may be this very memory.
      const items: number[] = [].slice.call(from);
      for (let i = first; i < items.length && i + at < this.length; i++) this[i + at] = items[i] as number;
    };
  }
}
