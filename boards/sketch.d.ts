// biome-ignore-all lint/suspicious/noExplicitAny: what comes out of files, sockets and modules of others may be anything

/*
 * What a sketch may use and `@types/espruino` does not declare, or declares wrongly. Its rule: this file is read before
 * that one, and the first declaration of a name counts if the second is of another kind (a `var` against a function, a
 * type's alias against an interface). That the two disagree is an error within .d.ts files, which `skipLibCheck` passes.
 * Names that are declared here and that a board lacks are taken away again by `boards/ID.d.ts`, which comes first of all.
 */

/** In place of what the board lacks: nothing can be done with it, and its type is the sentence that says why. */
interface Missing<Why extends string> {
  readonly "#missing": Why;
}

/*
 * Pins. What a pin can do is told by properties that exist for the checker only: "yes", or the sentence why not. A `Pin`
 * of which nothing is known, a parameter for one, is taken everywhere.
 */

interface Pin {
  readonly "#input": any;
  readonly "#output": any;
  readonly "#analogRead": any;
  readonly "#analogWrite": any;
  write(value: boolean | number): void;
  writeAtTime(value: boolean | number, time: number): void;
}
interface InputPin extends Pin {
  readonly "#input": "yes";
}
interface OutputPin extends Pin {
  readonly "#output": "yes";
}
/** With an analog-to-digital converter. */
interface AnalogInputPin extends Pin {
  readonly "#analogRead": "yes";
}
/** With PWM, or a digital-to-analog converter. */
interface AnalogOutputPin extends Pin {
  readonly "#analogWrite": "yes";
}
declare const Pin: { new (pin: Pin | string | number): Pin; (pin: Pin | string | number): Pin };

type InputMode = "input" | "input_pullup" | "input_pulldown";
type OutputMode = "output" | "opendrain" | "opendrain_pullup" | "af_output" | "af_opendrain";
type PinMode = InputMode | OutputMode | "analog" | "auto";
/** The pins that a mode is for. */
type PinFor<Mode> = [Mode] extends [OutputMode] ? OutputPin : [Mode] extends ["analog"] ? AnalogInputPin : Pin;

declare const pinMode: <Mode extends PinMode>(pin: PinFor<Mode>, mode?: Mode, automatic?: boolean) => void;
declare const getPinMode: (pin: Pin) => PinMode | "undefined";
/** The bits of a number for several pins, the last one first. */
declare const digitalWrite: (pins: OutputPin | readonly OutputPin[], value: number | boolean) => void;
/** 0 or 1; of several pins a number, whose lowest bit is the last one. */
declare const digitalRead: (pins: InputPin | readonly InputPin[]) => number;
declare const digitalPulse: (pin: OutputPin, value: boolean | 0 | 1, ms: number | readonly number[]) => void;
/** From 0 to 1. */
declare const analogRead: (pin: AnalogInputPin) => number;
/** A value from 0 to 1. PWM in software (`soft`, `forceSoft`) is for every output. */
declare const analogWrite: <O extends { freq?: number; soft?: boolean; forceSoft?: boolean } = object>(
  pin: O extends { soft: true } | { forceSoft: true } ? OutputPin : AnalogOutputPin,
  value: number,
  options?: O,
) => void;
declare const shiftOut: (
  pins: OutputPin | readonly OutputPin[],
  options: { clk?: OutputPin; clkPol?: boolean | 0 | 1; repeat?: number },
  data: string | number | ArrayLike<number>,
) => void;

interface WatchEvent {
  readonly state: boolean;
  /** Seconds, as getTime() has them. */
  readonly time: number;
  readonly lastTime: number;
  readonly pin: Pin;
  readonly data?: boolean;
}
declare const setWatch: (
  callback: ((event: WatchEvent) => void) | string,
  pin: InputPin,
  options?:
    | boolean
    | { repeat?: boolean; edge?: "rising" | "falling" | "both"; debounce?: number; irq?: boolean; data?: InputPin },
) => number;
/** Without an id: all of them. `undefined` as an id throws. */
declare const clearWatch: (...id: [] | [id: number | undefined]) => void;
declare const setBusyIndicator: (pin?: OutputPin) => void;
declare const setSleepIndicator: (pin?: OutputPin) => void;

/*
 * Time.
 */

