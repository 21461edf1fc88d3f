/** When a verb that runs until it is told to stop has been told, and how its process ends then. */
import { constants } from "node:os";

type Signal = "SIGINT" | "SIGTERM";

/** What told it: a signal, or that nobody reads stdout any more. */
export type Stop = Signal | "unread";

/** Resolves at SIGINT and at SIGTERM. A second signal ends the process at once. */
export function signalled(): Promise<Signal> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve("SIGINT"));
    process.once("SIGTERM", () => resolve("SIGTERM"));
  });
}

/** The same, and when stdout was closed by who read it. */
export function stopAsked(): Promise<Stop> {
  const unread = new Promise<"unread">((resolve) => {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      resolve("unread");
    });
  });
  return Promise.race([signalled(), unread]);
}

/** The exit code of what a signal has ended, as shells have it: 130 after Ctrl-C. */
export function exitCodeOf(stop: Stop): number {
  return stop === "unread" ? 0 : 128 + constants.signals[stop];
}
