/** `source.pipe(destination)`: moves a chunk a pass from what can `read` to what can `write`, and waits for drain. */
import type { Inside } from "./inside.js";

/** Runs inside the realm, before `net`. */
export function pipe(inside: Inside): void {
  interface End {
    read?: (chars: number) => unknown;
    write?: (data: unknown) => unknown;
    end?: () => void;
    close?: () => void;
  }
  interface Listening {
    on(event: string, listener: () => void): void;
  }
  interface Options {
    readonly chunkSize?: number;
    readonly end?: boolean;
    readonly complete?: unknown;
  }
  interface Pipe {
    readonly source: End;
    readonly destination: End;
    readonly chunkSize: number;
    readonly end: boolean;
    readonly complete: unknown;
    waiting: boolean;
  }
  let open: Pipe[] = [];

  function close(one: Pipe): void {
    if (open.indexOf(one) < 0) return;
    open = open.filter((other) => other !== one);
    inside.queue(one, one.complete, [one]);
    if (!one.end) return;
    one.destination.end?.();
    one.destination.close?.();
    one.source.close?.();
  }

  inside.steps.push(() => {
    let moved = false;
    for (const one of open.slice()) {
      if (one.waiting) continue;
      try {
        const data = one.source.read?.(one.chunkSize);
        if (data === undefined) {
          close(one);
        } else if (String(data).length > 0) {
          one.waiting = one.destination.write?.(data) === false;
          moved = true;
        }
      } catch (error) {
        close(one);
        inside.uncaught(error);
      }
    }
    return moved ? 0 : Number.POSITIVE_INFINITY;
  });

  inside.pipe = function (this: unknown, destination: End, options?: Options) {
    const source = this as End & Listening;
    if (typeof destination?.write !== "function")
      throw new Error("Destination object does not implement the required write(buffer, length) method");
    const one: Pipe = {
      source,
      destination,
      chunkSize: options?.chunkSize ?? 64,
      end: options?.end !== false,
      complete: options?.complete,
      waiting: false,
    };
    source.on("close", () => close(one));
    const target = destination as End & Listening;
    target.on("drain", () => {
      one.waiting = false;
    });
    target.on("close", () => close(one));
    open.push(one);
  };
}
