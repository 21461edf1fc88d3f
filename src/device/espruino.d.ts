/**
 * The names of the board that the SDK uses, and no others: with `noLib` a name of Node's or a method that boards lack
 * can't even be spelled in this folder. Signatures are as the interpreter behaves, not as ECMAScript has them.
 */

type IArguments = {};
type Boolean = {};
type Object = {};
interface CallableFunction {
  /** The same with its first argument given; about 5 JsVars. */
  bind<A, B extends unknown[], R>(this: (first: A, ...more: B) => R, self: unknown, first: A): (...more: B) => R;
}
type NewableFunction = {};
type Function = {};

type Number = {};

interface RegExp {
  test(text: string): boolean;
}

interface Array<T> {
  readonly length: number;
  [index: number]: T;
  concat(more: T | T[]): T[];
  indexOf(item: T): number;
  push(item: T): number;
  splice(from: number, count?: number): T[];
  shift(): T | undefined;
}

interface String {
  readonly length: number;
  /** Undefined beyond its end. */
  readonly [index: number]: string;
  /** NaN behind the end. */
  charCodeAt(index: number): number;
  /**
   * `"".indexOf("")` is -1 on the interpreter, 0 elsewhere; and what is only begun at the end is found there, too:
   * `"hello w".indexOf("world")` is 6. `lastIndexOf` is right.
   */
  indexOf(part: string, from?: number): number;
  lastIndexOf(part: string): number;
  replace(pattern: RegExp, replacer: (match: string) => string): string;
  /** The first of them; where it is none, what is begun at the end. */
  replace(part: string, by: string): string;
  slice(from: number, to?: number): string;
  /** A text that is shorter by two than the separator splits into nothing. */
  split(separator: string): string[];
  substr(from: number, length?: number): string;
  toLowerCase(): string;
}
declare const String: { fromCharCode(...codes: number[]): string };

interface Uint8Array {
  readonly length: number;
  [index: number]: number;
  /** A string's chars are written as bytes; what reaches beyond the array's end is cut off without a word. */
  set(bytes: string | Uint8Array, at?: number): void;
  /** The same memory, not a copy. */
  subarray(from: number, to: number): Uint8Array;
}
declare const Uint8Array: { new (length: number): Uint8Array };

declare const Math: {
  random(): number;
  min(a: number, b: number): number;
  max(a: number, b: number): number;
  floor(a: number): number;
  abs(a: number): number;
};
declare const JSON: { stringify(value: unknown): string };

/** Milliseconds since 1970; 0 or NaN of what it can't read. */
declare const Date: { parse(text: string): number };

declare const E: {
  /** Bytes as chars. For a whole array in flat memory it is that memory itself, not a copy. */
  toString(bytes: Uint8Array): string;
  /** On boards with Unicode strings: the UTF-8 bytes of a string that is marked as Unicode, one char each. */
  fromUTF8(text: string): string;
  /** The way back. */
  asUTF8(bytes: string): string;
  /** A copy of a string's chars as bytes. */
  toUint8Array(bytes: string): Uint8Array;
  /** On an ESP32 the board resets after so long; isAuto: unless the interpreter comes to rest before. Elsewhere nothing. */
  enableWatchdog(seconds: number, isAuto: boolean): void;
  /** CRC-32 of the chars as bytes, 0 to 2 ** 32 - 1. */
  CRC32(bytes: string): number;
};

/** `version` is like "2v29.277": two digits behind the v, so that versions compare as text. */
declare const process: {
  readonly version: string;
  /** JsVars that are free, and the bytes of each; it collects garbage first. */
  memory(): { readonly free: number; readonly blocksize: number };
};
/** Defined nowhere: what mentions it stops there. */
declare const T0: unknown;

/** What comes behind the delay is given to the callback. */
declare function setTimeout<T extends unknown[]>(callback: (...given: T) => void, delayMs: number, ...given: T): number;
/** Throws where there is no such timer; a timeout repeats from then on. */
declare function changeInterval(id: number, delayMs: number): void;
/** Throws for undefined; ids are reused, so an id that has fired may be somebody else's. */
declare function clearTimeout(id: number): void;
/** Seconds since 1970, or since the boot while nobody has set the clock. */
declare function getTime(): number;
/** Running timers keep what is left of them. */
declare function setTime(seconds: number): void;
/** The board's serial number, in hex with dashes; its end differs most between two boards. */
declare function getSerial(): string;

interface Socket {
  on(event: "data", listener: (this: Socket, bytes: string) => void): void;
  on(event: "close", listener: (this: Socket, hadError: boolean) => void): void;
  /** Throws once the socket is closed; queues without a bound. */
  write(bytes: string): boolean;
  end(): void;
}
declare function require(name: "net"): {
  /** ESP32 and Linux block and throw where the connection fails; ESP8266 returns, and emits. */
  connect(where: { host: string; port?: number }, connected?: (this: Socket) => void): Socket;
};
declare function require(name: "tls"): {
  /** The same, when TCP stands; the handshake comes after. Throws at a certificate that is none. */
  connect(
    where: { host: string; port: number; ca?: string; cert?: string; key?: string },
    connected?: () => void,
  ): Socket;
};

