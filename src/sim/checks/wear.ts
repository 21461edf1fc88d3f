/** Whether flash will last: a page bears so many erases, and a sketch that uses them up within a year is told. */
import type { Fail } from "./failures.js";

/** What makers of flash promise for a page. */
const PAGE_BEARS = 100_000;
const LIFE_MS = 365 * 86_400_000;
/** What an upload or a first compaction may cost, however short the time. */
const ALWAYS_FREE = 10;

/** @param wear how often each page was erased within `overMs` */
export function complainOfWear(wear: ArrayLike<number>, overMs: number, fail: Fail): void {
  const most = ALWAYS_FREE + Math.floor((PAGE_BEARS * overMs) / LIFE_MS);
  const worst = Array.from(wear).reduce((page, erases, index, all) => (erases > (all[page] ?? 0) ? index : page), 0);
  const erases = wear[worst] ?? 0;
  if (erases <= most) return;
  const days = (PAGE_BEARS * overMs) / erases / 86_400_000;
  fail(
    "storage-wear",
    `page ${worst} of the flash was erased ${erases} times, ${most} at most make it last a year; so it bears ${days.toFixed(0)} days`,
  );
}
