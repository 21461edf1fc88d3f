/** When a verb that runs until it is told to stop has been told. */

/** Resolves at SIGINT, at SIGTERM, and when stdout was closed by who read it. A second signal ends the process at once. */
export function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      resolve();
    });
  });
}
