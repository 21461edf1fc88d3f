/// <reference no-default-lib="true" />
// biome-ignore-all lint/suspicious/noExplicitAny: as in TypeScript's own libraries, where anything may come or go
// biome-ignore-all lint/complexity/noBannedTypes: these are the types themselves
// biome-ignore-all lint/suspicious/noShadowRestrictedNames: they are declared here
// biome-ignore-all lint/suspicious/noEmptyInterface: the compiler asks for some by name

/*
 * The language's library as Espruino has it, in place of TypeScript's lib.es5.d.ts. Its rule: a name stands here if
 * every firmware since 2v22 has it; so what boards lack is an error while it is typed. Signatures are as the interpreter
 * behaves: an argument that it ignores can't be given. `@since` marks what firmware older than that version lacks. What ECMAScript has and this file leaves out is listed where one would look for it, with what to
 * write instead. `tests/boards/library.test.ts` holds both lists against the interpreter.
 */

declare var NaN: number;
declare var Infinity: number;

declare function eval(code: string): any;
declare function parseInt(text: string | number, radix?: number): number;
declare function parseFloat(text: string | number): number;
declare function isNaN(value: unknown): boolean;
declare function isFinite(value: unknown): boolean;
// Not encodeURI, decodeURI, escape, unescape: encode the parts with these.
declare function encodeURIComponent(text: string | number | boolean): string;
declare function decodeURIComponent(text: string): string;
/** A string of bytes as base64, and back. */
declare function btoa(bytes: string | ArrayBufferLike | ArrayBufferView): string;
declare function atob(base64: string): string;

type PropertyKey = string | number;

interface PropertyDescriptor {
  value?: any;
  writable?: boolean;
  enumerable?: boolean;
  configurable?: boolean;
  get?(): any;
  set?(value: any): void;
}
interface PropertyDescriptorMap {
  [name: string]: PropertyDescriptor;
}

/** What every object has. Events are queued: a listener runs after the code that emits, with four arguments at most. */
interface Object {
  /** Undefined on a board: declared for the rule that says what to write instead. */
  constructor: Function;
  toString(): string;
  valueOf(): Object;
  hasOwnProperty(name: PropertyKey): boolean;
  on(event: string, listener: (...args: any[]) => void): void;
  emit(event: string, ...args: any[]): void;
  removeListener(event: string, listener: (...args: any[]) => void): void;
  removeAllListeners(event?: string): void;
  /** @since 2v19; before the listeners that are there. */
  prependListener(event: string, listener: (...args: any[]) => void): void;
  // Not isPrototypeOf, propertyIsEnumerable, toLocaleString; not once, off: use on and removeListener.
}

interface ObjectConstructor {
  new (value?: any): Object;
  (value?: any): any;
  readonly prototype: Object;
  keys(object: object | string): string[];
  /** @since 2v14 */
  values<T>(object: { readonly [name: string]: T } | ArrayLike<T>): T[];
  values(object: {}): any[];
  /** @since 2v14 */
  entries<T>(object: { readonly [name: string]: T } | ArrayLike<T>): [string, T][];
  entries(object: {}): [string, any][];
  /** @since 2v17 */
  fromEntries<T>(entries: readonly (readonly [PropertyKey, T])[]): { [name: string]: T };
  assign<T extends {}, U>(target: T, source: U): T & U;
  assign<T extends {}, U, V>(target: T, first: U, second: V): T & U & V;
  assign(target: object, ...sources: any[]): any;
  /** Without a second argument: the interpreter throws for it. The new object has toString, even that of null. */
  // Here and below, what a rule of the dialect explains better than a type is left to the rule.
  create(prototype: object | null, properties?: object): any;
  getPrototypeOf(object: any): any;
  /** Followed for objects, not for functions: classes do not inherit what is static. */
  setPrototypeOf<T>(object: T, prototype: object | null): T;
  getOwnPropertyNames(object: any): string[];
  getOwnPropertyDescriptor(object: any, name: PropertyKey): PropertyDescriptor | undefined;
  /** `enumerable: false` is ignored. */
  defineProperty<T>(object: T, name: PropertyKey, descriptor: PropertyDescriptor & ThisType<any>): T;
  defineProperties<T>(object: T, descriptors: PropertyDescriptorMap & ThisType<any>): T;
  // Not freeze, seal, isFrozen, isSealed, preventExtensions, isExtensible: nothing can be frozen. Not is, hasOwn.
}
declare var Object: ObjectConstructor;

