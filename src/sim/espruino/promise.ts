/**
 * Promises by the firmware's rule: what waits for one runs from the event queue at the end of an idle pass. V8's own
 * would run whenever the host's turn ends, and an unhandled rejection would end the host.
 *
 *   pending -> resolved | rejected       then nothing changes any more
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function promise(inside: Inside): void {
  interface State {
    settled: "pending" | "resolved" | "rejected";
    value: unknown;
    handled: boolean;
    readonly waiting: (() => void)[];
  }
  const states = new WeakMap<object, State>();
  type Settle = (value?: unknown) => void;

  function stateOf(one: object): State {
    const state = states.get(one);
    if (!state) throw new TypeError("Not a Promise");
    return state;
  }

  function settle(one: object, outcome: "resolved" | "rejected", value: unknown): void {
    const state = stateOf(one);
    if (state.settled !== "pending") return;
    state.settled = outcome;
    state.value = value;
    for (const resume of state.waiting.splice(0)) inside.queue(undefined, resume, []);
    if (outcome === "rejected")
      inside.queue(undefined, () => state.handled || inside.uncaught(`Unhandled promise rejection: ${value}`), []);
  }

  function resolve(one: object, value: unknown): void {
    const then = value !== null && typeof value === "object" ? (value as { then?: unknown }).then : undefined;
    if (typeof then !== "function") settle(one, "resolved", value);
    else
      then.call(
        value,
        (inner: unknown) => resolve(one, inner),
        (reason: unknown) => settle(one, "rejected", reason),
      );
  }

  function BoardPromise(this: object, executor: (resolve: Settle, reject: Settle) => void): void {
    if (typeof executor !== "function") throw new TypeError("Executor function required in Promise constructor");
    states.set(this, { settled: "pending", value: undefined, handled: false, waiting: [] });
    try {
      executor(
        (value) => resolve(this, value),
        (reason) => settle(this, "rejected", reason),
      );
    } catch (error) {
      settle(this, "rejected", error);
    }
  }
  const make = BoardPromise as unknown as new (executor: (resolve: Settle, reject: Settle) => void) => object;

  function then(one: object, onResolved: unknown, onRejected: unknown): object {
    const state = stateOf(one);
    state.handled = true;
    return new make((resolveNext, rejectNext) => {
      function resume(): void {
        const listener = state.settled === "resolved" ? onResolved : onRejected;
        if (typeof listener !== "function") {
          (state.settled === "resolved" ? resolveNext : rejectNext)(state.value);
          return;
        }
        try {
          resolveNext(listener(state.value));
        } catch (error) {
          rejectNext(error);
        }
      }
      if (state.settled === "pending") state.waiting.push(resume);
      else inside.queue(undefined, resume, []);
    });
  }

  const methods: Record<string, (this: object, first: unknown, second?: unknown) => object> = {
    // biome-ignore lint/suspicious/noThenProperty: this is the Promise itself
    then(onResolved, onRejected) {
      return then(this, onResolved, onRejected);
    },
    catch(onRejected) {
      return then(this, undefined, onRejected);
    },
  };
  for (const name of Object.keys(methods))
    Object.defineProperty(BoardPromise.prototype, name, { value: methods[name], writable: true, configurable: true });

  BoardPromise.resolve = (value: unknown) => new make((resolveIt) => resolveIt(value));
  BoardPromise.reject = (reason: unknown) => new make((_, rejectIt) => rejectIt(reason));
  BoardPromise.all = (given: ArrayLike<unknown>) =>
    new make((resolveAll, rejectAll) => {
      const items: unknown[] = [].slice.call(given);
      const values: unknown[] = [];
      let missing = items.length;
      if (missing === 0) resolveAll(values);
      items.forEach((item, index) => {
        const one = new make((resolveIt) => resolveIt(item));
        function take(value: unknown): void {
          values[index] = value;
          if (--missing === 0) resolveAll(values);
        }
        then(one, take, rejectAll);
      });
    });
  inside.global.Promise = BoardPromise;
}
