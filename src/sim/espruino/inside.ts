/**
 * The seam between the host and the board's realm (its own V8 context). Each other file of this folder exports one
 * function that runs *inside*: realm.ts evaluates its text in the context, so every object, function and error that the
 * sketch can reach belongs to the context and leads nowhere else. Rule for those functions: they may name nothing
 * outside themselves but types and the globals of the language; what they need they take from `Inside`.
 */
import type { StationState, WifiKind, WifiNews } from "../wifi-station.js";

/** What the host does for the realm. Only numbers, strings and booleans cross, bytes to be read, and nothing throws. */
export interface Hardware {
  /** Milliseconds since 1970, with fractions, by the given clock. */
  now(): number;
  random(): number;
  print(line: string): void;
  uncaught(message: string, stack: string): void;
  /** A number from 0 to 1, or not; or a text that is to be thrown. */
  analog(pin: string): number | string;
  /** The sketch drives the line of that pin to 0 or 1, or lets it go (-1). */
  drive(pin: string, level: number): void;
  /** Writes to an address of the bus with those pins; whether somebody acknowledged. Bytes are one char each, here and below. */
  i2cWrite(scl: string, sda: string, address: number, bytes: string): boolean;
  /** So many bytes; undefined where nobody acknowledged. */
  i2cRead(scl: string, sda: string, address: number, count: number): string | undefined;
  /** What comes back while those bytes go out, as many. */
  spi(sck: string, miso: string, mosi: string, bytes: string): string;
  /** OneWire's reset; whether somebody is there. */
  wireReset(pin: string): boolean;
  wireWrite(pin: string, bytes: string): void;
  wireRead(pin: string, count: number): string;
  /** The codes that answer to a search, 16 hexadecimal digits each, with spaces between. */
  wireSearch(pin: string, command: number): string;
  /** The chip sleeps, now or at the end of this pass, for so long; Infinity is for ever. */
  deepSleep(forMs: number, isAtOnce: boolean): void;
  watchdog(seconds: number, isAuto: boolean): void;
  kick(): void;
  /** Asks for a reboot at the end of this pass: `power`, `reset`, `load` or `load NAME`. */
  reboot(how: string): void;
  echo(on: boolean): void;
  /** The digest of bytes, one char per byte: `sha1`, `sha224`, `sha256`, `sha384` or `sha512`. */
  digest(kind: string, bytes: string): string;
  /** `secure`: over TLS. */
  open(host: string, port: number, secure: boolean): number;
  send(socket: number, bytes: string): number;
  receive(socket: number, most: number): string | number;
  close(socket: number): void;
  wifiConnect(ssid: string, password: string): void;
  wifiDisconnect(): void;
  wifiRestore(ssid: string, password: string): void;
  wifiScan(): void;
  /** How the station stands, as JSON. */
  wifiState(): string;
  /** What happened to the station since the last call, as JSON; "" if nothing. */
  wifiNews(): string;
  restless(socket: number): boolean;
  /** Notes how many bytes a socket of the script has waiting. */
  noteWaiting(bytes: number): void;
  /** A file's bytes, one char per byte, from `offset`, `length` of them or (0) all; undefined if there is no such file. */
  readFile(name: string, offset: number, length: number): string | undefined;
  /** Writes a file, or into one; "" or the message of what the firmware throws. `isChunk`: of a StorageFile. */
  writeFile(name: string, bytes: string, offset: number, size: number, isChunk: boolean): string;
  /** Bytes into a chunk, whatever is there. */
  appendFile(name: string, offset: number, bytes: string): void;
  /** Whether there was such a file. */
  eraseFile(name: string): boolean;
  eraseFiles(): void;
  /** Names, separated by NUL: of `storage-file`, of `file`, or ("") of both. */
  fileNames(kind: string): string;
  /** What `getStats` answers, as JSON. */
  storageStats(): string;
  compactFiles(): void;
  /** The bytes of a view, one char per byte. */
  textOf(bytes: ArrayBufferView): string;
  /** A probe tells what it saw; what it is answered is its affair. */
  tell(text: string): boolean;
}

/** The names of `Hardware`, in one string because no host array may enter the realm. */
export const hardwareNames =
  "now random print uncaught analog drive i2cWrite i2cRead spi wireReset wireWrite wireRead wireSearch deepSleep watchdog kick reboot echo digest open send receive close wifiConnect wifiDisconnect wifiRestore wifiScan wifiState wifiNews restless noteWaiting readFile writeFile appendFile eraseFile eraseFiles fileNames storageStats compactFiles textOf tell";