interface Function {
  apply(this: Function, self: any, args?: any): any;
  call(this: Function, self: any, ...args: any[]): any;
  bind(this: Function, self: any, ...args: any[]): any;
  /** Puts another function's code in this one's place. */
  replaceWith(other: Function): void;
  toString(): string;
  prototype: any;
  readonly length: number;
  // Not name: it is undefined. Not caller, arguments.
}
interface FunctionConstructor {
  new (...args: string[]): Function;
  (...args: string[]): Function;
  readonly prototype: Function;
}
declare var Function: FunctionConstructor;

// What `strict` uses for apply, call and bind.
interface CallableFunction extends Function {
  apply<T, R>(this: (this: T) => R, self: T): R;
  apply<T, A extends any[], R>(this: (this: T, ...args: A) => R, self: T, args: A): R;
  call<T, A extends any[], R>(this: (this: T, ...args: A) => R, self: T, ...args: A): R;
  bind<T>(this: T, self: ThisParameterType<T>): OmitThisParameter<T>;
  bind<T, A extends any[], B extends any[], R>(
    this: (this: T, ...args: [...A, ...B]) => R,
    self: T,
    ...args: A
  ): (...args: B) => R;
}
interface NewableFunction extends Function {
  apply<T>(this: new () => T, self: T): void;
  apply<T, A extends any[]>(this: new (...args: A) => T, self: T, args: A): void;
  call<T, A extends any[]>(this: new (...args: A) => T, self: T, ...args: A): void;
  // Not bind: `new` of what it answers throws.
}

/** On a board an array of its own; as long as the parameters that are declared, if fewer arguments come. */
interface IArguments {
  [index: number]: any;
  readonly length: number;
}

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charAt(index: number): string;
  /** NaN beyond the end since 2v20, 0 before. */
  charCodeAt(index: number): number;
  /** @since 2v11 */
  concat(...parts: (string | number)[]): string;
  endsWith(part: string, length?: number): boolean;
  includes(part: string, from?: number): boolean;
  /** `"".indexOf("")` is -1 on a board, 0 elsewhere. */
  indexOf(part: string, from?: number): number;
  lastIndexOf(part: string, from?: number): number;
  match(pattern: string | RegExp): RegExpMatchArray | null;
  padEnd(length: number, filler?: string): string;
  padStart(length: number, filler?: string): string;
  repeat(count: number): string;
  /** A function as replacement only for a regular expression: for a string, its own text would be put in. */
  replace(pattern: string | RegExp, replacement: string): string;
  replace(pattern: string | RegExp, replacer: (match: string, ...args: any[]) => string): string;
  /** @since 2v22; before, use replace with a regular expression and the flag g. */
  replaceAll(pattern: string | RegExp, replacement: string): string;
  slice(from?: number, to?: number): string;
  /** All parts: a board knows no limit. */
  split(separator?: string | RegExp, limit?: number): string[];
  startsWith(part: string, from?: number): boolean;
  substr(from: number, length?: number): string;
  substring(from: number, to?: number): string;
  toLowerCase(): string;
  toUpperCase(): string;
  trim(): string;
  toString(): string;
  valueOf(): string;
  // Not search: use match(...) and its index. Not localeCompare: compare with < and >. Not codePointAt, normalize,
  // toLocaleLowerCase, toLocaleUpperCase, trimStart, trimEnd, at, matchAll.
}
interface StringConstructor {
  new (value?: any): String;
  (value?: any): string;
  readonly prototype: String;
  /** The low byte of each where strings are bytes. */
  fromCharCode(...codes: number[]): string;
  // Not fromCodePoint, raw.
}
declare var String: StringConstructor;

interface Boolean {
  valueOf(): boolean;
}
interface BooleanConstructor {
  new (value?: any): Boolean;
  <T>(value?: T): boolean;
  readonly prototype: Boolean;
}
declare var Boolean: BooleanConstructor;

