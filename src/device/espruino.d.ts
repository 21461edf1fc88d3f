/**
 * The names of the board that the SDK uses, and no others: with `noLib` a name of Node's or a method that boards lack
 * can't even be spelled in this folder. Signatures are as the interpreter behaves, not as ECMAScript has them.
 */

type IArguments = {};
type Boolean = {};
type Object = {};
interface CallableFunction {
  /** The same with its first arguments given; about 5 JsVars. */
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
  splice(from: number, count: number): T[];
  shift(): T | undefined;
}

interface String {
  readonly length: number;
  /** Undefined beyond its end. */
  readonly [index: number]: string;
  /** NaN behind the end. */
  charCodeAt(index: number): number;
  /** `"".indexOf("")` is -1 on the interpreter, 0 elsewhere. */
  indexOf(part: string, from?: number): number;
  replace(pattern: RegExp, replacer: (match: string) => string): string;
  /** The first of them. */
  replace(part: string, by: string): string;
  slice(from: number, to?: number): string;
  split(separator: string): string[];
  substr(from: number, length?: number): string;
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

declare const E: {
  /** Bytes as chars. For a whole array in flat memory it is that memory itself, not a copy. */
  toString(bytes: Uint8Array): string;
  /** On boards with Unicode strings: the UTF-8 bytes of a string that is marked as Unicode, one char each. */
  fromUTF8(text: string): string;
  /** The way back. */
  asUTF8(bytes: string): string;
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
/** Throws for undefined; ids are reused, so an id that has fired may be somebody else's. */
declare function clearTimeout(id: number): void;
/** Seconds since 1970, or since the boot while nobody has set the clock. */
declare function getTime(): number;
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

/*
 * Set by the build, so that what a sketch does not use costs it nothing.
 */

/** Whether the board's strings hold Unicode characters, not bytes. */
declare const BOARD_UNICODE: boolean;
/** Whether `net.connect` returns only once the connection is there, or throws. */
declare const BOARD_CONNECT_BLOCKS: boolean;
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
declare const HAS_STAMP: boolean;
/** Whether the sketch may give a list of hosts. */
declare const SEVERAL_HOSTS: boolean;
/** Whether the sketch imports from `tagwire/qos1`. */
declare const QOS1: boolean;
/** Whether the sketch subscribes to anything. */
declare const SUBSCRIBES: boolean;
/** Whether one of its filters may have a wildcard. */
declare const WILDCARDS: boolean;
/** Whether the sketch gives `publishValue` a device. */
declare const NAMES_DEVICES: boolean;
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
