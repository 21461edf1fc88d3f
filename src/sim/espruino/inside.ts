/**
 * The seam between the host and the board's realm (its own V8 context). Each other file of this folder exports one
 * function that runs *inside*: board.ts evaluates its text in the context, so every object, function and error that the
 * sketch can reach belongs to the context and leads nowhere else. Rule for those functions: they may name nothing
 * outside themselves but types and the globals of the language; what they need they take from `Inside`.
 */

/** What the host does for the realm. Only numbers, strings and booleans cross, and nothing throws. */
export interface Hardware {
  /** Milliseconds since 1970, with fractions, by the given clock. */
  now(): number;
  random(): number;
  print(line: string): void;
  uncaught(message: string, stack: string): void;
  /** A number from 0 to 1. */
  analog(pin: string): number;
  /** Asks for a reboot at the end of this pass, with or without the bundle. */
  reboot(withBundle: boolean): void;
  open(host: string, port: number): number;
  send(socket: number, bytes: string): number;
  receive(socket: number, most: number): string | number;
  close(socket: number): void;
  restless(socket: number): boolean;
  /** Notes how many bytes a socket of the script has waiting. */
  noteWaiting(bytes: number): void;
  /** A file's bytes, one char per byte, or undefined. */
  readFile(name: string): string | undefined;
  /** Writes a file, or removes it (undefined); false when it does not fit. */
  writeFile(name: string, bytes: string | undefined): boolean;
  /** Names of all files, separated by newlines. */
  fileNames(): string;
  freeBytes(): number;
}

/** The names of `Hardware`, in one string because no host array may enter the realm. */
export const hardwareNames =
  "now random print uncaught analog reboot open send receive close restless noteWaiting readFile writeFile fileNames freeBytes";

/** The board's facts, copied into the realm. */
export interface BoardFacts {
  readonly strings: "bytes" | "unicode";
  readonly chunkBytes: number;
  readonly connectFailure: "throws" | "emits";
  readonly jsVars: number;
  readonly jsVarBytes: number;
  readonly firmwareName: string;
  readonly modules: readonly string[];
  readonly pins: readonly string[];
  readonly globals: readonly string[];
  readonly serial: string;
}

/** What the sketch can be called back by: a function, a text to evaluate, or a list of those. */
export type Callback = unknown;

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
  /** Starts a timer that `clearTimeout()` spares, as a debounced watch does. */
  later(delayMs: number, callback: () => void): { readonly stop: () => void };
  /** Milliseconds since 1970 as the board believes, `setTime` included. */
  time(): number;
  setTime(ms: number): void;
  /** The method `pipe` of streams. */
  pipe(this: unknown, destination: object, options?: object): void;
  /** Bytes of a string as they leave the board, one char per byte. */
  bytesOf(text: string): string;
  /** A level comes to an input pin from outside; watches see it in the next pass. */
  setPin(name: string, level: boolean): void;
  /** The level or duty of a pin, 0 to 1. */
  getPin(name: string): number;
  /** A value as `print` shows it. */
  show(value: unknown): string;
}
