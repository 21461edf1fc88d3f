/** The kinds of parts there are: how each is connected, and what it measures within which bounds. */
import * as v from "valibot";
import type { Board } from "../../boards.js";
import { bme280 } from "./bme280.js";
import { button } from "./button.js";
import { crc8 } from "./crc8.js";
import { dht22 } from "./dht22.js";
import { ds18b20, romOf } from "./ds18b20.js";
import type { Part, Wires } from "./part.js";
import { pulseMeter } from "./pulse-meter.js";

/** What an input can have, and what it has if nothing feeds it. */
export interface Input {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  readonly usual: number;
}

/** Where a part is to be, for `make`. */
export interface Place {
  readonly board: Board;
  /** How many of its kind come before it. */
  readonly index: number;
}

const pin = v.pipe(v.string("a pin"), v.minLength(1, "a pin"));
const i2cAddress = v.picklist([0x76, 0x77], "118 (0x76) or 119 (0x77)");
const rom = v.pipe(
  v.string("a code of 16 hexadecimal digits"),
  v.regex(/^28[\da-f]{14}$/, "a code of 16 lower-case hexadecimal digits that begins with 28"),
  v.check((code) => crc8(bytesOf(code)) === 0, "a code whose last two digits are the check sum of the others"),
);
const bytesOf = (digits: string) => (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

/** Each kind: its wires, its inputs, whether its answers can be garbled, and how it is made. */
export const kinds = {
  dht22: kind(
    { pin },
    { temperature: input(-40, 80, "degrees", 20), humidity: input(0, 100, "percent", 50) },
    true,
    ({ pin }, wires) => dht22({ pin }, wires),
  ),
  ds18b20: kind(
    { pin, rom: v.optional(rom) },
    { temperature: input(-55, 125, "degrees", 20) },
    true,
    ({ pin, rom }, wires, { index }) => ds18b20({ pin, rom: rom ?? romOf(index) }, wires),
  ),
  bme280: kind(
    {
      address: v.optional(i2cAddress),
      scl: v.optional(pin),
      sda: v.optional(pin),
      cs: v.optional(pin),
      sck: v.optional(pin),
      miso: v.optional(pin),
      mosi: v.optional(pin),
    },
    {
      temperature: input(-40, 85, "degrees", 20),
      humidity: input(0, 100, "percent", 50),
      pressure: input(300, 1100, "hPa", 1013.25),
    },
    true,
    ({ address = 0x76, scl, sda, cs, sck, miso, mosi }, wires, { board }) => {
      const { I2C1, SPI1 } = board.buses;
      if (cs === undefined)
        return bme280({ i2c: { address, scl: scl ?? I2C1?.scl ?? "", sda: sda ?? I2C1?.sda ?? "" } }, wires);
      const ofBoard = { sck: SPI1?.sck ?? "", miso: SPI1?.miso ?? "", mosi: SPI1?.mosi ?? "" };
      return bme280(
        { spi: { cs, sck: sck ?? ofBoard.sck, miso: miso ?? ofBoard.miso, mosi: mosi ?? ofBoard.mosi } },
        wires,
      );
    },
  ),
  button: kind(
    {
      pin,
      pressedIs: v.optional(v.picklist(["low", "high"], '"low" or "high"')),
      bounceMs: v.optional(
        v.pipe(v.number("milliseconds"), v.minValue(0, "0 to 100 ms"), v.maxValue(100, "0 to 100 ms")),
      ),
    },
    { pressed: input(0, 1, "(1 is pressed)", 0) },
    false,
    ({ pin, pressedIs = "low", bounceMs = 5 }, wires) => button({ pin, pressedIs, bounceMs }, wires),
  ),
  "pulse-meter": kind({ pin }, { pulsesPerS: input(0, 1000, "pulses a second", 1) }, false, ({ pin }, wires) =>
    pulseMeter({ pin }, wires),
  ),
  analog: kind({ pin }, { level: input(0, 1, "of the supply", 0.5) }, false, ({ pin }, wires) => ({
    analog: { pin, level: () => wires.input("level") },
  })),
} as const;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as readonly KindName[];

/** The pins of a part's wires by their use; for the check that the board has them. */
export const pinFields = ["pin", "scl", "sda", "cs", "sck", "miso", "mosi"] as const;

function input(least: number, most: number, unit: string, usual: number): Input {
  return { least, most, unit, usual };
}

function kind<Fields extends v.ObjectEntries, Inputs extends Readonly<Record<string, Input>>>(
  fields: Fields,
  inputs: Inputs,
  hasGarbage: boolean,
  make: (settings: v.InferOutput<v.ObjectSchema<Fields, undefined>>, wires: Wires, place: Place) => Part,
) {
  return { fields, inputs, hasGarbage, make };
}
