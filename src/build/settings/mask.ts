/** No message shows a setting's value, wherever it came from: a line of the script, or an error of a library's. */
import { Complaint } from "../../complaint.js";

/** Shorter values would make riddles of ordinary words, and guard nothing. */
const LEAST = 4;

/** The error with stars for every value. */
export function masked(error: unknown, values: Iterable<string>): unknown {
  const spellings = [...values].filter((value) => value.length >= LEAST).flatMap(spellingsOf);
  const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  const mask = (text: string) =>
    text
      .split("\n")
      .map((line) => maskLine(line, longestFirst))
      .join("\n");
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
  return place + spellings.reduce((text, spelling) => text.replaceAll(spelling, "***"), line.slice(place.length));
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