interface Number {
  toString(radix?: number): string;
  toFixed(digits?: number): string;
  valueOf(): number;
  // Not toPrecision, toExponential, toLocaleString: use toFixed.
}
interface NumberConstructor {
  new (value?: any): Number;
  (value?: any): number;
  readonly prototype: Number;
  readonly MAX_VALUE: number;
  readonly MIN_VALUE: number;
  readonly NaN: number;
  readonly NEGATIVE_INFINITY: number;
  readonly POSITIVE_INFINITY: number;
  // Not isInteger, isNaN, isFinite, parseInt, parseFloat: the last four are global. Not EPSILON, MAX_SAFE_INTEGER.
}
declare var Number: NumberConstructor;

interface Math {
  readonly E: number;
  readonly LN10: number;
  readonly LN2: number;
  readonly LOG10E: number;
  readonly LOG2E: number;
  readonly PI: number;
  readonly SQRT1_2: number;
  readonly SQRT2: number;
  abs(x: number): number;
  acos(x: number): number;
  asin(x: number): number;
  atan(x: number): number;
  atan2(y: number, x: number): number;
  ceil(x: number): number;
  cos(x: number): number;
  exp(x: number): number;
  floor(x: number): number;
  log(x: number): number;
  max(...values: number[]): number;
  min(...values: number[]): number;
  pow(x: number, y: number): number;
  random(): number;
  /** Halves go away from zero: -2.5 becomes -3. */
  round(x: number): number;
  sin(x: number): number;
  sqrt(x: number): number;
  tan(x: number): number;
  /** Espruino's own: x within min and max. */
  clip(x: number, min: number, max: number): number;
  /** Espruino's own: x modulo max, never negative. */
  wrap(x: number, max: number): number;
  // Not trunc: use `x | 0` or floor. Not hypot, imul, log2, log10, cbrt, fround, clz32, sinh, cosh, tanh. Not sign: 2v10 lacks it.
}
declare var Math: Math;

interface Date {
  getTime(): number;
  valueOf(): number;
  getTimezoneOffset(): number;
  getFullYear(): number;
  getMonth(): number;
  getDate(): number;
  getDay(): number;
  getHours(): number;
  getMinutes(): number;
  getSeconds(): number;
  getMilliseconds(): number;
  setTime(ms: number): number;
  setFullYear(year: number, month?: number, date?: number): number;
  setMonth(month: number, date?: number): number;
  setDate(date: number): number;
  setHours(hours: number, minutes?: number, seconds?: number, ms?: number): number;
  setMinutes(minutes: number, seconds?: number, ms?: number): number;
  setSeconds(seconds: number, ms?: number): number;
  setMilliseconds(ms: number): number;
  toString(): string;
  toUTCString(): string;
  toISOString(): string;
  toJSON(key?: any): string;
  // Not getUTCFullYear and its kin: newer than 2v29, and without E.setTimeZone the clock is UTC. Not setUTCFullYear
  // and its kin, toDateString, toTimeString, toLocaleString, toLocaleDateString, toLocaleTimeString.
}
interface DateConstructor {
  new (): Date;
  new (value: number | string | Date): Date;
  new (
    year: number,
    month: number,
    date?: number,
    hours?: number,
    minutes?: number,
    seconds?: number,
    ms?: number,
  ): Date;
  readonly prototype: Date;
  /** With fractions of a millisecond. */
  now(): number;
  parse(text: string): number;
  // Not UTC: use `new Date(year, month, ...)`.
}
declare var Date: DateConstructor;

interface RegExpMatchArray extends Array<string> {
  index?: number;
  input?: string;
  0: string;
}
interface RegExpExecArray extends Array<string> {
  index: number;
  input: string;
  0: string;
}
interface RegExp {
  exec(text: string): RegExpExecArray | null;
  test(text: string): boolean;
  readonly source: string;
  lastIndex: number;
  toString(): string;
  // Not global, ignoreCase, multiline, flags, compile.
}
interface RegExpConstructor {
  new (pattern: string, flags?: string): RegExp;
  (pattern: string, flags?: string): RegExp;
  readonly prototype: RegExp;
}
declare var RegExp: RegExpConstructor;

