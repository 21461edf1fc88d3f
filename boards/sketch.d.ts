/*
 * What a sketch may use and `@types/espruino` does not declare, or declares too narrowly: its declarations and these
 * add up.
 */

/// <reference types="espruino" />

/** A module of the firmware, or one that Espruino's tools put there. */
declare function require(name: "net"): typeof net;
declare function require(name: "Wifi"): typeof import("Wifi");
declare function require(name: "fs"): typeof fs;
// biome-ignore lint/suspicious/noExplicitAny: what a module holds is known to its author alone
declare function require(name: string): any;

declare function setInterval<A extends unknown[]>(
  callback: ((...args: A) => void) | string,
  ms?: number,
  ...args: A
): number;
declare function setTimeout<A extends unknown[]>(
  callback: ((...args: A) => void) | string,
  ms?: number,
  ...args: A
): number;

declare function print(...values: unknown[]): void;
declare function digitalPulse(pin: Pin, value: boolean | 0 | 1, ms: number | number[]): void;
declare function analogWrite(
  pin: Pin,
  value: number,
  options?: { freq?: number; soft?: boolean; forceSoft?: boolean },
): void;
declare function pinMode(pin: Pin, mode?: string, automatic?: boolean): void;
declare function digitalWrite(pins: Pin | Pin[], value: number | boolean): void;
declare function digitalRead(pins: Pin | Pin[]): number;
declare function reset(clearFlash?: boolean): void;

declare namespace E {
  /** All bytes of the arguments as one flat string; undefined if there is no room for it. */
  // biome-ignore lint/suspicious/noShadowRestrictedNames: it is the board's name, within E only
  function toString(...parts: unknown[]): string | undefined;
  function getSizeOf(value: unknown): number;
  function isUTF8(text: string): boolean;
  function asUTF8(text: string): string;
  function fromUTF8(text: string): string;
}

declare const console: { log(...values: unknown[]): void };

declare const process: {
  readonly version: string;
  readonly env: {
    readonly VERSION: string;
    readonly BOARD: string;
    readonly SERIAL: string;
    readonly MODULES: string;
    readonly FLASH: number;
    readonly RAM: number;
    readonly CONSOLE?: string;
    readonly [name: string]: unknown;
  };
  memory(gc?: boolean): {
    readonly free: number;
    readonly usage: number;
    readonly total: number;
    readonly history: number;
    readonly blocksize: number;
    readonly [name: string]: unknown;
  };
  on(event: "uncaughtException", listener: (error: unknown) => void): void;
};
