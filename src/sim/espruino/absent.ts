/**
 * What V8 has and the firmware lacks, taken out of the realm last. The table was made by asking a firmware built with
 * an ESP32's layout of variables for the type of every name that V8 knows.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm, after everything that is built on those names. */
export function absent(inside: Inside): void {
  const { global, board } = inside;
  const globals =
    "Symbol AggregateError EvalError RangeError URIError Intl BigUint64Array BigInt64Array Map BigInt Set WeakMap " +
    "WeakSet Proxy Reflect FinalizationRegistry WeakRef decodeURI encodeURI escape unescape SharedArrayBuffer Atomics " +
    "WebAssembly Iterator";
  const statics: Record<string, string> = {
    Object: "getOwnPropertySymbols hasOwn is preventExtensions seal freeze isExtensible isFrozen isSealed groupBy",
    Array: "from of fromAsync",
    Number: "isFinite isInteger isNaN isSafeInteger parseFloat parseInt",
    String: "fromCodePoint raw",
    Error: "captureStackTrace",
    ArrayBuffer: "isView",
    Math: "acosh asinh atanh cbrt expm1 clz32 cosh fround hypot imul log1p log2 log10 sinh tanh trunc",
    JSON: "rawJSON isRawJSON",
  };
  const methods: Record<string, string> = {
    Object: "isPrototypeOf propertyIsEnumerable toLocaleString",
    Array:
      "at copyWithin findLast findLastIndex lastIndexOf keys entries values flat flatMap reduceRight toLocaleString " +
      "toReversed toSorted toSpliced with",
    Number: "toExponential toPrecision toLocaleString",
    String:
      "anchor at big blink bold codePointAt fontcolor fontsize fixed isWellFormed italics link localeCompare matchAll " +
      "normalize search small strike sub sup toWellFormed trimStart trimLeft trimEnd trimRight toLocaleLowerCase " +
      "toLocaleUpperCase",
    Date:
      "toDateString toTimeString toGMTString setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes " +
      "setUTCMonth setUTCSeconds getYear setYear toLocaleString toLocaleDateString toLocaleTimeString",
    ArrayBuffer: "slice resize transfer transferToFixedLength",
    DataView: "getBigInt64 setBigInt64 getBigUint64 setBigUint64",
  };

  const stringify = JSON.stringify;
  // The firmware spells every char that is not printable ASCII as \u and four digits, and ignores a replacer.
  JSON.stringify = (value: unknown, _replacer?: unknown, space?: string | number) => {
    const text = stringify(value, null, space);
    if (text === undefined) return "null";
    return text.replace(
      /[\x7f-\uffff]/g,
      (c) => `\\u${(c.charCodeAt(0) + 0x10000).toString(16).slice(1).toUpperCase()}`,
    );
  };
  if (board.strings === "bytes") {
    const fromCharCode = String.fromCharCode;
    String.fromCharCode = (...codes: number[]) => fromCharCode(...codes.map((code) => code & 255));
  }

  // V8 would hand the frames of the host to this hook.
  Object.defineProperty(Error, "prepareStackTrace", { value: undefined, writable: false, configurable: false });

  for (const type of Object.keys(statics))
    for (const name of (statics[type] ?? "").split(" ")) delete (global[type] as Record<string, unknown>)[name];
  for (const type of Object.keys(methods))
    for (const name of (methods[type] ?? "").split(" "))
      delete (global[type] as { prototype: Record<string, unknown> }).prototype[name];
  for (const name of globals.split(" ")) delete global[name];
}