interface Error {
  message: string;
  /** Undefined on a board: declared for the rule that says what to write instead. */
  name: string;
  /** The class by name. */
  readonly type: string;
  /** Missing on old firmware. */
  stack?: string;
  toString(): string;
}
interface ErrorConstructor {
  new (message?: string): Error;
  (message?: string): Error;
  readonly prototype: Error;
}
declare var Error: ErrorConstructor;

// None of these is an Error: `new TypeError() instanceof Error` is false. Not EvalError, RangeError, URIError.
interface SyntaxError extends Error {}
interface SyntaxErrorConstructor {
  new (message?: string): SyntaxError;
  (message?: string): SyntaxError;
  readonly prototype: SyntaxError;
}
declare var SyntaxError: SyntaxErrorConstructor;
interface TypeError extends Error {}
interface TypeErrorConstructor {
  new (message?: string): TypeError;
  (message?: string): TypeError;
  readonly prototype: TypeError;
}
declare var TypeError: TypeErrorConstructor;
interface ReferenceError extends Error {}
interface ReferenceErrorConstructor {
  new (message?: string): ReferenceError;
  (message?: string): ReferenceError;
  readonly prototype: ReferenceError;
}
declare var ReferenceError: ReferenceErrorConstructor;
/** What the firmware throws by itself, `net.connect` for one. */
interface InternalError extends Error {}
interface InternalErrorConstructor {
  new (message?: string): InternalError;
  (message?: string): InternalError;
  readonly prototype: InternalError;
}
declare var InternalError: InternalErrorConstructor;

interface JSON {
  /** Lenient: takes single quotes, and ignores what stands behind. No reviver. */
  parse(text: string, reviver?: (key: string, value: any) => any): any;
  /** A replacer is ignored. Every char that is not printable ASCII is written as `\u` and four digits. */
  stringify(value: any, replacer?: null | any[] | ((key: string, value: any) => any), space?: string | number): string;
}
declare var JSON: JSON;

interface ConcatArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  join(separator?: string): string;
  slice(from?: number, to?: number): T[];
}

/** What arrays that change and those that do not have in common. */
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  concat(...items: (T | ConcatArray<T>)[]): T[];
  every<S extends T>(
    test: (value: T, index: number, array: readonly T[]) => value is S,
    self?: any,
  ): this is readonly S[];
  every(test: (value: T, index: number, array: readonly T[]) => unknown, self?: any): boolean;
  filter<S extends T>(test: (value: T, index: number, array: readonly T[]) => value is S, self?: any): S[];
  filter(test: (value: T, index: number, array: readonly T[]) => unknown, self?: any): T[];
  find<S extends T>(test: (value: T, index: number, array: readonly T[]) => value is S): S | undefined;
  find(test: (value: T, index: number, array: readonly T[]) => unknown): T | undefined;
  findIndex(test: (value: T, index: number, array: readonly T[]) => unknown): number;
  forEach(act: (value: T, index: number, array: readonly T[]) => void, self?: any): void;
  includes(item: T, from?: number): boolean;
  indexOf(item: T, from?: number): number;
  join(separator?: string): string;
  map<U>(change: (value: T, index: number, array: readonly T[]) => U, self?: any): U[];
  reduce(join: (sum: T, value: T, index: number, array: readonly T[]) => T): T;
  reduce<U>(join: (sum: U, value: T, index: number, array: readonly T[]) => U, first: U): U;
  slice(from?: number, to?: number): T[];
  some(test: (value: T, index: number, array: readonly T[]) => unknown, self?: any): boolean;
  toString(): string;
}

