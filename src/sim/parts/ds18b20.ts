/**
 * DS18B20: a thermometer on OneWire. It converts when told to, and takes its time: who reads before that reads the value
 * before, which is 85 degrees after power on, as sketches that do not wait come to see.
 */
import { crc8 } from "./crc8.js";
import type { Part, Wires } from "./part.js";

/** What a conversion takes at 12 bits; each bit less halves it. */
const CONVERSION_MS = 750;

/** The code of the part at that place among its like. */
export function romOf(index: number): string {
  const bytes = [0x28, (index + 1) & 255, (index + 1) >> 8, 0, 0, 0, 0];
  return [...bytes, crc8(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function ds18b20({ pin, rom }: { readonly pin: string; readonly rom: string }, wires: Wires): Part {
  let raw = 85 * 16;
  /** Alarm high, alarm low, configuration: as they are, and as they are kept. */
  let settings = [0x4b, 0x46, 0x7f];
  let kept = settings;
  let conversion: { readonly doneMs: number; readonly raw: number } | undefined;
  let command: number | undefined;
  let written: number[] = [];
  let answers: number[] = [];

  const bits = () => 9 + (((settings[2] ?? 0) >> 5) & 3);

  function settle(): void {
    if (conversion === undefined || wires.now() < conversion.doneMs) return;
    raw = conversion.raw;
    conversion = undefined;
  }

  function convert(): void {
    const unit = 2 ** (12 - bits());
    const steps = Math.round((wires.input("temperature") * 16) / unit) * unit;
    conversion = { doneMs: wires.now() + CONVERSION_MS / unit, raw: steps };
  }

  function scratchpad(): number[] {
    const bytes = [raw & 255, (raw >> 8) & 255, ...settings, 0xff, 0x0c, 0x10];
    return [...bytes, crc8(bytes) ^ (wires.isGarbled() ? 1 : 0)];
  }

  const signed = (byte = 0) => (byte << 24) >> 24;

  return {
    oneWire: {
      pin,
      rom,
      isAlarmed() {
        settle();
        const degrees = raw >> 4;
        return degrees >= signed(settings[0]) || degrees <= signed(settings[1]);
      },
      select() {
        command = undefined;
        written = [];
        answers = [];
      },
      write(byte) {
        settle();
        if (command === undefined) {
          command = byte;
          if (byte === 0x44) convert();
          else if (byte === 0xbe) answers = scratchpad();
          else if (byte === 0x48) kept = settings;
          else if (byte === 0xb8) settings = kept;
        } else if (command === 0x4e && written.length < 3) {
          written.push(byte);
          // The lower bits of the configuration are always set, the highest never.
          if (written.length === 3) settings = [written[0] ?? 0, written[1] ?? 0, ((written[2] ?? 0) & 0x60) | 0x1f];
        }
      },
      read() {
        settle();
        // It holds the line low while it converts.
        if (command === 0x44) return conversion === undefined ? 255 : 0;
        return answers.shift() ?? 255;
      },
    },
  };
}
