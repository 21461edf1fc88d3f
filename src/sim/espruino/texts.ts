/**
 * Texts where they differ from V8's. Firmware from January 2026 on looks for a text as far as the end of the one that it
 * looks in, and takes what is only begun there for found: `"hello w".indexOf("world")` is 6. `includes` and `replace` go
 * by that, `lastIndexOf` and `split` do not. What is shorter by two than what it is split by splits into nothing. All of it was
 * seen on the interpreter.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function texts({ global }: Inside): void {
  const { prototype } = global.String as StringConstructor;
  const { replace, split } = prototype;
  prototype.indexOf = function (this: string, part: unknown, from: unknown = 0) {
    const text = String(this);
    const wanted = String(part);
    if (wanted.length > text.length) return -1;
    const first = typeof from === "number" && from > 0 ? from : 0;
    for (let at = first; at < text.length; at++) {
      if (wanted.slice(0, text.length - at) === text.slice(at, at + wanted.length)) return at;
    }
    return -1;
  };
  prototype.includes = function (this: string, part: unknown, from?: number) {
    return this.indexOf(part as string, from) >= 0;
  };
  prototype.replace = function (this: string, part: unknown, by: unknown) {
    if (typeof part !== "string") return replace.call(this, part as RegExp, by as () => string);
    const text = String(this);
    const at = text.indexOf(part);
    if (at < 0) return text;
    const instead = typeof by === "function" ? (by as (...args: unknown[]) => unknown)(part, at, text) : by;
    return text.slice(0, at) + String(instead) + text.slice(at + part.length);
  } as typeof prototype.replace;
  prototype.split = function (this: string, by: unknown, most?: number) {
    const text = String(this);
    if (typeof by === "string" && text.length < by.length - 1) return [];
    return split.call(text, by as { [Symbol.split](text: string, most?: number): string[] }, most);
  } as typeof prototype.split;
}
