/** A bar that grows on a terminal; elsewhere nothing, for a log has no use for it. */
const WIDTH = 30;

export interface ProgressBar {
  show(done: number, all: number): void;
  /** Takes the bar away, so that a line can be written. */
  clear(): void;
}

export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  let isShown = false;
  return {
    show(done, all) {
      const full = Math.round((WIDTH * done) / all);
      const bar = "#".repeat(full) + ".".repeat(WIDTH - full);
      stream.write(`\r[${bar}] ${Math.round((100 * done) / all)} %`);
      isShown = true;
    },
    clear() {
      if (isShown) stream.write("\r\x1b[K");
      isShown = false;
    },
  };
}
