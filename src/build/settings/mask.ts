/** No message shows a setting's value, wherever it came from: a line of the script, or an error of a library's. */
import { Complaint } from "../../complaint.js";

/** Shorter values would make riddles of ordinary words, and guard nothing. */
const LEAST = 4;

/** Puts stars for every value into a text, and leaves the places in it, `FILE:LINE:COLUMN`. */
export function masker(values: Iterable<string>): (text: string) => string {
  const longestFirst = spellingsOfAll(values);
  return (text) =>
    text
      .split("\n")
      .map((line) => maskLine(line, longestFirst))
      .join("\n");
}

/** Puts stars for every value into what a board has printed: nothing in it is a place of ours. */
export function printedMasker(values: Iterable<string>): (text: string) => string {
  const longestFirst = spellingsOfAll(values);
  return (text) => withStars(text, longestFirst);
}

/** Puts as many stars as a value has characters, so that the places in a text stay. */
export function blotter(values: Iterable<string>): (text: string) => string {
  const spellings = spellingsOfAll(values);
  return (text) => spellings.reduce((rest, one) => rest.replaceAll(one, "*".repeat(one.length)), text);
}

/** The error with stars for every value. */
export function masked(error: unknown, values: Iterable<string>): unknown {
  const mask = masker(values);
  if (error instanceof Complaint) {
    return new Complaint(error.complaint, mask(error.sentence), mask(error.remedy), error.place);
  }
  if (!(error instanceof Error)) return typeof error === "string" ? mask(error) : error;
  error.message = mask(error.message);
  if (error.stack) error.stack = mask(error.stack);
  return error;
}

/** A file's name, line and column stay: they lead to the mistake. */
function maskLine(line: string, spellings: readonly string[]): string {
  const place = /^\S+:\d+:\d+: |^ +at .*/.exec(line)?.[0] ?? "";
  return place + withStars(line.slice(place.length), spellings);
}

function withStars(text: string, spellings: readonly string[]): string {
  return spellings.reduce((rest, spelling) => rest.replaceAll(spelling, "***"), text);
}

/** Every spelling of every value, the longest first. */
function spellingsOfAll(values: Iterable<string>): string[] {
  const spellings = [...values].filter((value) => value.length >= LEAST).flatMap(spellingsOf);
  return [...new Set(spellings)].sort((a, b) => b.length - a.length);
}

/** As it is, and as it may be written in a script: with escapes, and in bytes. */
function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value, "utf8").toString("latin1");
  const escaped = (text: string, width: 2 | 4) =>
    text.replace(/[^ -~]/g, (character) => {
      const hex = character.charCodeAt(0).toString(16).padStart(width, "0");
      return `\\${width === 2 ? "x" : "u"}${hex}`;
    });
  return [value, JSON.stringify(value).slice(1, -1), bytes, escaped(bytes, 2), escaped(value, 4)];
}
