/**
 * Where an input of a part takes its values: a number, a function of time, a column of a CSV, or a walk from the seed.
 * Times are milliseconds since the board first booted.
 */
import type { Row } from "./csv.js";

export interface Source {
  /** The value at that time; times only grow. */
  at(ms: number): number;
  /** When it may have another value than at that time; Infinity if never. */
  changesAtMs(ms: number): number;
}

/** How often a part looks at a function, where it has to notice by itself that a value changed. */
const LOOK_MS = 10;

export function constant(value: number): Source {
  return { at: () => value, changesAtMs: () => Number.POSITIVE_INFINITY };
}

export function functionOfTime(of: (ms: number) => number): Source {
  return { at: of, changesAtMs: (ms) => ms + LOOK_MS };
}

/**
 * @param rows two or more, in the order of their times, the first at 0
 * @param isLinear straight from row to row, else a row holds until the next
 * @param repeats the time of the last row is that of the first one again
 */
export function rowsInTime(rows: readonly Row[], isLinear: boolean, repeats: boolean): Source {
  const lastMs = rows.at(-1)?.atMs ?? 0;
  const within = (ms: number) => (repeats ? ms % lastMs : Math.min(ms, lastMs));

  /** The row that holds at that time. */
  function indexAt(ms: number): number {
    let low = 0;
    let high = rows.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.atMs ?? 0) <= ms) low = middle;
      else high = middle;
    }
    return low;
  }

  return {
    at(ms) {
      const index = indexAt(within(ms));
      const { atMs = 0, value = 0 } = rows[index] ?? {};
      const next = rows[index + 1];
      if (!isLinear || next === undefined) return value;
      return value + ((next.value - value) * (within(ms) - atMs)) / (next.atMs - atMs);
    },
    changesAtMs(ms) {
      if (!repeats && ms >= lastMs) return Number.POSITIVE_INFINITY;
      if (isLinear) return ms + LOOK_MS;
      return ms - within(ms) + (rows[indexAt(within(ms)) + 1]?.atMs ?? lastMs);
    },
  };
}

/** How far a step goes at most, as a share of the whole range. */
const STRIDE = 0.1;

/** Steps of chance between two values, one each `stepMs`. */
export function walk([low, high]: readonly [number, number], stepMs: number, random: () => number): Source {
  let steps = 0;
  let value = low + (high - low) * random();
  return {
    at(ms) {
      for (const wanted = Math.floor(ms / stepMs); steps < wanted; steps++) {
        const next = value + (2 * random() - 1) * STRIDE * (high - low);
        // At the ends it turns back.
        value = next > high ? 2 * high - next : next < low ? 2 * low - next : next;
      }
      return value;
    },
    changesAtMs: (ms) => (Math.floor(ms / stepMs) + 1) * stepMs,
  };
}
