/** What feeds an input, as a person writes it: in a file of parts, or in a test. */
import * as v from "valibot";
import { Complaint } from "../../complaint.js";
import { rowsOf } from "./csv.js";
import type { Input } from "./kinds.js";
import { constant, functionOfTime, rowsInTime, type Source, walk } from "./source.js";

const finite = v.pipe(v.number("a number"), v.finite("a number"));
const text = v.pipe(v.string("a text"), v.minLength(1, "a text"));

const wanted =
  'a number, { "csv": "FILE", "column": "NAME" } with "linear" or "repeats" if true, or { "walk": [LOW, HIGH], "stepMs": MS }';

const forms = v.union(
  [
    finite,
    v.custom<(ms: number) => number>((value) => typeof value === "function"),
    v.strictObject({
      csv: text,
      column: text,
      linear: v.optional(v.boolean()),
      repeats: v.optional(v.boolean()),
    }),
    v.strictObject({
      walk: v.tuple([finite, finite]),
      stepMs: v.pipe(finite, v.minValue(1)),
    }),
  ],
  wanted,
);

/**
 * A number; a function of the milliseconds since the board first booted; a column of a CSV, whose first column is that
 * time in seconds; or steps of chance, from the seed.
 */
export type Feed = v.InferInput<typeof forms>;
export const feed: v.GenericSchema<Feed> = forms;

/** A feed that was read. */
export interface Feeding {
  /** Makes the source, from a chance of its own. */
  make(random: () => number): Source;
  /** Where it has no more to say, and in which file; undefined if it always has. */
  readonly ends?: { readonly file: string; readonly atMs: number };
}

/**
 * What a feed comes to. Throws a Complaint where it feeds what the input cannot have.
 * @param place what the input is called, for the sentence
 * @param readText the text of a file
 */
export function readFeed(
  given: Feed,
  place: string,
  { least, most, unit }: Input,
  readText: (file: string) => string,
): Feeding {
  const range = `${least} to ${most} ${unit}`;
  const misfit = (value: number) => (value >= least && value <= most ? undefined : range);
  function demand(...values: number[]): void {
    for (const value of values) {
      if (misfit(value) !== undefined)
        throw new Complaint(
          "bad-parts",
          `${place} is ${value}; wanted is ${range}.`,
          "docs/parts.md has the parts and their inputs.",
        );
    }
  }
  if (typeof given === "number") {
    demand(given);
    return { make: () => constant(given) };
  }
  if (typeof given === "function") return { make: () => functionOfTime(given) };
  if ("walk" in given) {
    demand(...given.walk);
    return { make: (random) => walk(given.walk, given.stepMs, random) };
  }
  const rows = rowsOf(readText(given.csv), given.csv, given.column, misfit);
  const { linear = false, repeats = false } = given;
  return {
    make: () => rowsInTime(rows, linear, repeats),
    ...(!repeats && { ends: { file: given.csv, atMs: rows.at(-1)?.atMs ?? 0 } }),
  };
}
