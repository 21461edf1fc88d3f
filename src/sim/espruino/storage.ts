/** `require("Storage")` as files in memory that outlive a reset. The flash behind it (log, pages, wear) is not modelled. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function storage(inside: Inside): void {
  const { hardware } = inside;
  const longestName = 28;
  const isView = ArrayBuffer.isView;
  const free = "\xff";

  function nameOf(given: unknown): string {
    return String(given).slice(0, longestName);
  }
  function bytesOf(data: unknown): string {
    if (typeof data === "string") return inside.bytesOf(data);
    if (data !== null && typeof data === "object" && !Array.isArray(data) && !isView(data))
      return inside.bytesOf(JSON.stringify(data));
    const items: number[] = typeof data === "number" ? [data] : [].slice.call(data);
    return items.map((item) => String.fromCharCode(item & 255)).join("");
  }
  function save(name: string, bytes: string): boolean {
    if (!hardware.writeFile(name, bytes)) throw new Error("Unable to find or create file");
    return true;
  }

  function write(given: unknown, data: unknown, offset?: unknown, size?: unknown): boolean {
    const name = nameOf(given);
    const bytes = bytesOf(data);
    const start = Number(offset) || 0;
    const whole = Math.max(Number(size) || 0, start === 0 ? bytes.length : 0);
    if (whole === 0 && start === 0) throw new Error("Can't create zero length file");
    let file = hardware.readFile(name);
    // From the start a file is made anew, unless bytes are filled into what an earlier call has reserved.
    if (start === 0) file = free.repeat(whole);
    if (file === undefined) throw new Error("Unable to find or create file");
    if (start + bytes.length > file.length) throw new Error("Too much data for file size");
    const area = file.slice(start, start + bytes.length);
    if (area !== free.repeat(bytes.length)) throw new Error("File already written with different data");
    return save(name, file.slice(0, start) + bytes + file.slice(start + bytes.length));
  }

  function read(given: unknown, offset?: unknown, length?: unknown): string | undefined {
    const file = hardware.readFile(nameOf(given));
    if (file === undefined) return undefined;
    const start = Number(offset) || 0;
    return Number(length) > 0 ? file.slice(start, start + Number(length)) : file.slice(start);
  }

  inside.modules.Storage = {
    write,
    read,
    erase(given: unknown) {
      hardware.writeFile(nameOf(given), undefined);
    },
    eraseAll() {
      for (const name of hardware.fileNames().split("\n")) if (name) hardware.writeFile(name, undefined);
    },
    list(pattern?: RegExp) {
      const names = hardware.fileNames().split("\n");
      return names.filter((name) => name !== "" && (!pattern || pattern.test(name))).sort();
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
    getFree: () => hardware.freeBytes(),
    compact() {},
  };
}
