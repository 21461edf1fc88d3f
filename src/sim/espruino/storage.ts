/** `require("Storage")`: what is given, as bytes; what Storage in flash (sim/storage.ts) does with them is the host's. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function storage(inside: Inside): void {
  const { hardware } = inside;
  const isView = ArrayBuffer.isView;

  const nameOf = (given: unknown) => inside.bytesOf(String(given));
  function bytesOf(data: unknown): string {
    if (typeof data === "string") return inside.bytesOf(data);
    if (data === undefined) throw new Error("Can't get pointer to data to write");
    if (data === null) throw new Error("Expecting Number or iterable, got null");
    if (data instanceof ArrayBuffer) return hardware.textOf(new Uint8Array(data));
    // Of a view the firmware takes as many bytes as it has elements, whatever their size.
    if (isView(data)) return hardware.textOf(data).slice(0, (data as Uint8Array).length);
    if (Array.isArray(data)) return data.map(bytesOf).join("");
    return String.fromCharCode(Number(data) & 255);
  }
  const isPlain = (data: unknown) =>
    data !== null &&
    typeof data === "object" &&
    !Array.isArray(data) &&
    !isView(data) &&
    !(data instanceof ArrayBuffer);

  function write(given: unknown, data: unknown, offset?: unknown, size?: unknown): boolean {
    if (isPlain(data)) return write(given, JSON.stringify(data));
    const start = Number(offset) | 0;
    const whole = Number(size) | 0;
    if (start < 0 || whole < 0) return false;
    const error = hardware.writeFile(nameOf(given), bytesOf(data), start, whole, false);
    if (error) throw new Error(error);
    return true;
  }
  const read = (given: unknown, offset?: unknown, length?: unknown) =>
    hardware.readFile(nameOf(given), Number(offset) | 0, Number(length) | 0);

  function names(kind: string): string[] {
    const list = hardware.fileNames(kind);
    return list === "" ? [] : list.split("\0");
  }
  function stats(): Record<string, number> {
    return JSON.parse(hardware.storageStats());
  }

  inside.placed = (text) => {
    if (typeof text !== "string" || text === "") return text;
    const file = names("").find((name) => hardware.readFile(name, 0, text.length) === text);
    return file === undefined ? text : `${text}\n//# sourceURL=@${file}`;
  };
  // Beside the firmware's own hidden names, which begin so too.
  Object.defineProperty(inside.global, "\xffplaced", { value: inside.placed });

  inside.modules.Storage = {
    write,
    read,
    erase(given: unknown) {
      hardware.eraseFile(nameOf(given));
    },
    eraseAll() {
      hardware.eraseFiles();
    },
    list(pattern?: RegExp | string, filter?: { sf?: unknown }) {
      const sf = filter?.sf;
      const all = names(sf === undefined ? "" : sf ? "storage-file" : "file");
      return pattern === undefined ? all : all.filter((name) => name.match(pattern));
    },
    writeJSON: (given: unknown, value: unknown) => write(given, JSON.stringify(value)),
    readJSON(given: unknown, quiet?: unknown) {
      const text = read(given);
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text);
      } catch (error) {
        if (quiet) return undefined;
        throw error;
      }
    },
    readArrayBuffer(given: unknown) {
      const text = read(given);
      if (text === undefined) return undefined;
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
      return bytes.buffer;
    },
    getFree: () => stats().freeBytes,
    getStats: stats,
    compact() {
      hardware.compactFiles();
    },
  };
}
