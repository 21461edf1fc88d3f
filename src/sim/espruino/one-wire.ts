/** OneWire on any pin, as src/jswrap_onewire.c has it. A line that nobody holds low reads as ones. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function oneWire(inside: Inside): void {
  const { board, hardware, global } = inside;
  const parseHex = parseInt;

  function OneWire(this: { pin?: unknown } | undefined, pin: unknown): object | undefined {
    const object = this ?? (Object.create(OneWire.prototype) as { pin?: unknown });
    const name = inside.pinName(pin);
    if (name !== "") object.pin = global[name];
    return object;
  }
  /** The pin's name; undefined where there is none, and nothing happens then. */
  function lineOf(object: { pin?: unknown }): string | undefined {
    return object.pin === undefined ? undefined : String(object.pin);
  }

  const methods: Record<string, (this: { pin?: unknown }, ...args: unknown[]) => unknown> = {
    reset() {
      const line = lineOf(this);
      return line !== undefined && hardware.wireReset(line);
    },
    select(rom) {
      const line = lineOf(this);
      if (line === undefined) return;
      if (typeof rom !== "string" || rom.length !== 16) throw new TypeError(`Invalid OneWire device address "${rom}"`);
      let bytes = "";
      for (let i = 0; i < 16; i += 2) bytes += String.fromCharCode(parseHex(rom.slice(i, i + 2), 16) & 255);
      hardware.wireReset(line);
      hardware.wireWrite(line, `\x55${bytes}`);
    },
    skip() {
      const line = lineOf(this);
      if (line !== undefined) hardware.wireWrite(line, "\xcc");
    },
    write(data) {
      const line = lineOf(this);
      if (line !== undefined) hardware.wireWrite(line, String.fromCharCode(...inside.bytesIn([data])));
    },
    read(count) {
      const line = lineOf(this);
      if (line === undefined) return undefined;
      if (typeof count !== "number" && typeof count !== "boolean") return hardware.wireRead(line, 1).charCodeAt(0);
      const length = Number(count) | 0;
      if (length < 0) throw new Error("Invalid length for ArrayBuffer");
      const bytes = hardware.wireRead(line, length);
      return new Uint8Array(length).map((_, index) => bytes.charCodeAt(index));
    },
    search(command) {
      const line = lineOf(this);
      if (line === undefined) return undefined;
      const wanted = Number(command) | 0;
      const found = hardware.wireSearch(line, wanted > 0 && wanted < 256 ? wanted : 0xf0);
      return found === "" ? [] : found.split(" ");
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(OneWire.prototype, name, { value: methods[name], writable: true, configurable: true });
  if (board.globals.indexOf("OneWire") >= 0) global.OneWire = OneWire;
}
