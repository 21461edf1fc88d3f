/**
 * `flush`: told once what was put so far has arrived, or that it will not. Each call has a number of its own, the records
 * that it still waits for; they are the oldest of the buffer, so what leaves that at a place ahead of it makes it less.
 */
import { size, watch } from "./buffer";
import { waitingValues } from "./session";

interface Wait {
  /** Records that it waits for. */
  left: number;
  callback: (why?: string) => void;
  /** The id of its deadline. */
  timer: number;
}

let waits: Wait[] = [];

/** Takes a wait out and tells it, in a turn of its own. */
function tell(at: number, why: string | undefined): void {
  const wait = waits.splice(at, 1)[0];
  clearTimeout(wait.timer);
  setTimeout(wait.callback, 0, why);
}

function expire(wait: Wait): void {
  tell(waits.indexOf(wait), "timeout");
}

/** Records left the buffer: so many, the first of them at that place; lost, and why, or arrived. */
function gone(count: number, place: number, why: string | undefined): void {
  for (let at = 0; at < waits.length; ) {
    const wait = waits[at++];
    if (wait.left > place) {
      wait.left -= count;
      if (why || wait.left <= 0) tell(--at, why);
    }
  }
}

/**
 * Calls back once, in a turn of its own, when all that was put before this call is confirmed: with nothing. Else with the
 * reason: `dropped` (one of the values gave way or was given up), `timeout`, or `ended` (after `end`, or ahead of
 * `connect`). Several may wait at a time.
 * @param callback called once
 * @param timeoutMs the longest wait, 1 or more; 30,000 if not given
 */
export function flush(callback: (why?: string) => void, timeoutMs?: number): void {
  watch(gone);
  const wait: Wait = { left: waitingValues(), callback: callback, timer: 0 };
  waits.push(wait);
  wait.timer = setTimeout(expire, timeoutMs || 30000, wait);
  if (!size) tell(waits.length - 1, "ended");
  else if (!wait.left) tell(waits.length - 1, undefined);
}
