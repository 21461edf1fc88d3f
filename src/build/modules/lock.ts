/** `modules/lock.json`: where each fetched module came from, and its digest, so that a changed one is noticed. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { object, optional, parse, pipe, record, regex, string, url } from "valibot";
import { Complaint } from "../../complaint.js";

export interface Locked {
  readonly url: string;
  readonly sha256: string;
}

const address = pipe(string(), url(), regex(/^https?:/));
const shape = record(string(), object({ url: address, sha256: string() }));
const settings = object({ tagwire: optional(object({ moduleUrl: optional(string()) })) });

/** The site whose modules are fetched if a package does not name another. */
const SITE = "https://www.espruino.com/modules";

export function lockFileOf(packageFolder: string): string {
  return join(packageFolder, "modules", "lock.json");
}

/** The modules of a lock file by name; none if it is not there. */
export function readLock(file: string): Record<string, Locked> {
  return readJson(file, (json) => parse(shape, json), "It is written by the build: delete it, then build again.") ?? {};
}

/** Adds a module, or gives it another digest. */
export function writeLock(file: string, name: string, locked: Locked): void {
  const all = Object.entries({ ...readLock(file), [name]: locked }).sort(([a], [b]) => (a < b ? -1 : 1));
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
  } catch (error) {
    throw new Complaint(
      "module-error",
      `${file} can't be written: ${(error as Error).message}.`,
      `Let the build write it, or put the module itself there: ${join(dirname(file), `${name}.js`)}`,
    );
  }
}

/** The address below which modules are, without a slash at its end: `tagwire.moduleUrl` of package.json, or Espruino's. */
export function moduleSite(packageFolder: string): string {
  const file = join(packageFolder, "package.json");
  const { tagwire } = readJson(file, (json) => parse(settings, json), "Mend it, then build again.") ?? {};
  const text = tagwire?.moduleUrl ?? SITE;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isHere)) return url.href.replace(/[?#].*|\/+$/g, "");
  throw new Complaint(
    "module-error",
    `tagwire.moduleUrl in ${file} is ${JSON.stringify(text)}; wanted is an address with https:, or http: on this machine.`,
    `For one: "tagwire": { "moduleUrl": "${SITE}" }`,
  );
}

function readJson<T>(file: string, check: (json: unknown) => T, remedy: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Complaint("module-error", `${file} can't be read: ${(error as Error).message}.`, remedy);
  }
  try {
    return check(JSON.parse(text));
  } catch (error) {
    throw new Complaint("module-error", `${file} is not as wanted: ${(error as Error).message}.`, remedy);
  }
}
