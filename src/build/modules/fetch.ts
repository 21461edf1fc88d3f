/**
 * A module from the site of Espruino's modules, as EspruinoTools looks for it: `NAME.min.js`, then `NAME.js`. Unlike
 * EspruinoTools this ends in time, takes a bounded number of bytes, and goes nowhere else.
 */
import { MODULE_BYTES } from "./text.js";

/** In milliseconds, for each of the two files: headers and body. */
const FETCH_MS = 10_000;

export type Fetched =
  | { readonly url: string; readonly bytes: Uint8Array }
  /** Why there is nothing; `isAbsent` where the site has answered that it has no such module. */
  | { readonly why: string; readonly isAbsent: boolean };

/** Where a module may be, below an address without a slash at its end. */
export function addressesOf(name: string, base: string): string[] {
  return [".min.js", ".js"].map((extension) => `${base}/${encodeURIComponent(name)}${extension}`);
}

/** Fetches a module from below `base`, an address without a slash at its end. Never throws. */
export async function fetchModule(name: string, base: string, limitMs = FETCH_MS): Promise<Fetched> {
  let why = "";
  for (const url of addressesOf(name, base)) {
    const found = await fetchFile(url, limitMs);
    if ("bytes" in found || !found.isAbsent) return found;
    why = found.why;
  }
  return { why, isAbsent: true };
}

async function fetchFile(url: string, limitMs: number): Promise<Fetched> {
  const refused = (why: string, isAbsent = false) => ({ why: `${url} ${why}`, isAbsent });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    const response = await fetch(url, { redirect: "manual", signal: limit.signal });
    const { status } = response;
    if (status === 404) return refused("answers 404", true);
    if (status >= 300 && status < 400) return refused(`sends elsewhere, to ${response.headers.get("location")}`);
    if (!response.ok || response.body === null) return refused(`answers ${status}`);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MODULE_BYTES) return refused(`sends more than ${MODULE_BYTES} bytes`);
    }
    return { url, bytes: Buffer.concat(chunks) };
  } catch (error) {
    return refused(limit.signal.aborted ? `has not answered in ${limitMs} ms` : `can't be reached: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
    limit.abort();
  }
}

/** Node hides why a fetch failed in the error's cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? message;
}