/** What the firmwares' `Wifi` have in common. */
interface Wifi {
  /** Without options there is no callback on an Espruino WiFi. It may never be called. */
  connect(ssid: string, options: { password: string }, callback: (failure: string | null) => void): void;
  disconnect(): void;
  /** Without details on an Espruino WiFi. */
  on(event: "connected" | "disconnected", listener: (details?: { reason?: string; msg?: string }) => void): void;
}
declare function require(name: "Wifi"): Wifi;
interface Storage {
  /** From a place, so many bytes, or (0, or not given) to the end; what lies beyond it is left out. */
  read(name: string, at?: number, bytes?: number): string | undefined;
  /**
   * Behind the file's begin: into erased bytes, else it throws. At 0: a new file of that size, in place of what is there.
   * Throws too where there is no room, or no file.
   */
  write(name: string, bytes: string, at: number, fileBytes?: number): boolean;
  /** Nothing where there is none. */
  erase(name: string): void;
}
declare function require(name: "Storage"): Storage;

declare const ESP32: {
  /** Microseconds, as 32 bits. Does not return. */
  deepSleep(us: number): void;
  /** 4 where the chip's timer ended a deep sleep. */
  getWakeupCause(): number;
};
declare function require(name: "ESP8266"): {
  /** Microseconds; throws where the interpreter has them as a float. Returns, and the chip sleeps a little later. */
  deepSleep(us: number): void;
  getResetInfo(): { reason: string };
};

/*
 * Set by the build, so that what a sketch does not use costs it nothing.
 */

/** Whether the board's strings hold Unicode characters, not bytes. */
declare const BOARD_UNICODE: boolean;
/** Whether `net.connect` returns only once the connection is there, or throws. */
declare const BOARD_CONNECT_BLOCKS: boolean;
/** Whether the board is an ESP8266, where it matters beside BOARD_CONNECT_BLOCKS. */
declare const BOARD_ESP8266: boolean;
/** Whether the time of `sleepFor` still wants its check. */
declare const UNCHECKED_SLEEP: boolean;
/** The most bytes that the board sends in one piece. */
declare const BOARD_CHUNK_BYTES: number;
/** Whether the options still want their check: not if the build has seen them all. */
declare const UNCHECKED: boolean;
/** Whether nobody has checked the types of the options. */
declare const UNTYPED: boolean;
/** Whether the sketch spells this option of `connect`. */
declare const HAS_USERNAME: boolean;
declare const HAS_WILL: boolean;
declare const HAS_CLEAN_SESSION: boolean;
declare const HAS_KEEP_ALIVE_S: boolean;
declare const HAS_REPLY_TIMEOUT_MS: boolean;
declare const HAS_PACE_MS: boolean;
declare const HAS_SOCKET: boolean;
declare const HAS_SPOOL: boolean;
declare const HAS_STAMP: boolean;
/** Whether the sketch may give a list of hosts. */
declare const SEVERAL_HOSTS: boolean;
/** Whether the fast lane is there (session.ts): the sketch may put a value while it is connected. */
declare const LANE: boolean;
/** Whether the sketch imports from `tagwire/qos1`. */
declare const QOS1: boolean;
/** Whether the sketch subscribes to anything. */
declare const SUBSCRIBES: boolean;
/** Whether one of its filters may have a wildcard. */
declare const WILDCARDS: boolean;
/** Whether there is but one filter, so that nothing has to be told apart. */
declare const ONE_FILTER: boolean;
/** Whether it ever ends a subscription. */
declare const UNSUBSCRIBES: boolean;
/** Whether it asks what has become of its subscriptions. */
declare const COUNTS: boolean;
/** What its one call of `spool` spells, "" and 0 where that is not known. */
declare const SPOOL_FILE: string;
declare const SPOOL_BYTES: number;
/** Whether some call of `spool` hides the file or its size from the build. */
declare const UNCHECKED_SPOOL: boolean;
/** Whether the sketch gives `publishValue` a device. */
declare const NAMES_DEVICES: boolean;
/** Whether the sketch may give `joinWifi` a list of networks. */
declare const SEVERAL_NETWORKS: boolean;
/** Whether what it is given still wants its check. */
declare const UNCHECKED_WIFI: boolean;
/** Whether the options of a report still want their check. */
declare const REPORTS_UNCHECKED: boolean;
/** Whether one of the sketch's reports reads with `done`, or spells that option. */
declare const REPORTS_LATE: boolean;
declare const REPORTS_AVERAGE: boolean;
declare const REPORTS_DELTA: boolean;
declare const REPORTS_HEARTBEAT: boolean;
/** Whether the sketch asks what became of its reports. */
declare const REPORTS_COUNTED: boolean;
/** Whether `tls` is given anything. */
declare const TLS_GIVEN: boolean;