/** Ids are used again once a timer has gone. */
declare const setInterval: <A extends unknown[]>(
  callback: ((...args: A) => void) | string,
  ms?: number,
  ...args: A
) => number;
declare const setTimeout: <A extends unknown[]>(
  callback: ((...args: A) => void) | string,
  ms?: number,
  ...args: A
) => number;
/** Without an id: all of them. `undefined` as an id throws. */
declare const clearInterval: (...id: [] | [id: number | undefined]) => void;
/** Without an id: all of them. `undefined` as an id throws. */
declare const clearTimeout: (...id: [] | [id: number | undefined]) => void;
declare const changeInterval: (id: number, ms: number) => void;

/*
 * Buses.
 */

interface SerialOptions {
  rx?: InputPin;
  tx?: OutputPin;
  ck?: OutputPin;
  cts?: InputPin;
  bytesize?: 7 | 8;
  parity?: "none" | "odd" | "even" | "n" | "o" | "e";
  stopbits?: 1 | 2;
  flow?: "none" | "xon";
  path?: string;
  errors?: boolean;
}
interface SerialPort {
  setup(baud?: number, options?: SerialOptions): void;
  setConsole(force?: boolean): void;
  print(text: string | number): void;
  println(text: string | number): void;
  write(...data: (string | number | ArrayLike<number> | { data: string | number; count: number })[]): void;
  available(): number;
  read(chars?: number): string | undefined;
  pipe(destination: { write(data: string): void }, options?: PipeOptions): void;
  on(event: "data", listener: (data: string) => void): void;
  on(event: "framing" | "parity", listener: () => void): void;
  inject(...data: (string | number | ArrayLike<number>)[]): void;
}
type Serial = SerialPort;
declare const Serial: { new (): SerialPort; find(pin: Pin): SerialPort | undefined };

interface I2CBus {
  setup(options?: { scl?: Pin; sda?: Pin; bitrate?: number }): void;
  writeTo(
    address: number | { address: number; stop?: boolean },
    ...data: (string | number | ArrayLike<number>)[]
  ): void;
  readFrom(address: number | { address: number; stop?: boolean }, quantity: number): Uint8Array;
  /**
   * Writes the register's number, and reads from there on.
   * @since 2v20
   */
  readReg(address: number, register: number, quantity: number): Uint8Array;
}
type I2C = I2CBus;
declare const I2C: { new (): I2CBus; find(pin: Pin): I2CBus | undefined };

interface SPIBus {
  setup(options?: {
    sck?: OutputPin;
    miso?: InputPin;
    mosi?: OutputPin;
    baud?: number;
    mode?: 0 | 1 | 2 | 3;
    order?: "msb" | "lsb";
    bits?: number;
  }): void;
  send(data: number, select?: OutputPin): number;
  send(data: string, select?: OutputPin): string;
  send(data: ArrayLike<number>, select?: OutputPin): Uint8Array;
  write(...data: (string | number | ArrayLike<number> | OutputPin)[]): void;
  send4bit(data: string | ArrayLike<number>, bit0: number, bit1: number, select?: OutputPin): void;
  send8bit(data: string | ArrayLike<number>, bit0: number, bit1: number, select?: OutputPin): void;
}
type SPI = SPIBus;
declare const SPI: { new (): SPIBus; find(pin: Pin): SPIBus | undefined };

interface OneWireBus {
  /** Whether somebody is there. */
  reset(): boolean;
  /** Resets, and selects one by its code, as `search` has it. */
  select(rom: string): void;
  /** Selects all there are; it does not reset. */
  skip(): void;
  write(data: string | number | ArrayLike<number>, power?: boolean): void;
  read(): number;
  read(count: number): Uint8Array;
  search(command?: number): string[];
}
type OneWire = OneWireBus;
declare const OneWire: { new (pin: OutputPin): OneWireBus };
declare const Waveform: { new (samples: number, options?: { doubleBuffer?: boolean; bits?: 8 | 16 }): Waveform };
declare const Graphics: {
  createArrayBuffer(
    width: number,
    height: number,
    bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32,
    options?: object,
  ): Graphics;
  createCallback(width: number, height: number, bitsPerPixel: number, callback: object): Graphics;
  createImage(picture: string): object;
  getInstance(): Graphics | undefined;
};

/*
 * The console, the process, and what stands alone.
 */

