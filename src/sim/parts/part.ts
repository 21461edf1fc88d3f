/**
 * A part: what hangs on a board's pins, or on one of its buses. It is given time, chance and the values that it measures,
 * and answers what the sketch does on its wires. It knows nothing of the board but that.
 */

/** What a part is given. Times are milliseconds since the board first booted. */
export interface Wires {
  now(): number;
  /** Calls back once, after that many milliseconds. */
  at(delayMs: number, callback: () => void): void;
  /** The next chance, 0 up to 1. */
  random(): number;
  /** What is fed to that input now, within what the part can measure. */
  input(name: string): number;
  /** Puts a level onto the pin, at that time: now, or a moment ago. */
  put(pin: string, level: boolean, atMs: number): void;
  /** Whether it is to answer garbage: with a wrong check sum where it has one. */
  isGarbled(): boolean;
}

/** On I2C: where it is, and what it answers. */
export interface OnI2c {
  readonly scl: string;
  readonly sda: string;
  readonly address: number;
  write(bytes: readonly number[]): void;
  read(count: number): number[];
}

/** On SPI: it listens while its pin `cs` is low. */
export interface OnSpi {
  readonly sck: string;
  readonly miso: string;
  readonly mosi: string;
  readonly cs: string;
  /** `cs` went low, or high. */
  select(isSelected: boolean): void;
  exchange(byte: number): number;
}

/** On OneWire, behind the choice of who is meant: that is the circuit's affair. */
export interface OnOneWire {
  readonly pin: string;
  /** Its code, with the family first and the check sum last, as 16 hexadecimal digits. */
  readonly rom: string;
  /** Whether it answers to a search for alarms. */
  isAlarmed(): boolean;
  /** It was selected: what comes next is a command. */
  select(): void;
  write(byte: number): void;
  read(): number;
}

export interface Part {
  readonly i2c?: OnI2c;
  readonly spi?: OnSpi;
  readonly oneWire?: OnOneWire;
  /** What an analog pin of it has, 0 to 1. */
  readonly analog?: { readonly pin: string; level(): number };
  /** A pin of its own. */
  readonly pin?: string;
  /** The sketch drives the line of that pin to 0 or 1, or lets it go: undefined. */
  driven?(level: 0 | 1 | undefined): void;
  /** The board boots, and is to be told of the levels that there are. */
  booted?(): void;
  /** An input may have another value than before. */
  changed?(): void;
}
