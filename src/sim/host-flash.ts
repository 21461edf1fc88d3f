/** Flash that outlives the process: each change is in a file of this machine at once, at its own place in it. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { createFlash, type Flash } from "./flash.js";

export interface HostFlash {
  readonly flash: Flash;
  /** Whether the file was there before. */
  readonly isOld: boolean;
  /** From now on nothing is kept. */
  close(): void;
}

/**
 * Flash of that size, with the bytes of the file; the file is made if there is none.
 * @throws what node:fs throws
 */
export function hostFlash(size: Pick<Flash, "bytes" | "pageBytes">, file: string): HostFlash {
  const flash = createFlash(size);
  const before = readIfThere(file);
  if (before === undefined) writeFileSync(file, flash.read(0, flash.bytes), "latin1");
  else flash.write(0, before);
  let opened: number | undefined = openSync(file, "r+");
  function keep(at: number, length: number): void {
    if (opened === undefined) return;
    writeSync(opened, flash.read(at, Math.min(length, flash.bytes - at)), at, "latin1");
  }
  return {
    isOld: before !== undefined,
    close() {
      if (opened !== undefined) closeSync(opened);
      opened = undefined;
    },
    flash: {
      ...flash,
      write(at, bytes) {
        flash.write(at, bytes);
        keep(at, bytes.length);
      },
      erasePage(at) {
        flash.erasePage(at);
        keep(at, flash.pageBytes);
      },
    },
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
