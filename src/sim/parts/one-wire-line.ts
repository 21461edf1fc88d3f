/** A line of OneWire with its parts: who is meant by what the sketch says, and what comes of all who answer at once. */
import type { OnOneWire } from "./part.js";

const MATCH = 0x55;
const SKIP = 0xcc;
const READ_ROM = 0x33;
const SEARCH = 0xf0;
const SEARCH_ALARMS = 0xec;

export interface OneWireLine {
  /** Whether somebody is there. */
  reset(): boolean;
  write(byte: number): void;
  read(): number;
  /** The codes that answer, in the order in which a search comes to them. */
  search(command: number): string[];
}

/** @param present the parts that are there now */
export function oneWireLine(present: () => readonly OnOneWire[]): OneWireLine {
  let selected: readonly OnOneWire[] = [];
  let expects: "rom" | "code" | "data" | "code-read" = "rom";
  let code = "";

  function reset(): boolean {
    selected = [];
    expects = "rom";
    code = "";
    return present().length > 0;
  }
  function choose(parts: readonly OnOneWire[]): void {
    selected = parts;
    for (const part of parts) part.select();
    expects = "data";
  }

  return {
    reset,
    write(byte) {
      if (expects === "rom") {
        if (byte === SKIP) choose(present());
        else if (byte === MATCH) expects = "code";
        else if (byte === READ_ROM) expects = "code-read";
      } else if (expects === "code") {
        code += byte.toString(16).padStart(2, "0");
        if (code.length === 16) choose(present().filter(({ rom }) => rom === code));
      } else for (const part of selected) if (present().includes(part)) part.write(byte);
    },
    read() {
      // A zero is a line held low, and wins over every one.
      if (expects === "code-read") {
        const at = code.length;
        code += "..";
        return present().reduce((all, { rom }) => all & Number.parseInt(rom.slice(at, at + 2) || "ff", 16), 255);
      }
      return selected.reduce((all, part) => all & (present().includes(part) ? part.read() : 255), 255);
    },
    search(command) {
      reset();
      const answering =
        command === SEARCH ? present() : command === SEARCH_ALARMS ? present().filter((one) => one.isAlarmed()) : [];
      const found = [...answering].sort((one, other) => (bits(one.rom) < bits(other.rom) ? -1 : 1));
      // Who was found last stays selected, as after its code.
      choose(found.slice(-1));
      return found.map(({ rom }) => rom);
    },
  };
}

/** A code as the bits that a search walks: the lowest of each byte first, and zero ahead of one. */
function bits(rom: string): string {
  return (rom.match(/../g) ?? [])
    .map((pair) => [...Number.parseInt(pair, 16).toString(2).padStart(8, "0")].reverse().join(""))
    .join("");
}
