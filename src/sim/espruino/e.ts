/** `E`: the firmware's own helpers, as far as a sketch that measures and sends needs them. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function e(inside: Inside): void {
  const { board, hardware, global } = inside;
  const isView = ArrayBuffer.isView;
  const parseHex = Number.parseInt;
  const unicode = board.strings === "unicode";

  /** The numbers in any mix of numbers, strings, lists, buffers and `{data, count}`. */
  function numbersIn(values: unknown[]): number[] {
    const numbers: number[] = [];
    function take(value: unknown): void {
      if (typeof value === "number" || typeof value === "boolean") numbers.push(Number(value));
      else if (typeof value === "string") for (let i = 0; i < value.length; i++) numbers.push(value.charCodeAt(i));
      else if (value instanceof ArrayBuffer) take(new Uint8Array(value));
      else if (Array.isArray(value) || isView(value)) [].forEach.call(value, take);
      else if (value !== null && typeof value === "object" && "data" in value) {
        const { data, count } = value as { data: unknown; count?: number };
        for (let i = 0; i < (count ?? 1); i++) take(data);
      } else throw new TypeError(`Expecting Number or iterable, got ${value}`);
    }
    for (const value of values) take(value);
    return numbers;
  }
  function bytesIn(values: unknown[]): number[] {
    return numbersIn(values).map((number) => number & 255);
  }
  inside.bytesIn = bytesIn;
  function isUtf8(text: string): boolean {
    return unicode && /[\u0100-\uffff]/.test(text);
  }

  const helpers: Record<string, unknown> = {
    toString(...values: unknown[]) {
      const [first] = values;
      if (values.length === 1 && first instanceof Uint8Array) return hardware.textOf(first);
      return bytesIn(values)
        .map((byte) => String.fromCharCode(byte))
        .join("");
    },
    toUint8Array: (...values: unknown[]) => new Uint8Array(bytesIn(values)),
    toArrayBuffer: (text: string) => new Uint8Array(bytesIn([text])).buffer,
    isUTF8: (text: unknown) => isUtf8(String(text)),
    /** UTF-8 bytes of a string that holds more than bytes; other strings as they are. */
    fromUTF8(text: unknown) {
      if (!unicode) return undefined;
      const given = String(text);
      return isUtf8(given) ? decodeBytes(encodeURIComponent(given)) : given;
    },
    asUTF8(text: unknown) {
      if (!unicode) throw new Error("Unicode not supported on this build");
      const given = String(text);
      try {
        return decodeURIComponent(given.replace(/[\s\S]/g, (c) => `%${(c.charCodeAt(0) + 256).toString(16).slice(1)}`));
      } catch {
        return given;
      }
    },
    hwRand: () => Math.floor(hardware.random() * 4294967296) | 0,
    clip: (value: number, least: number, most: number) => Math.min(most, Math.max(least, value)),
    sum: (list: ArrayLike<number>) => numbersIn([list]).reduce((sum, number) => sum + number, 0),
    /** An estimate: what a string of that JSON would take. */
    getSizeOf: (value: unknown) => Math.ceil(String(JSON.stringify(value)).length / (board.jsVarBytes - 2)) + 1,
    getErrorFlags: () => [],
    getTemperature: () => 25,
    setTimeZone() {},
    setFlags() {},
    getFlags: () => ({}),
    enableWatchdog(seconds: unknown, isAuto: unknown = true) {
      hardware.watchdog(Number(seconds), !!isAuto);
    },
    kickWatchdog: () => hardware.kick(),
    reboot: () => hardware.reboot("power"),
    setConsole() {},
    toJS: (value: unknown) => inside.toJs(value),
    CRC32: (...values: unknown[]) => crc32(bytesIn(values)),
  };
  function crc32(bytes: number[]): number {
    let crc = 0xffffffff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  }
  function decodeBytes(percent: string): string {
    return percent.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(parseHex(digits, 16)));
  }
  const object = {};
  for (const name of Object.keys(helpers))
    Object.defineProperty(object, name, { value: helpers[name], writable: true, configurable: true });
  global.E = object;
  global.atob = decodeBase64;
  global.btoa = encodeBase64;

  if (board.modules.indexOf("crypto") >= 0) {
    const hashes: Record<string, unknown> = {};
    for (const size of ["1", "224", "256", "384", "512"])
      hashes[`SHA${size}`] = (data: unknown) =>
        new Uint8Array(bytesIn([hardware.digest(`sha${size}`, String.fromCharCode(...bytesIn([data])))])).buffer;
    inside.modules.crypto = hashes;
  }

  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  function encodeBase64(text: string): string {
    let out = "";
    for (let i = 0; i < text.length; i += 3) {
      const bits = (text.charCodeAt(i) << 16) | ((text.charCodeAt(i + 1) || 0) << 8) | (text.charCodeAt(i + 2) || 0);
      out += digits.charAt((bits >> 18) & 63) + digits.charAt((bits >> 12) & 63);
      out += i + 1 < text.length ? digits.charAt((bits >> 6) & 63) : "=";
      out += i + 2 < text.length ? digits.charAt(bits & 63) : "=";
    }
    return out;
  }
  function decodeBase64(text: string): string {
    let out = "";
    let bits = 0;
    let count = 0;
    for (const char of text) {
      const digit = digits.indexOf(char);
      if (digit < 0) continue;
      bits = (bits << 6) | digit;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      out += String.fromCharCode((bits >> count) & 255);
    }
    return out;
  }
}
