/**
 * BME280: temperature, pressure and humidity, on I2C or SPI. What it gives out is raw, with coefficients by which a sketch
 * makes degrees, pascals and percent of it; bme280-raw.ts goes the other way.
 */
import { calibration, rawOf } from "./bme280-raw.js";
import type { OnI2c, OnSpi, Part, Wires } from "./part.js";

const ID = 0xd0;
const RESET = 0xe0;
const CTRL_HUM = 0xf2;
const STATUS = 0xf3;
const CTRL_MEAS = 0xf4;
const CONFIG = 0xf5;
const DATA = 0xf7;

/** What the data registers hold of a channel that is not measured. */
const SKIPPED = 0x80000;

export interface Bme280Settings {
  readonly i2c?: Pick<OnI2c, "scl" | "sda" | "address">;
  readonly spi?: Pick<OnSpi, "sck" | "miso" | "mosi" | "cs">;
}

export function bme280(settings: Bme280Settings, wires: Wires): Part {
  let registers = fresh();
  let pointer = 0;
  let doneMs = 0;
  let measured: number[] | undefined;

  function fresh(): Uint8Array {
    const bytes = new Uint8Array(256);
    bytes[ID] = 0x60;
    for (const [register, byte] of calibration) bytes[register] = byte;
    bytes.set([0x80, 0, 0, 0x80, 0, 0, 0x80, 0], DATA);
    return bytes;
  }

  /** How often each channel is measured, 0 to 5: temperature, pressure, humidity. */
  function oversampling(): [number, number, number] {
    const control = registers[CTRL_MEAS] ?? 0;
    return [control >> 5, (control >> 2) & 7, (registers[CTRL_HUM] ?? 0) & 7];
  }

  function measure(): void {
    const [temperature, pressure, humidity] = oversampling();
    const times = (setting: number) => (setting === 0 ? 0 : 2 ** (Math.min(setting, 5) - 1));
    const ms = 1.25 + 2.3 * (times(temperature) + times(pressure) + times(humidity)) + (pressure ? 0.575 : 0);
    doneMs = wires.now() + ms + (humidity ? 0.575 : 0);
    const raw = rawOf(wires.input("temperature"), wires.input("pressure"), wires.input("humidity"));
    /** Its converter gives 16 bits, and one more each time the number of measurements doubles. */
    const kept = (value: number, setting: number) =>
      setting === 0 ? SKIPPED : value & -(2 ** Math.max(0, 5 - Math.min(setting, 5)));
    const t = kept(raw.temperature, temperature);
    const p = kept(raw.pressure, pressure);
    const h = humidity === 0 || temperature === 0 ? 0x8000 : raw.humidity;
    measured = [p >> 12, (p >> 4) & 255, (p & 15) << 4, t >> 12, (t >> 4) & 255, (t & 15) << 4, h >> 8, h & 255];
  }

  function settle(): void {
    const mode = (registers[CTRL_MEAS] ?? 0) & 3;
    if (measured !== undefined && wires.now() >= doneMs) {
      registers.set(measured, DATA);
      measured = undefined;
      // A forced measurement is one; afterwards it sleeps.
      if (mode !== 3) registers[CTRL_MEAS] = (registers[CTRL_MEAS] ?? 0) & 0xfc;
    }
    if (mode !== 3 || measured !== undefined) return;
    // In normal mode it measures by itself: the newest is as good as of now.
    measure();
    registers.set(measured ?? [], DATA);
    measured = undefined;
  }

  function set(register: number, value: number): void {
    if (register === RESET && value === 0xb6) {
      registers = fresh();
      measured = undefined;
    }
    if (register !== CTRL_HUM && register !== CTRL_MEAS && register !== CONFIG) return;
    registers[register] = value;
    if (register === CTRL_MEAS && (value & 3) !== 0) measure();
  }

  function get(): number {
    const register = pointer;
    pointer = (pointer + 1) & 255;
    if (wires.isGarbled() && register >= DATA) return Math.floor(wires.random() * 256);
    if (register === STATUS) return measured === undefined ? 0 : 8;
    return registers[register] ?? 0;
  }

  const { i2c, spi } = settings;
  let register: number | undefined;
  let reads = false;
  return {
    ...(i2c && {
      i2c: {
        ...i2c,
        write(bytes) {
          settle();
          pointer = bytes[0] ?? pointer;
          for (let i = 0; i + 1 < bytes.length; i += 2) set(bytes[i] ?? 0, bytes[i + 1] ?? 0);
        },
        read(count) {
          settle();
          return Array.from({ length: count }, get);
        },
      },
    }),
    ...(spi && {
      spi: {
        ...spi,
        select() {
          register = undefined;
          settle();
        },
        exchange(byte) {
          if (register === undefined) {
            // The highest bit says read; all registers have it set.
            register = byte | 0x80;
            reads = byte >= 0x80;
            pointer = register;
            return 255;
          }
          if (reads) return get();
          set(register, byte);
          register = undefined;
          return 255;
        },
      },
    }),
  };
}
