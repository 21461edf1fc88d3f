/** Whether each `flush` calls back once: in time, and with what is true. */
import type { Seen } from "../probe.js";
import type { Fail } from "./failures.js";

const SLACK_MS = 100;

export interface FlushCheck {
  seen(seen: Seen): void;
  /** Looks for what should have been told by now. */
  look(): void;
  rebooted(): void;
}

interface Wait {
  readonly atMs: number;
  readonly timeoutMs: number;
  /** How things stood when it was called. */
  readonly waiting: number;
  readonly confirmed: number;
  readonly dropped: number;
  /** Since when all of them have left the buffer. */
  freeMs: number | undefined;
}

/** @param isClockRight whether the board's clock goes as fast as ours */
export function flushCheck(now: () => number, isClockRight: boolean, fail: Fail): FlushCheck {
  const waits = new Map<number, Wait>();

  return {
    seen(seen) {
      if (seen.seen === "flush") {
        const { waiting, confirmed, dropped } = seen.before;
        const { timeoutMs } = seen;
        waits.set(seen.number, {
          atMs: now(),
          timeoutMs,
          waiting,
          confirmed,
          dropped,
          freeMs: waiting > 0 ? undefined : now(),
        });
        return;
      }
      if (!("after" in seen) || waits.size + (seen.seen === "flushed" ? 1 : 0) === 0) return;
      const { waiting, confirmed, dropped, state } = seen.after;
      if (seen.seen !== "flushed") {
        // Those that gave way may be younger.
        for (const wait of waits.values()) if (waiting === 0) wait.freeMs ??= now();
        return;
      }
      const wait = waits.get(seen.number);
      if (wait === undefined) {
        fail("flush", "a flush called back a second time");
        return;
      }
      waits.delete(seen.number);
      if (seen.why === undefined) {
        // The oldest are confirmed first.
        const missing = wait.confirmed + wait.waiting - confirmed;
        if (missing > 0) fail("flush", `a flush says that all has arrived, and ${missing} values have not`);
      } else if (seen.why === "dropped") {
        if (dropped === wait.dropped) fail("flush", "a flush says that something was dropped, and nothing was");
      } else if (seen.why === "timeout") {
        const afterMs = now() - wait.atMs;
        if (isClockRight && afterMs < wait.timeoutMs - 1) {
          fail("flush", `a flush gives up after ${Math.round(afterMs)} ms, and ${wait.timeoutMs} ms were given to it`);
        }
      } else if (seen.why !== "ended" || (state !== "ended" && state !== "idle" && state !== "connecting")) {
        fail("flush", `a flush says ${seen.why}, and the state is ${state}`);
      }
    },
    look() {
      for (const [number, { atMs, timeoutMs, freeMs = now() }] of waits) {
        // A board that stands still in a call tells nothing; that takes 18 s at most.
        const isLate = now() - atMs > timeoutMs + 20_000;
        if (!isLate && now() - freeMs <= SLACK_MS) continue;
        const why = isLate ? `its ${timeoutMs} ms are over` : "nothing has waited since";
        fail("flush", `a flush of ${Math.round(now() - atMs)} ms ago has not called back, and ${why}`);
        waits.delete(number);
      }
    },
    rebooted: () => waits.clear(),
  };
}
