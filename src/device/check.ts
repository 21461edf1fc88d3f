/**
 * The check of the options. It throws a short code and the value seen; the sentence behind each code stands in
 * docs/errors.md, and the build says it where it can see the mistake.
 */
import type { Options } from "./options";

const KEY = 3;
const DEVICE = 4;
const PASSWORD = 7;
const REPLY_TIMEOUT_S = 10;

/** Of secrets only the type is shown. */
function refuse(code: number, seen: unknown): never {
  throw "T" + code + " " + (code == KEY || code == PASSWORD ? typeof seen : seen);
}

/** Whole and within bounds, or left out. */
function whole(code: number, seen: number | undefined, low: number, high: number): void {
  if (seen != null && !(typeof seen == "number" && seen >= low && seen <= high && seen % 1 == 0)) refuse(code, seen);
}

function text(code: number, seen: string | undefined, longest: number): void {
  if (typeof seen != "string" || !seen || seen.length > longest || /\x00/.test(seen)) refuse(code, seen);
}

/** A text that is one level of a topic. */
function level(code: number, seen: string): void {
  text(code, seen, 255);
  if (/[/+#]/.test(seen)) refuse(code, seen);
}

/** Throws a string, code and value seen, at the first mistake: T1 host, T2 port, T3 key, T4 device, T5 clientId, T6
 *  username, T7 password, T8 keepAliveS, T9 bufferBytes. */
export function check(options: Options): void {
  text(1, options.host, 255);
  whole(2, options.port, 1, 65535);
  level(KEY, options.key);
  level(DEVICE, options.device);
  // cut to the 23 bytes of a client identifier, a character of several bytes could end in the middle
  if (!BOARD_UNICODE && options.clientId == null && options.device.length > 23 && /[\x80-\xff]/.test(options.device)) {
    refuse(DEVICE, options.device);
  }
  if (options.clientId != null) text(5, options.clientId, 23);
  if (options.username != null) text(6, options.username, 65535);
  if (options.password != null) text(PASSWORD, options.username && options.password, 65535);
  // while a reply is owed nothing is said, and the broker waits one and a half times the keep-alive
  if (options.keepAliveS !== 0) whole(8, options.keepAliveS, REPLY_TIMEOUT_S, 65535);
  whole(9, options.bufferBytes, 64, 65535);
}
