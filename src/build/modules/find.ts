/** Where a module's text is: in a folder of the sketch's, in the cache, or on the site of modules. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Complaint } from "../../complaint.js";
import { cacheFolder } from "../cache-folder.js";
import { makeFolder } from "../folder.js";
import { hashOf, type Inputs } from "../inputs.js";
import { addressesOf, fetchModule } from "./fetch.js";
import { lockFileOf, moduleSite, readLock, writeLock } from "./lock.js";
import { moduleText } from "./text.js";

export interface Found {
  /** The file that holds the text: the sketch's own, or the cache's. */
  readonly path: string;
  readonly text: string;
}

/** A module of the sketch's own: `modules/NAME.js`, or `.min.js`, in the first of the folders that has one. */
export function findOwn(name: string, folders: readonly string[], inputs: Inputs): Found | undefined {
  for (const folder of folders) {
    for (const extension of [".js", ".min.js"]) {
      const path = join(folder, "modules", name + extension);
      // Where it looked in vain, or found a mistake, a watch looks again.
      if (inputs.text(path) !== undefined) return { path, text: moduleText(readFileSync(path), path) };
    }
  }
  return undefined;
}

/**
 * A module of others, from the cache if that has the very text that modules/lock.json wants, else from the site. Answers
 * why there is none; throws a Complaint if what is there is no module, or not the one that was there before.
 */
export async function findElsewhere(name: string, packageFolder: string): Promise<Found | { readonly why: string }> {
  const lockFile = lockFileOf(packageFolder);
  const locked = readLock(lockFile)[name];
  const kept = locked && fromCache(locked.url);
  if (kept && hashOf(kept.text) === locked.sha256) return kept;

  const site = moduleSite(packageFolder);
  const fetched = await fetchModule(name, site);
  if ("why" in fetched) {
    // Somebody's build has fetched it: good enough where the site can't be asked.
    const urls = fetched.isAbsent || locked ? [] : addressesOf(name, site);
    for (const url of urls) {
      const found = fromCache(url);
      if (found === undefined) continue;
      writeLock(lockFile, name, { url, sha256: hashOf(found.text) });
      return found;
    }
    return fetched;
  }
  const { url } = fetched;
  const text = moduleText(fetched.bytes, url);
  const sha256 = hashOf(text);
  if (locked && locked.sha256 !== sha256) {
    throw new Complaint(
      "module-error",
      `${name} has changed: ${url} has the digest ${sha256}, and ${lockFile} says ${locked.sha256}.`,
      `Look at what is there; if it is good, delete "${name}" in ${lockFile}, then build again.`,
    );
  }
  const path = intoCache(url, text);
  if (locked === undefined) writeLock(lockFile, name, { url, sha256 });
  return { path, text };
}

/** The cache's file for an address: its host and path. */
function cacheFile(address: string): string {
  const { host, pathname } = new URL(address);
  return join(cacheFolder(), "modules", host.replace(/[^\w.-]/g, "_"), ...pathname.split("/"));
}

function fromCache(url: string): Found | undefined {
  const path = cacheFile(url);
  return existsSync(path) ? { path, text: readFileSync(path, "utf8") } : undefined;
}

/** Whole or not at all: a build may end at any time, and two may run at once. Not at all where it can't be written. */
function intoCache(url: string, text: string): string {
  const path = cacheFile(url);
  const part = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path));
    writeFileSync(part, text);
    renameSync(part, path);
  } catch {
    // The next build fetches it again.
  }
  return path;
}
