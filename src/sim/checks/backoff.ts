/**
 * The waits between connections: a random part of 1 s, doubled up to 15 s or what `retryMaxS` says; a confirmed batch takes that back to 1 s. Chance
 * is the simulation's own, so where nobody else draws, each wait is known.
 */
import type { Conversation } from "../virtual-network.js";
import { type Begin, mannersAt } from "./begins.js";
import type { Fail } from "./failures.js";

const FIRST_MS = 1_000;
/** A tick, a pass and what was in their way. */
const SLACK_MS = 25;

/** Something that a wait begins with or ends at. Times are the clock's. */
export interface Course {
  readonly conversations: readonly Conversation[];
  /** What chance answered, and when. */
  readonly draws: readonly { readonly atMs: number; readonly value: number }[];
  /** When a batch was confirmed. */
  readonly confirmations: readonly number[];
  /** When the SDK may connect though no wait is over, or the board lost its RAM. */
  readonly begins: readonly Begin[];
  readonly endMs: number;
}

export function complainOfWaits({ conversations, draws, confirmations, begins, endMs }: Course, fail: Fail): void {
  complainOfHaste({ conversations, draws, begins }, fail);
  let longestMs = 0;
  let confirmation = 0;
  let asked = 0;
  for (const [index, { atMs, value }] of draws.entries()) {
    const since = draws[index - 1]?.atMs ?? 0;
    const between = (time: number) => time > since && time <= atMs;
    while ((confirmations[confirmation] ?? endMs) <= since) confirmation++;
    const isWellAgain = between(confirmations[confirmation] ?? 0) || begins.some((begin) => between(begin.atMs));
    const { longestWaitMs } = mannersAt(begins, atMs);
    longestMs = Math.min(isWellAgain || longestMs === 0 ? FIRST_MS : 2 * longestMs, longestWaitMs);
    const wantedMs = atMs + value * longestMs;
    while ((conversations[asked]?.askedMs ?? endMs) <= atMs) asked++;
    const next = conversations[asked];
    const isEnded = begins.findLast((begin) => begin.atMs <= atMs)?.isEnd ?? false;
    const isMoot =
      isEnded ||
      begins.some(
        (begin) => (begin.atMs > atMs || (begin.isBoot && begin.atMs === atMs)) && begin.atMs <= wantedMs + SLACK_MS,
      ) ||
      wantedMs + SLACK_MS > endMs;
    if (isMoot) continue;
    if (next === undefined || Math.abs(next.askedMs - wantedMs) > SLACK_MS) {
      const seen = next === undefined ? "none came" : `it came after ${Math.round(next.askedMs - atMs)} ms`;
      fail(
        "backoff",
        `the next connection was due ${Math.round(wantedMs - atMs)} ms after the loss, a part of ${longestMs} ms; ${seen}`,
      );
    }
  }
}

/** Each connection but the first follows a draw, or a beginning. */
function complainOfHaste(
  { conversations, draws, begins }: Pick<Course, "conversations" | "draws" | "begins">,
  fail: Fail,
): void {
  const reasons = [...draws.map(({ atMs }) => atMs), ...begins.map(({ atMs }) => atMs)].sort((a, b) => a - b);
  let next = 0;
  for (const [index, { askedMs }] of conversations.entries()) {
    const before = conversations[index - 1]?.askedMs;
    if (before === undefined) continue;
    while ((reasons[next] ?? Number.POSITIVE_INFINITY) < before) next++;
    if ((reasons[next] ?? Number.POSITIVE_INFINITY) <= askedMs) continue;
    fail("backoff", `a connection opens ${Math.round(askedMs - before)} ms after the last, by no chance`);
  }
}
