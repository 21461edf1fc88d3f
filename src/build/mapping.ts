/** The mappings of a source map: numbers as digits of base 64, each relative to the one before. */

import type { Edit } from "./hoist.js";

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

function spelled(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += digits.charAt(rest > 0 ? bits | 32 : bits);
  } while (rest > 0);
  return text;
}

/** The map of a text after edits, in their order: what stands behind one on its line moves. */
export function editMap(code: string, map: string, edits: readonly Edit[]): string {
  const parsed = JSON.parse(map) as { mappings: string };
  const lines = code.split("\n");
  let lineStart = 0;
  const mappings = parsed.mappings.split(";").map((line, index) => {
    const lineEnd = lineStart + (lines[index]?.length ?? 0);
    const start = lineStart;
    lineStart = lineEnd + 1;
    const here = edits.filter((edit) => edit.start >= start && edit.start <= lineEnd);
    return here.length === 0 || line === "" ? line : moved(line, start, here);
  });
  return JSON.stringify({ ...parsed, mappings: mappings.join(";") });
}

function moved(line: string, lineStart: number, edits: readonly Edit[]): string {
  let position = lineStart;
  let before = 0;
  return line
    .split(",")
    .map((mapping) => {
      const [step = 0, ...others] = numbers(mapping);
      position += step;
      let shift = 0;
      for (const { start, end, text } of edits) {
        // What stood in removed text now stands where that began.
        if (start <= position) shift += text.length - (Math.min(end, position) - start);
      }
      const mended = [step + shift - before, ...others].map(spelled).join("");
      before = shift;
      return mended;
    })
    .join(",");
}
