/** Whether `onStatus` is called after each change of the state, in a turn of its own. */
import type { Fail } from "./failures.js";

/** What may lie between a change and that turn. */
const SLACK_MS = 100;

export interface ToldCheck {
  /** `connect` begins something, with or without a listener; or the RAM is gone. */
  begins(tellsState: boolean): void;
  told(state: string): void;
  /** The state was asked for. */
  observed(state: string): void;
}

export function toldCheck(now: () => number, fail: Fail): ToldCheck {
  let isOn = false;
  let last: string | undefined;
  /** When another state was seen than was told last, and when that was seen for too long. */
  let sinceMs: number | undefined;
  let tooLongMs: number | undefined;
  function settle(): void {
    sinceMs = tooLongMs = undefined;
  }
  return {
    begins(tellsState) {
      isOn = tellsState;
      last = undefined;
      settle();
    },
    told(state) {
      last = state;
      settle();
    },
    observed(state) {
      if (!isOn) return;
      if (state === last) {
        settle();
        return;
      }
      sinceMs ??= now();
      if (now() - sinceMs <= SLACK_MS) return;
      // A call that blocks may lie between the change and its turn: so it has to be seen twice.
      tooLongMs ??= now();
      if (now() === tooLongMs) return;
      fail("status-told", `the state is ${state}, and ${last ?? "nothing"} was told last`);
      settle();
    },
  };
}
