/** The mappings of a source map: numbers as digits of base 64, each relative to the one before. */

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** One mapping's numbers: five bits a digit, least first, the sixth bit says that more follow; the sign is bit 0. */
export function numbers(mapping: string): number[] {
  const found: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of mapping) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return found;
}
