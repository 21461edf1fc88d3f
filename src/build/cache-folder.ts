/**
 * Where the build keeps what it may lose: `node_modules/.cache/tagwire` beside the package.json next above a sketch, and
 * where no such package is installed, the folder that the system has for caches. A cache is a favour: what can't be read
 * or written is as if it had never been there, and no build fails over it.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The folder for a sketch, which need not exist. */
export function cacheFolder(sketch: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = packageFolderOf(sketch);
  const modules = home === undefined ? undefined : join(home, "node_modules");
  return modules !== undefined && isFolder(modules)
    ? join(modules, ".cache/tagwire")
    : join(systemCaches(env), "tagwire");
}

/** The folder of the package.json next above a file; undefined if there is none up to the root. */
export function packageFolderOf(file: string): string | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (statSync(join(folder, "package.json"), { throwIfNoEntry: false })?.isFile()) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What was kept under a name, undefined if it can't be had. */
export function readCached(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return undefined;
  }
}

/** Keeps text under a name, whole or not at all; answers whether it could. */
export function writeCached(folder: string, name: string, text: string): boolean {
  const own = join(folder, `${name}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(own, text);
    renameSync(own, join(folder, name));
    return true;
  } catch {
    try {
      rmSync(own, { force: true });
    } catch {
      // It is not there, or it stays: the next build writes it anew.
    }
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function systemCaches({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") return LOCALAPPDATA || join(homedir(), "AppData/Local");
  if (process.platform === "darwin") return join(homedir(), "Library/Caches");
  // The specification has relative paths ignored.
  return XDG_CACHE_HOME?.startsWith("/") ? XDG_CACHE_HOME : join(homedir(), ".cache");
}