/** The board's facts, copied into the realm. */
export interface BoardFacts {
  readonly chip: string;
  /** The pins that a bus uses if `setup` names none. */
  readonly buses: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly strings: "bytes" | "unicode";
  readonly chunkBytes: number;
  readonly connectFailure: "throws" | "emits";
  readonly jsVars: number;
  readonly jsVarBytes: number;
  readonly firmwareName: string;
  readonly modules: readonly string[];
  readonly wifi: WifiKind | undefined;
  readonly pins: readonly string[];
  readonly globals: readonly string[];
  /** What a chunk of a StorageFile has room for. */
  readonly storageChunkBytes: number;
  readonly serial: string;
  /** Whether the chip has booted out of a deep sleep. */
  readonly hasSlept: boolean;
  /** Whether the clock begins at 1970. */
  readonly lostTime: boolean;
  /** `process.env.CONSOLE`. */
  readonly console: string;
  /** `__FILE__`: the file that `load` was asked for; else "". */
  readonly file: string;
}

/** What the sketch can be called back by: a function, a text to evaluate, or a list of those. */
export type Callback = unknown;

/** What the `Wifi` modules have in common. */
export interface InsideWifi {
  readonly boardMac: string;
  readonly accessPoint: { readonly mac: string; readonly channel: number; readonly rssi: number };
  readonly addresses: { readonly ip: string; readonly netmask: string; readonly gw: string };
  readonly noAddresses: InsideWifi["addresses"];
  state(): StationState;
  /** Set by the module: something happened to the station. */
  heard(news: WifiNews): void;
  /** Throws what the firmware throws at what is no function; undefined is none, and fine. */
  demandFunction(value: unknown): void;
  demandObject(value: unknown): void;
  passwordOf(options: unknown): string;
  /** Where the module is a part of the firmware. */
  native?: NativeWifi;
}

/** What the ESP32's and the ESP8266's modules do alike. */
export interface NativeWifi {
  /** Calls back at the end of the pass; null and undefined are nobody. */
  answer(callback: unknown, ...args: unknown[]): void;
  /** What the scan has found, for who asked. */
  tellScanned(list: readonly object[]): void;
  /** Methods of the module. */
  readonly methods: Readonly<Record<"save", (what?: unknown) => void>> & Readonly<Record<string, unknown>>;
}

/** Shared by the functions that run inside. */
export interface Inside {
  readonly hardware: Hardware;
  readonly board: BoardFacts;
  /** The realm's global object. */
  readonly global: Record<string, unknown>;
  /** What `require` finds without looking into Storage. */
  readonly modules: Record<string, unknown>;
  /** Parts of an idle pass in their order; each answers in how many milliseconds it wants the next pass. */
  readonly steps: (() => number)[];
  /** Whether this pass did something, so that another follows at once. */
  busy: boolean;
  /** Runs a callback now, listener by listener; an error in one is reported and the next still runs. */
  call(self: unknown, callback: Callback, args: unknown[]): void;
  /** Has a callback run at the end of this pass. */
  queue(self: unknown, callback: Callback, args: unknown[]): void;
  /** A text about to be evaluated; where it lies in a file of Storage it gets that file's name, which V8 then tells in traces. */
  placed(text: unknown): unknown;
  /** Notes an error that nobody caught; the last one of a pass is told when the pass ends. */
  uncaught(error: unknown): void;
  /** Tells the noted error: to `process`, else to the console. */
  report(): void;
  /** Prints the line that the firmware prints for a wrong call that it answers with undefined. */
  error(message: string): void;
  /** One idle pass; answers in how many milliseconds the next is wanted (0: at once, Infinity: not by itself). */
  pass(): number;
  /** `E.on('init')` and `onInit()`, after the boot code. */
  booted(): void;
  /** How many timers run. */
  timers(): number;
  /** Starts a timer that `clearTimeout()` spares, as a debounced watch does. */
  later(delayMs: number, callback: () => void): { readonly stop: () => void };
  /** Milliseconds since 1970 as the board believes, `setTime` included. */
  time(): number;
  setTime(ms: number): void;
  /** The method `pipe` of streams. */
  pipe(this: unknown, destination: object, options?: object): void;
  /** Where the firmware has Wi-Fi. */
  wifi?: InsideWifi;
  /** Bytes of a string as they leave the board, one char per byte. */
  bytesOf(text: string): string;
  /** A level came to a pin from outside, so many milliseconds ago; watches see it in the next pass. */
  setPin(name: string, level: boolean, agoMs: number): void;
  /** The name of the pin that is meant by a pin, a name or a number; "" where there is none. */
  pinName(given: unknown): string;
  /** The fields of an object of options; throws where it is none, or has others than those names. */
  optionsOf(given: unknown, names: string): Record<string, unknown>;
  /** The bytes in any mix of numbers, strings, lists, buffers and `{data, count}`. */
  bytesIn(values: unknown[]): number[];
  /** The level or duty of a pin, 0 to 1. */
  getPin(name: string): number;
  /** A value as `print` shows it. */
  show(value: unknown): string;
  /** A value as the console shows it after `=`. */
  showTyped(value: unknown): string;
  /** A value as `E.toJS` spells it. */
  toJs(value: unknown): string;
}
