/**
 * What fits into one JsVar. A board's firmware has JsVars of one size, and that says how many bits a reference takes, and
 * so how many characters and which numbers find room beside them (Espruino's src/jsutils.h, JSVARREF_BITS and
 * JSVAR_DATA_STRING_LEN; the comments in src/jsvar.h draw it).
 */

export interface Layout {
  /** Bytes of one JsVar. */
  readonly bytes: number;
  /** Characters in the first JsVar of a string, and in each further one. */
  readonly stringChars: number;
  readonly moreChars: number;
  /** Characters in the first JsVar of a name; further ones are as a string's. */
  readonly nameChars: number;
  /** Whole numbers from `-least` to `least - 1` lie within the name that has them as its value. */
  readonly least: number;
}

/** Bits of a reference and of the count of references, and characters of a name, by bytes of a JsVar. */
const bits: Readonly<Record<number, readonly [number, number, number]>> = {
  12: [11, 4, 4],
  13: [13, 4, 4],
  14: [14, 8, 4],
  16: [16, 8, 4],
  // Linux with 64 bits: names give room to a pointer.
  27: [32, 8, 8],
};

/** The layout of JsVars of that size. Throws for a size that no firmware has: a board file is wrong then. */
export function layoutOf(jsVarBytes: number): Layout {
  const found = bits[jsVarBytes];
  if (found === undefined) throw new RangeError(`JsVars of ${jsVarBytes} bytes: known are ${Object.keys(bits).join()}`);
  const [reference, count, nameChars] = found;
  return {
    bytes: jsVarBytes,
    nameChars,
    stringChars: nameChars + Math.floor((reference * 3) / 8),
    moreChars: nameChars + Math.floor((reference * 3 + count) / 8),
    least: 2 ** (reference - 1),
  };
}

/** JsVars of a string of that many characters. */
export function stringVars({ stringChars, moreChars }: Layout, chars: number): number {
  return 1 + Math.max(0, Math.ceil((chars - stringChars) / moreChars));
}

/**
 * JsVars of bytes that are kept in one piece where that saves something (JSV_FLAT_STRING_BREAK_EVEN): a function's code,
 * the memory of a typed array.
 */
export function flatVars(layout: Layout, chars: number): number {
  const { stringChars, moreChars, bytes } = layout;
  return chars > stringChars + moreChars ? 1 + Math.ceil(chars / bytes) : stringVars(layout, chars);
}

/** JsVars of a name: of a variable, a property, a parameter. */
export function nameVars({ nameChars, moreChars }: Layout, chars: number): number {
  return 1 + Math.max(0, Math.ceil((chars - nameChars) / moreChars));
}
