/** A monitor on a port, and what it tells; each step waits for an event with a deadline. */
import { findMapByDigest } from "../../src/build/maps.js";
import type { MonitorEvent } from "../../src/monitor/event.js";
import { type Monitor, startMonitor } from "../../src/monitor/monitor.js";
import { makeScripts } from "../../src/monitor/scripts.js";
import { type Opener, opener } from "../../src/upload/ports.js";

export interface Watched {
  readonly monitor: Monitor;
  /** All that was told so far. */
  readonly told: readonly MonitorEvent[];
  /** The next event that passes; those before it are passed over. */
  next(passes: (event: MonitorEvent) => boolean, deadlineMs?: number): Promise<MonitorEvent>;
  /** The next line that the board printed with this text. */
  printed(text: string): Promise<MonitorEvent>;
}

export async function watch(port: string, open: Opener = opener(port, undefined)): Promise<Watched> {
  const told: MonitorEvent[] = [];
  let seen = 0;
  let wake = () => {};
  const monitor = await startMonitor({
    port,
    open,
    nonce: () => "abcdef",
    scripts: makeScripts(findMapByDigest),
    tell(event) {
      told.push(event);
      wake();
    },
  });
  const next: Watched["next"] = async (passes, deadlineMs = 10_000) => {
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      wake();
    }, deadlineMs);
    try {
      for (;;) {
        while (seen < told.length) {
          const event = told[seen++] as MonitorEvent;
          if (passes(event)) return event;
        }
        if (isLate)
          throw new Error(
            `Not within ${deadlineMs} ms; told was:\n${told.map((one) => JSON.stringify(one)).join("\n")}`,
          );
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
  };
  return {
    monitor,
    told,
    next,
    printed: (text) => next((told) => told.event === "printed" && told.text === text),
  };
}