interface Array<T> {
  /** Setting it throws on a board: use splice. */
  readonly length: number;
  [index: number]: T;
  concat(...items: (T | ConcatArray<T>)[]): T[];
  every<S extends T>(test: (value: T, index: number, array: T[]) => value is S, self?: any): this is S[];
  every(test: (value: T, index: number, array: T[]) => unknown, self?: any): boolean;
  fill(value: T, from?: number, to?: number): this;
  filter<S extends T>(test: (value: T, index: number, array: T[]) => value is S, self?: any): S[];
  filter(test: (value: T, index: number, array: T[]) => unknown, self?: any): T[];
  find<S extends T>(test: (value: T, index: number, array: T[]) => value is S): S | undefined;
  find(test: (value: T, index: number, array: T[]) => unknown): T | undefined;
  findIndex(test: (value: T, index: number, array: T[]) => unknown): number;
  forEach(act: (value: T, index: number, array: T[]) => void, self?: any): void;
  includes(item: T, from?: number): boolean;
  indexOf(item: T, from?: number): number;
  join(separator?: string): string;
  map<U>(change: (value: T, index: number, array: T[]) => U, self?: any): U[];
  pop(): T | undefined;
  push(...items: T[]): number;
  reduce(join: (sum: T, value: T, index: number, array: T[]) => T): T;
  reduce<U>(join: (sum: U, value: T, index: number, array: T[]) => U, first: U): U;
  reverse(): T[];
  shift(): T | undefined;
  slice(from?: number, to?: number): T[];
  some(test: (value: T, index: number, array: T[]) => unknown, self?: any): boolean;
  /** Not stable: what compares equal may change places. */
  sort(compare?: (a: T, b: T) => number): this;
  splice(from: number, count?: number, ...items: T[]): T[];
  unshift(...items: T[]): number;
  toString(): string;
  // Not lastIndexOf, reduceRight: walk it backwards. Not flat, flatMap, at, findLast, keys, entries, values, copyWithin.
}
interface ArrayConstructor {
  new <T = any>(length: number): T[];
  new <T>(...items: T[]): T[];
  <T = any>(length: number): T[];
  <T>(...items: T[]): T[];
  isArray(value: any): value is any[];
  readonly prototype: any[];
  // Not from: use map, or [].slice.call(...). Not of.
}
declare var Array: ArrayConstructor;

interface ArrayLike<T> {
  readonly length: number;
  readonly [index: number]: T;
}

interface PromiseLike<T> {
  then<R = T, E = never>(
    kept?: ((value: T) => R | PromiseLike<R>) | null,
    broken?: ((reason: any) => E | PromiseLike<E>) | null,
  ): PromiseLike<R | E>;
}
/** What is thrown in one chain may come out of the next: prefer callbacks. */
interface Promise<T> {
  then<R = T, E = never>(
    kept?: ((value: T) => R | PromiseLike<R>) | null,
    broken?: ((reason: any) => E | PromiseLike<E>) | null,
  ): Promise<R | E>;
  catch<E = never>(broken?: ((reason: any) => E | PromiseLike<E>) | null): Promise<T | E>;
  // Not finally.
}
interface PromiseConstructor {
  new <T>(start: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void): Promise<T>;
  readonly prototype: Promise<any>;
  all<T>(values: readonly (T | PromiseLike<T>)[]): Promise<T[]>;
  resolve(): Promise<void>;
  resolve<T>(value: T | PromiseLike<T>): Promise<T>;
  reject<T = never>(reason?: any): Promise<T>;
  // Not race, allSettled, any.
}
declare var Promise: PromiseConstructor;
type PromiseConstructorLike = new <T>(
  start: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void,
) => PromiseLike<T>;
type Awaited<T> = T extends object & { then(kept: infer F, ...args: infer _): any }
  ? F extends (value: infer V, ...args: infer _) => any
    ? Awaited<V>
    : never
  : T;

interface ArrayBuffer {
  readonly byteLength: number;
  // Not slice: use a view and its slice.
}
type ArrayBufferLike = ArrayBuffer;
interface ArrayBufferConstructor {
  new (byteLength: number): ArrayBuffer;
  readonly prototype: ArrayBuffer;
  // Not isView.
}
declare var ArrayBuffer: ArrayBufferConstructor;

/** What all typed arrays and DataView have. */
interface ArrayBufferView {
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  readonly byteOffset: number;
}

