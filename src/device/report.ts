/**
 * `tagwire/report`: reads on a schedule, and publishes what is worth it.
 *
 *   read each everyS --> mean of `average` readings --> is it off the last one by `delta`, or is the heartbeat due? --> put
 *
 * The periods are those of the board's clock: a reading is due at each multiple of `everyS`. So nothing adds up: however late
 * a reading was, the next one waits for its multiple, half a period at least and one and a half at most, whatever the
 * clock says. What a blocked board or a clock that jumps has passed over is left out, and is never made up for. All that
 * lasts is counted in periods.
 *
 * `turn` sets its timer before all else, and counts the reading as failed until there is one: so `read` may throw, hang, or
 * run out of memory, and nobody need catch anything.
 */
import { publishValue } from "./publish";

/** How a report goes on. */
export interface ReportOptions {
  /** Seconds from one reading to the next, more than 0, at most 86,400. */
  everyS: number;
  /** How many readings make one value, their mean; 1 if not given. */
  average?: number;
  /** A value is published only if it is off the last one that was by so much or more; 0 if not given. */
  delta?: number;
  /** After so many seconds without a value the next reading is published whatever it is, with the mean as far as it has come. */
  heartbeatS?: number;
}

/**
 * Reads once: gives the reading back, or gives it to `done` later, before the next reading is due. What is no finite number
 * is no reading.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is one that answers later
export type Read = (done: (reading: number) => void) => number | void;

/** What has become of a report's readings; they count on by themselves. */
export interface Report {
  readonly tag: string;
  /** Readings that came. */
  readonly good: number;
  /** Those that did not: `read` threw, gave no number, or its `done` was not called. One that is under way counts here. */
  readonly failed: number;
  /** Values that the buffer has taken. */
  readonly published: number;
}

interface Running {
  tag: string;
  read: Read;
  how: ReportOptions;
  good?: number;
  failed?: number;
  published?: number;
  /** 1 while the reading of this period has not come. */
  open?: 0 | 1;
  done?: (reading: number) => void;
  /** The readings of a mean: how many, and their sum. */
  n?: number;
  sum?: number;
  /** What was published last, and ahead of which period. */
  last?: number;
  at?: number;
  /** The period that comes next. */
  next?: number;
}

const all: Running[] = [];

/**
 * Reads each `everyS` from now on, and publishes as the options say. Any number of reports may run, for as long as the board
 * does. Throws `everyS: 0` where that is not more than 0 and the build could not see it.
 */
export function report(tag: string, read: Read, how: ReportOptions): void {
  if (REPORTS_UNCHECKED && !(how.everyS > 0)) throw "everyS: " + how.everyS;
  if (UNTYPED && typeof read != "function") throw "read: " + typeof read;
  const one: Running = { tag: tag, read: read, how: how };
  if (REPORTS_LATE) one.done = answer.bind(one, one);
  if (REPORTS_AVERAGE) one.n = one.sum = 0;
  if (REPORTS_COUNTED) {
    one.good = one.failed = one.published = 0;
    all.push(one);
  }
  setTimeout(turn, 0, one);
}

function turn(one: Running): void {
  const now = getTime();
  const everyS = one.how.everyS;
  const next = Math.floor(now / everyS + 1.5);
  setTimeout(turn, (next * everyS - now) * 1000, one);
  if (REPORTS_HEARTBEAT) {
    one.next = next;
    one.at = one.at || next;
  }
  if (REPORTS_LATE) one.open = 1;
  if (REPORTS_COUNTED) (one.failed as number)++;
  // without an argument where no `read` has a parameter
  answer(
    one,
    (REPORTS_LATE ? one.read(one.done as never) : (one as unknown as { read: () => unknown }).read()) as number,
  );
}

function answer(one: Running, reading: number): void {
  // true of finite numbers only
  if ((!REPORTS_LATE || one.open) && reading === reading - 0 * reading) {
    const how = one.how;
    const silent = REPORTS_HEARTBEAT ? (one.next as number) - (one.at as number) : 0;
    const isDue =
      REPORTS_HEARTBEAT && how.heartbeatS && (silent < 0 || silent > (how.heartbeatS as number) / how.everyS - 1);
    if (REPORTS_LATE) one.open = 0;
    if (REPORTS_COUNTED) {
      (one.failed as number)--;
      (one.good as number)++;
    }
    if (REPORTS_AVERAGE) {
      reading = ((one.sum as number) += reading) / ++(one.n as number);
      if ((one.n as number) < (how.average as number) && !isDue) return;
      one.sum = one.n = 0;
    }
    if (
      (isDue || !REPORTS_DELTA || !(Math.abs(reading - (one.last as number)) < (how.delta as number))) &&
      publishValue(one.tag, reading)
    ) {
      if (REPORTS_COUNTED) (one.published as number)++;
      if (REPORTS_DELTA) one.last = reading;
      if (REPORTS_HEARTBEAT) one.at = one.next;
    }
  }
}

/** All reports, in the order of their calls, as they stand. */
export function reports(): readonly Report[] {
  return all as readonly Report[];
}
