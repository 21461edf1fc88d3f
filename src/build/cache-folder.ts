/**
 * Where the build keeps what it may lose: what can be made or fetched again. A cache is a favour: what can't be read or
 * written is as if it had never been there, and no build fails over it.
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** The cache's folder of this user: `TAGWIRE_CACHE`, else the system's place for caches. It need not exist yet. */
export function cacheFolder(): string {
  const { TAGWIRE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (TAGWIRE_CACHE) return TAGWIRE_CACHE;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "tagwire", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "tagwire");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tagwire");
}
