/** A length of time as people type it. */
import { Complaint } from "../complaint.js";

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `10s`, `500ms`, `2m` or `1h`. Throws a Complaint for anything else, and for nothing. */
export function durationMs(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * unitsMs[unit as keyof typeof unitsMs];
  if (!(ms > 0 && ms <= 2 ** 31 - 1)) {
    throw new Complaint(
      "bad-option",
      `--for "${text}" is no length of time; wanted is a number above 0 with ms, s, m or h, up to 24 days.`,
      "For example: npm start -- --for 10s",
    );
  }
  return ms;
}
