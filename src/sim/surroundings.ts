/** What a virtual board is given and never takes by itself: time, chance, network, its serial number and a console. */
import type { Network } from "./network.js";
import type { Storage } from "./storage.js";
import type { Air } from "./wifi-station.js";

export interface Clock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Calls back once, after that many milliseconds (0: as soon as possible, never at once). Returns what cancels it. */
  at(delayMs: number, callback: () => void): () => void;
}

/** What the board does for who types on its console. */
export interface Typed {
  /** Runs a line; answers its value as the console shows it, or undefined after an error, which is told by then. */
  run(text: string, name: string, firstLine: number): string | undefined;
  /** The value of an expression as `E.toJS` spells it, or undefined after an error that is not told. */
  valueOf(text: string): string | undefined;
}

/** A console that takes keys. All its calls come from the board, between which it only gathers what was typed. */
export interface Keyboard {
  /** A pass begins: what was typed is worked off. Answers whether there was anything. */
  work(typed: Typed): boolean;
  /** Whether the board may go on: it stands still while what it printed finds no room. `typed()` of the board then. */
  ready(): boolean;
  /** The pass is over and its errors are told: the prompt comes back. */
  rest(): void;
  /** The board starts anew; what was typed of a line is gone, and with the power all that was typed. */
  restarts(powerFailed: boolean): void;
  /** Whether there was a Ctrl-C since the last pass that came to its end. */
  interrupted(): boolean;
  /** The boot code has run. `greets`: with the banner, which `load()` leaves out. */
  booted(greets: boolean): void;
  /** `echo(on)`. */
  setEcho(on: boolean): void;
  /** Where the console is, as `process.env.CONSOLE` says it. */
  readonly name: string;
}

/** Code that runs in the board's realm ahead of each boot, as a debugger's would. A board knows nothing of it. */
export interface Probe {
  /** The text of a function that takes one: what it calls with a text, `heard` hears. What that answers comes back. */
  readonly text: string;
  heard(text: string): boolean;
}

/** Puts a level onto a pin from outside: now, or so many milliseconds ago. */
export type PutLevel = (pin: string, level: boolean, agoMs: number) => void;

/** What hangs on the board's pins and buses (parts/circuit.ts). Bytes are one char each. */
export interface Circuit {
  /** The board boots: it drives no line, and wants to be told of the levels that there are. */
  booted(put: PutLevel): void;
  /** The sketch drives a line to 0 or 1, or lets it go (-1). */
  drive(pin: string, level: number): void;
  /** What `analogRead` finds, 0 to 1; undefined where nothing is. */
  analog(pin: string): number | undefined;
  /** Whether somebody acknowledged. */
  i2cWrite(scl: string, sda: string, address: number, bytes: string): boolean;
  /** Undefined where nobody acknowledged. */
  i2cRead(scl: string, sda: string, address: number, count: number): string | undefined;
  spi(sck: string, miso: string, mosi: string, bytes: string): string;
  wireReset(pin: string): boolean;
  wireWrite(pin: string, bytes: string): void;
  wireRead(pin: string, count: number): string;
  /** The codes that answer, 16 hexadecimal digits each, with spaces between. */
  wireSearch(pin: string, command: number): string;
}

export interface Surroundings {
  readonly clock: Clock;
  /** The next chance: 0 up to, not including, 1. */
  random(): number;
  readonly network: Network;
  /** What Wi-Fi finds; without it an access point that is always there. `airChanged()` of the board tells of a change. */
  readonly air?: Air;
  /** What `getSerial()` answers. */
  readonly serial: string;
  /** A line that the board printed, uncaught errors included. */
  onConsole(line: string): void;
  /** Keys and prompts, where the board has a console that one can type on (terminal.ts). */
  readonly keyboard?: Keyboard;
  /** What is in Storage before the first boot, and outlives the board; of the board's size and empty if not given. */
  readonly storage?: Storage;
  /**
   * Code that runs longer counts as never returning: it is cut short, and the board does nothing more until Ctrl-C or
   * a reset. Without it, code that never returns hangs the host.
   */
  readonly longestRunMs?: number;
  /** What hangs on its pins and buses; nothing, if not given. */
  readonly circuit?: Circuit;
  /** Who looks on from within. */
  readonly probe?: Probe;
  /** RAM is about to go because the sketch sleeps, or because its watchdog was not kicked. */
  losesRam?(why: "sleep" | "watchdog"): void;
  /** An error that the sketch did not catch, as the console shows it, and where V8 saw it. */
  onUncaught?(error: { message: string; stack: string }): void;
}