declare const print: (...values: unknown[]) => void;
interface Console {
  log(...values: unknown[]): void;
  /** @since 2v20 */
  debug(...values: unknown[]): void;
  /** @since 2v20 */
  info(...values: unknown[]): void;
  /** @since 2v20 */
  warn(...values: unknown[]): void;
  /** @since 2v20 */
  error(...values: unknown[]): void;
}
declare const console: Console;

interface Process {
  readonly version: string;
  readonly env: {
    readonly VERSION: string;
    readonly BOARD: string;
    readonly SERIAL: string;
    /** Names, with commas between. */
    readonly MODULES: string;
    readonly FLASH: number;
    readonly RAM: number;
    readonly CONSOLE?: string;
    readonly [name: string]: unknown;
  };
  /** JsVars; collects garbage first unless told not to. */
  memory(gc?: boolean): {
    readonly free: number;
    readonly usage: number;
    readonly total: number;
    readonly history: number;
    readonly blocksize: number;
    readonly [name: string]: unknown;
  };
  on(event: "uncaughtException", listener: (error: unknown) => void): void;
}
declare const process: Process;

declare const reset: (clearFlash?: boolean) => void;
declare const load: (file?: string) => void;
declare const trace: (root?: number) => void;
declare const echo: (on: boolean | 0 | 1) => void;
declare const getSerial: () => string;
/** Seconds since 1970, with fractions. */
declare const getTime: () => number;
declare const global: typeof globalThis;

declare namespace E {
  /** All bytes of the arguments as one flat string; undefined if there is no room for it. */
  // biome-ignore lint/suspicious/noShadowRestrictedNames: it is the board's name, within E only
  function toString(...parts: unknown[]): string | undefined;
  function getSizeOf(value: unknown, depth?: number): number;
  /** @since 2v19 */
  function isUTF8(text: string): boolean;
  /** @since 2v19 */
  function asUTF8(text: string): string;
  /** @since 2v19 */
  function fromUTF8(text: string): string;
  function enableWatchdog(timeoutS: number, automatic?: boolean): void;
  function on(event: "init" | "kill", listener: () => void): void;
  function on(event: "errorFlag", listener: (flags: string[]) => void): void;
  function getErrorFlags(): string[];
}

declare namespace Modules {
  function addCached(name: string, source: string | object): void;
}

declare const ESP32: {
  /** Microseconds, 35 minutes at most; the board starts anew afterwards. */
  deepSleep(us: number): void;
  /** 4 where the chip's timer ended a deep sleep, 0 where there was none. */
  getWakeupCause(): number;
  reboot(): void;
  getState(): { readonly sdkVersion: string; readonly freeHeap: number; readonly [name: string]: unknown };
  /** Restarts, without BLE if false: there are more JsVars then. */
  enableBLE(enable: boolean): void;
  enableWifi(enable: boolean): void;
};

/*
 * Modules of the firmware.
 */

interface PipeOptions {
  chunkSize?: number;
  end?: boolean;
  complete?(source: unknown): void;
}

interface NetSocket {
  /** Queues without a bound and answers false, always; throws once the socket is closed. Text, not arrays of bytes. */
  write(bytes: string): boolean;
  end(bytes?: string): void;
  available(): number;
  read(chars?: number): string | undefined;
  pipe(destination: { write(data: string): void }, options?: PipeOptions): void;
  /** One char a byte. Listen in the turn that connects, or data comes again and again. */
  on(event: "data", listener: (this: NetSocket, bytes: string) => void): void;
  on(event: "connect" | "drain" | "end", listener: (this: NetSocket) => void): void;
  on(event: "close", listener: (this: NetSocket, hadError: boolean) => void): void;
  on(event: "error", listener: (this: NetSocket, error: SocketError) => void): void;
}
interface SocketError {
  readonly code: number;
  readonly message: string;
}
interface NetServer {
  listen(port: number): this;
  close(): void;
}
type Socket = NetSocket;
type Server = NetServer;

