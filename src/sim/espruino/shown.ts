/**
 * Values as the console shows them after `=` and as `E.toJS` spells them: names without quotes where they need none,
 * new lines before what is longer than a number, long lists and texts shortened in the middle (the firmware's
 * src/jswrap_json.c).
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm, after `console`. */
export function shown(inside: Inside): void {
  const { global } = inside;
  const isView = ArrayBuffer.isView;
  // Taken now, for the board lacks them later (absent.ts).
  const same = Object.is;
  const finite = Number.isFinite;
  const precise = Number.prototype.toPrecision;
  const toText = Object.prototype.toString;
  const codeOf = Function.prototype.toString;
  const most = 15;
  const kept = 5;
  const longest = 60;
  const keptChars = 27;
  const onOneLine = 4;
  const left = " ... ";

  /** As the firmware quotes: octal for what is not printable, where no digit follows. */
  function quoted(text: string): string {
    let out = '"';
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const char = text.charAt(i);
      const short = "\b\n\t\v\f\r".indexOf(char);
      if (short >= 0) out += `\\${"bntvfr".charAt(short)}`;
      else if (char === '"' || char === "\\") out += `\\${char}`;
      else if (code > 255) out += `\\u${(code + 0x10000).toString(16).slice(1).toUpperCase()}`;
      else if (code < 8 && !/\d/.test(text.charAt(i + 1))) out += `\\${code}`;
      else if (code < 32 || code > 126) out += `\\x${(code + 256).toString(16).slice(1).toUpperCase()}`;
      else out += char;
    }
    return `${out}"`;
  }

  function isLong(value: unknown): boolean {
    return !(value === undefined || value === null || typeof value === "number" || typeof value === "boolean");
  }

  function numberOf(value: number): string {
    return String(same(value, -0) ? 0 : finite(value) ? Number(precise.call(value, 12)) : value);
  }

  /** The name of the constructor where it is not the plain one. Pins are no objects on a board, so they have none. */
  function constructorOf(value: object): string {
    const made = Object.getPrototypeOf(value)?.constructor;
    if (typeof made !== "function" || made === Object || made === global.Pin) return "";
    return `${Object.getOwnPropertyNames(global).find((name) => global[name] === made) ?? made.name}: `;
  }

  function asConsole(value: unknown, indent: number, above: readonly unknown[]): string {
    const newLine = `\n${"  ".repeat(indent)}`;
    if (typeof value === "string") {
      if (value.length <= longest) return quoted(value);
      return `${quoted(value.slice(0, keptChars))}${left}${quoted(value.slice(-keptChars))}`;
    }
    if (typeof value === "number") return numberOf(value);
    if (typeof value === "function") {
      const code = codeOf.call(value);
      if (/\{\s*\[native code\]\s*\}$/.test(code)) return "function () { [native code] }";
      const [, listed, single] = /^(?:function[^(]*|[\w$]*)?\(([^)]*)\)|^([\w$]+)\s*=>/.exec(code) ?? [];
      return `function (${(listed ?? single ?? "").replace(/\s/g, "")}) {${/\{\s*\}$/.test(code) ? "" : left}}`;
    }
    if (value === null || typeof value !== "object") return String(value);
    if (above.indexOf(value) >= 0) return left;
    const inner = [...above, value];
    if (value instanceof ArrayBuffer && new Uint8Array(value).every((byte) => byte === 0))
      return `new ArrayBuffer(${value.byteLength})`;
    if (value instanceof ArrayBuffer) return `${asConsole(new Uint8Array(value), indent, above)}.buffer`;
    if (isView(value)) {
      const items: number[] = [].slice.call(value);
      const name = Object.getPrototypeOf(value).constructor.name;
      if (items.every((item) => item === 0)) return `new ${name}(${items.length})`;
      return `new ${name}([${shortened(items.map(numberOf))}])`;
    }
    if (Array.isArray(value)) {
      let out = "";
      let needsLine = false;
      const limited = value.length > most;
      for (let i = 0; i < value.length; i++) {
        if (limited && i >= kept && i < value.length - kept) continue;
        if (i > 0) out += ", ";
        if (limited && i === value.length - kept) out += left;
        const long = isLong(value[i]);
        if (needsLine || long) out += `${newLine}  `;
        out += asConsole(value[i], indent + 1, inner);
        needsLine = long;
      }
      return `[ ${out}${needsLine ? newLine : ""} ]`;
    }
    const named = constructorOf(value);
    const own = (value as { toString?: unknown }).toString;
    if (own !== toText && typeof own === "function") return `${named}${String(value)}`;
    let out = "";
    let needsLine = false;
    let sinceLine = 0;
    for (const key of Object.keys(value)) {
      const { get, value: item } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      if (get || /^(\xff|#on)/.test(key)) continue;
      sinceLine++;
      if (out) out += ", ";
      const long = isLong(item);
      if (needsLine || long || sinceLine > onOneLine) {
        out += `${newLine}  `;
        sinceLine = 0;
      }
      out += `${/^(\d+|[A-Za-z_$][\w$]*)$/.test(key) ? key : quoted(key)}: ${asConsole(item, indent + 1, inner)}`;
      needsLine = long;
    }
    return `${named}{ ${out}${needsLine ? newLine : ""} }`;
  }

  function shortened(items: string[]): string {
    if (items.length <= most) return items.join(", ");
    return `${items.slice(0, kept).join(", ")}, ${left}${items.slice(-kept).join(", ")}`;
  }

  inside.showTyped = (value) => asConsole(value, 0, []);

  function spelled(value: unknown, above: readonly unknown[]): string {
    if (value === undefined || value === null) return "null";
    if (typeof value === "string") return quoted(value);
    if (typeof value === "number") return numberOf(value);
    if (typeof value !== "object")
      return typeof value === "function" ? `function ${codeOf.call(value).replace(/^[^(]*/, "")}` : String(value);
    if (above.indexOf(value) >= 0) return left;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return spelled(toJSON.call(value), [...above, value]);
    const inner = [...above, value];
    if (value instanceof ArrayBuffer) return spelled(new Uint8Array(value), above);
    if (Array.isArray(value) || isView(value)) {
      const items: unknown[] = [].slice.call(value);
      return `[${items.map((item) => spelled(item, inner)).join(",")}]`;
    }
    const fields = Object.keys(value)
      .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
      .map((key) => {
        const name = /^(\d+|[A-Za-z_$][\w$]*)$/.test(key) ? key : quoted(key);
        return `${name}:${spelled((value as Record<string, unknown>)[key], inner)}`;
      });
    return `{${fields.join(",")}}`;
  }
  inside.toJs = (value) => spelled(value, []);
}
