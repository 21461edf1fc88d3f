/**
 * Runs something again whenever an answer that it got from the disk is another one. Node watches the folders, not the
 * files: an editor that saves by renaming takes a file's watch away with the file, but never its folder's. Their events
 * only say when to look; whether something has changed, the recorded answers decide. So an event too many builds
 * nothing, and since they are asked again once the folders are watched, no change gets lost while a build runs.
 */
import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { type Inputs, pathsOf, recordInputs, stillTrue } from "./inputs.js";

/** How long a folder must be quiet, for a file is often emptied first and written then. */
const QUIET_MS = 30;
/** How often it looks where a folder can't be watched: not for us to see, or the system has no watch left. */
const LOOK_MS = 1000;

/** Runs once, and again after each change, until `stopped`. `run` tells its own mistakes. */
export async function runOnChange(run: (inputs: Inputs) => Promise<void>, stopped: AbortSignal): Promise<void> {
  const folders = new Map<string, FSWatcher>();
  const bell = makeBell();
  let look: NodeJS.Timeout | undefined;
  const watchAll = (paths: readonly string[]) => {
    clearTimeout(look);
    if (!watchFolders(folders, paths, bell.ring)) look = setTimeout(bell.ring, LOOK_MS);
  };
  stopped.addEventListener("abort", bell.ring);
  try {
    while (!stopped.aborted) {
      const inputs = recordInputs();
      await run(inputs);
      const paths = pathsOf(inputs.answers);
      watchAll(paths);
      while (!stopped.aborted && stillTrue(inputs.answers)) {
        await bell.rung();
        // A folder may have come that was missing, or come back.
        watchAll(paths);
      }
    }
  } finally {
    clearTimeout(look);
    for (const watcher of folders.values()) watcher.close();
  }
}

/**
 * Watches the folders of paths and, of folders that are not there, the nearest above; no others. False if there is one
 * that can't be watched.
 */
function watchFolders(folders: Map<string, FSWatcher>, paths: readonly string[], ring: () => void): boolean {
  const wanted = new Set(paths.map(nearestFolder));
  for (const [folder, watcher] of folders) {
    if (wanted.has(folder)) continue;
    watcher.close();
    folders.delete(folder);
  }
  const concerns = (changed: string) => paths.some((path) => path === changed || path.startsWith(changed + sep));
  for (const folder of wanted) {
    folders.get(folder)?.close();
    const heard = (_: string, name: string | null) => {
      // The folder's own name is told when it is itself removed or renamed.
      if (name === null || name === basename(folder) || concerns(join(folder, name))) ring();
    };
    try {
      // A folder may be another one by now that has the same name: so each look watches anew.
      const watcher = watch(folder, heard).on("error", ring);
      folders.set(folder, watcher);
    } catch {
      folders.delete(folder);
    }
  }
  return folders.size === wanted.size;
}

function nearestFolder(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (folder === dirname(folder) || isFolder(folder)) return folder;
  }
}

interface Bell {
  readonly ring: () => void;
  /** Resolves when it has been rung since the last time, and then was still for a while; soon though it never is still. */
  rung(): Promise<void>;
}

function makeBell(): Bell {
  let isRung = false;
  let wake = () => {};
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    rung: async () => {
      if (!isRung) await new Promise<void>((resolve) => (wake = resolve));
      for (let round = 0; isRung && round < 10; round++) {
        isRung = false;
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      }
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