interface NetModule {
  /** ESP32 and Linux wait for the connection, and throw if it fails; others return, and emit. */
  connect(
    where: { host: string; port?: number } | string,
    connected?: (this: NetSocket, socket: NetSocket) => void,
  ): NetSocket;
  createServer(connected: (socket: NetSocket) => void): NetServer;
}
interface TlsModule {
  /** The callback comes before the handshake. */
  connect(
    where: { host: string; port?: number; ca?: string; key?: string; cert?: string } | string,
    connected?: (this: NetSocket, socket: NetSocket) => void,
  ): NetSocket;
}
interface HttpResponse {
  readonly statusCode: string;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly headers: { readonly [name: string]: string };
  available(): number;
  read(chars?: number): string | undefined;
  pipe(destination: { write(data: string): void }, options?: PipeOptions): void;
  on(event: "data", listener: (data: string) => void): void;
  on(event: "end", listener: () => void): void;
  on(event: "close", listener: (hadError: boolean) => void): void;
  on(event: "error", listener: (error: SocketError) => void): void;
}
interface HttpRequest {
  write(data: string): boolean;
  end(data?: string): void;
  on(event: "drain" | "close" | "end", listener: () => void): void;
  on(event: "error", listener: (error: SocketError) => void): void;
}
interface HttpServerRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  available(): number;
  read(chars?: number): string | undefined;
  pipe(destination: { write(data: string): void }, options?: PipeOptions): void;
  on(event: "data", listener: (data: string) => void): void;
  on(event: "close" | "end", listener: () => void): void;
}
interface HttpServerResponse {
  headers: { [name: string]: string };
  write(data: string): boolean;
  end(data?: string): void;
  setHeader(name: string, value: string): void;
  writeHead(status: number, headers?: { [name: string]: string }): void;
  on(event: "drain" | "close", listener: () => void): void;
}
interface HttpModule {
  get(
    where: string | { host: string; port?: number; path?: string; headers?: { [name: string]: string | number } },
    answered: (response: HttpResponse) => void,
  ): HttpRequest;
  request(
    where: {
      host: string;
      port?: number;
      path?: string;
      method?: string;
      protocol?: "http:" | "https:";
      headers?: { [name: string]: string | number };
    },
    answered: (response: HttpResponse) => void,
  ): HttpRequest;
  createServer(asked: (request: HttpServerRequest, response: HttpServerResponse) => void): NetServer;
}
interface UdpSocket {
  bind(port: number, bound?: (socket: UdpSocket) => void): this;
  send(bytes: string, port: number, host: string): void;
  send(bytes: string, offset: number, length: number, port: number, host: string): void;
  addMembership(group: string, ip: string): void;
  close(): void;
  on(
    event: "message",
    listener: (bytes: string, from: { readonly address: string; readonly port: number; readonly size: number }) => void,
  ): void;
  on(event: "close", listener: (hadError: boolean) => void): void;
  on(event: "error", listener: (error: SocketError) => void): void;
}
interface DgramModule {
  createSocket(
    type: "udp4" | { type: "udp4"; reuseAddr?: boolean; recvBufferSize?: number },
    received?: (bytes: string, from: { readonly address: string; readonly port: number }) => void,
  ): UdpSocket;
}
interface StorageFile {
  read(chars: number): string | undefined;
  /** With its newline; undefined at the end. */
  readLine(): string | undefined;
  write(data: string): void;
  erase(): void;
  getLength(): number;
  pipe(destination: { write(data: string): void }, options?: PipeOptions): void;
}
/** Names have 28 characters at most; more are cut off without a word. */
interface StorageModule {
  /** A view on flash: once the file is written anew it becomes null; `"" + text` is a copy. */
  read(name: string, offset?: number, length?: number): string | undefined;
  readArrayBuffer(name: string): ArrayBuffer | undefined;
  readJSON(name: string, noExceptions?: boolean): any;
  /** Throws for what is empty. With `offset` and `size`: a piece of a file that is made beforehand. */
  write(
    name: string,
    data: string | ArrayBuffer | ArrayBufferView | readonly number[] | object,
    offset?: number,
    size?: number,
  ): boolean;
  writeJSON(name: string, data: unknown): boolean;
  erase(name: string): void;
  eraseAll(): void;
  list(pattern?: RegExp, filter?: { sf: boolean }): string[];
  hash(pattern?: RegExp): number;
  compact(showMessage?: boolean): void;
  getFree(): number;
  open(name: string, mode: "r" | "w" | "a"): StorageFile;
}
interface FlashModule {
  getPage(address: number): { readonly addr: number; readonly length: number } | undefined;
  getFree(): { readonly addr: number; readonly length: number }[];
  erasePage(address: number): void;
  write(data: string | ArrayLike<number>, address: number): void;
  read(length: number, address: number): Uint8Array | undefined;
}
interface FsModule {
  readdir(path?: string): string[] | undefined;
  readdirSync(path?: string): string[] | undefined;
  readFile(path: string): string | undefined;
  readFileSync(path: string): string | undefined;
  writeFile(path: string, data: string): boolean;
  writeFileSync(path: string, data: string): boolean;
  appendFile(path: string, data: string): boolean;
  appendFileSync(path: string, data: string): boolean;
  unlink(path: string): boolean;
  unlinkSync(path: string): boolean;
  statSync(path: string): { readonly size: number; readonly dir: boolean; readonly mtime?: Date } | undefined;
  mkdir(path: string): boolean;
  mkdirSync(path: string): boolean;
  pipe(source: object, destination: { write(data: string): void }, options?: PipeOptions): void;
}
type Digestible = string | ArrayBuffer | ArrayBufferView | readonly number[];
interface CryptoModule {
  readonly AES: {
    encrypt(data: Digestible, key: Digestible, options?: { iv?: Digestible; mode?: string }): ArrayBuffer;
    decrypt(data: Digestible, key: Digestible, options?: { iv?: Digestible; mode?: string }): ArrayBuffer;
  };
  SHA1(data: Digestible): ArrayBuffer;
  SHA224(data: Digestible): ArrayBuffer;
  SHA256(data: Digestible): ArrayBuffer;
  SHA384(data: Digestible): ArrayBuffer;
  SHA512(data: Digestible): ArrayBuffer;
  PBKDF2(
    passphrase: Digestible,
    salt: Digestible,
    options?: { keySize?: number; iterations?: number; hasher?: string },
  ): ArrayBuffer;
}
interface HeatshrinkModule {
  compress(data: string | ArrayBuffer | ArrayBufferView): ArrayBuffer;
  decompress(data: string | ArrayBuffer | ArrayBufferView): ArrayBuffer;
}
interface TimerModule {
  list(): { readonly id: number; readonly type: string; readonly time: number; readonly [name: string]: unknown }[];
  get(id: number): { readonly type: string; readonly [name: string]: unknown } | undefined;
  add(timer: { type: string; time: number; interval?: number; [name: string]: unknown }): number;
  remove(id: number): void;
}
interface NeopixelModule {
  /** Three bytes a light; their order is the strip's. */
  write(pin: OutputPin, data: string | ArrayLike<number>): void;
}
interface TelnetServerModule {
  setOptions(options: { mode: "on" | "off" }): void;
}
interface NetworkJSModule {
  create<T extends object>(driver: T): T;
}
interface Esp8266Module {
  reboot(): void;
  getState(): { readonly sdkVersion: string; readonly freeHeap: number; readonly [name: string]: unknown };
  setCPUFreq(mhz: 80 | 160): void;
  /** Microseconds; the board starts anew afterwards if D16 is wired to reset. */
  deepSleep(us: number, option?: number): void;
  /** `deep sleep`, `power on`, `reset pin` and others. */
  getResetInfo(): { readonly reason: string };
}
interface FirmwareModules {
  net: NetModule;
  tls: TlsModule;
  http: HttpModule;
  dgram: DgramModule;
  Wifi: typeof import("Wifi");
  Storage: StorageModule;
  Flash: FlashModule;
  fs: FsModule;
  crypto: CryptoModule;
  heatshrink: HeatshrinkModule;
  timer: TimerModule;
  neopixel: NeopixelModule;
  TelnetServer: TelnetServerModule;
  NetworkJS: NetworkJSModule;
  ESP8266: Esp8266Module;
}
/** A module of the firmware; or one that Espruino's tools put on the board, of which its author alone knows the type. */
declare const require: {
  <Name extends keyof FirmwareModules>(name: Name): FirmwareModules[Name];
  (name: string): any;
};

declare module "Wifi" {
  /** Without options there is no callback either: a function in their place is refused. */
  function connect(ssid: string): void;
  function disconnect(callback?: () => void): void;
  function save(what?: "clear" | "sta+ap"): void;
  function stopAP(callback?: () => void): void;
}