/** An array of numbers in flat memory. */
interface TypedArray extends ArrayBufferView {
  readonly length: number;
  [index: number]: number;
  fill(value: number, from?: number, to?: number): this;
  /** An ordinary array, unlike elsewhere. */
  filter(test: (value: number, index: number, array: this) => unknown, self?: any): number[];
  find(test: (value: number, index: number, array: this) => unknown): number | undefined;
  findIndex(test: (value: number, index: number, array: this) => unknown): number;
  forEach(act: (value: number, index: number, array: this) => void, self?: any): void;
  includes(item: number, from?: number): boolean;
  indexOf(item: number, from?: number): number;
  join(separator?: string): string;
  map(change: (value: number, index: number, array: this) => number, self?: any): this;
  reduce(join: (sum: number, value: number, index: number, array: this) => number): number;
  reduce<U>(join: (sum: U, value: number, index: number, array: this) => U, first: U): U;
  reverse(): this;
  /** A string's chars are written as bytes; what reaches beyond the end is cut off without a word. */
  set(source: ArrayLike<number> | string, at?: number): void;
  /** An ordinary array, unlike elsewhere. */
  slice(from?: number, to?: number): number[];
  sort(compare?: (a: number, b: number) => number): this;
  subarray(from?: number, to?: number): this;
  toString(): string;
  // Not every, some: since 2v27 only. Not lastIndexOf, reduceRight, at, keys, entries, values, copyWithin.
}
/** Not from, of, BYTES_PER_ELEMENT. A string can't be given: use E.toArrayBuffer(string). */
interface TypedArrayConstructor<A> {
  new (length: number): A;
  new (values: ArrayLike<number>): A;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): A;
}
interface Int8Array extends TypedArray {}
interface Uint8Array extends TypedArray {}
interface Uint8ClampedArray extends TypedArray {}
interface Int16Array extends TypedArray {}
interface Uint16Array extends TypedArray {}
/** Espruino's own. */
interface Uint24Array extends TypedArray {}
interface Int32Array extends TypedArray {}
interface Uint32Array extends TypedArray {}
interface Float32Array extends TypedArray {}
interface Float64Array extends TypedArray {}
declare var Int8Array: TypedArrayConstructor<Int8Array>;
declare var Uint8Array: TypedArrayConstructor<Uint8Array>;
declare var Uint8ClampedArray: TypedArrayConstructor<Uint8ClampedArray>;
declare var Int16Array: TypedArrayConstructor<Int16Array>;
declare var Uint16Array: TypedArrayConstructor<Uint16Array>;
declare var Uint24Array: TypedArrayConstructor<Uint24Array>;
declare var Int32Array: TypedArrayConstructor<Int32Array>;
declare var Uint32Array: TypedArrayConstructor<Uint32Array>;
declare var Float32Array: TypedArrayConstructor<Float32Array>;
declare var Float64Array: TypedArrayConstructor<Float64Array>;

interface DataView extends ArrayBufferView {
  getInt8(at: number): number;
  getUint8(at: number): number;
  getInt16(at: number, littleEndian?: boolean): number;
  getUint16(at: number, littleEndian?: boolean): number;
  getInt32(at: number, littleEndian?: boolean): number;
  getUint32(at: number, littleEndian?: boolean): number;
  getFloat32(at: number, littleEndian?: boolean): number;
  getFloat64(at: number, littleEndian?: boolean): number;
  setInt8(at: number, value: number): void;
  setUint8(at: number, value: number): void;
  setInt16(at: number, value: number, littleEndian?: boolean): void;
  setUint16(at: number, value: number, littleEndian?: boolean): void;
  setInt32(at: number, value: number, littleEndian?: boolean): void;
  setUint32(at: number, value: number, littleEndian?: boolean): void;
  setFloat32(at: number, value: number, littleEndian?: boolean): void;
  setFloat64(at: number, value: number, littleEndian?: boolean): void;
  // Not getBigInt64 and its kin.
}
declare var DataView: { new (buffer: ArrayBuffer, byteOffset?: number, byteLength?: number): DataView };

// Not Symbol, Map, Set, WeakMap, WeakSet, Proxy, Reflect, BigInt, Intl.

/*
 * Types without a value, which sketches know from TypeScript's library.
 */

interface ThisType<T> {}
type ThisParameterType<T> = T extends (this: infer U, ...args: never) => any ? U : unknown;
type OmitThisParameter<T> =
  unknown extends ThisParameterType<T> ? T : T extends (...args: infer A) => infer R ? (...args: A) => R : T;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ConstructorParameters<T extends abstract new (...args: any) => any> = T extends abstract new (
  ...args: infer P
) => any
  ? P
  : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (
  ...args: any
) => infer R
  ? R
  : any;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;

/** What a tagged template is given. */
interface TemplateStringsArray extends ReadonlyArray<string> {
  readonly raw: readonly string[];
}
