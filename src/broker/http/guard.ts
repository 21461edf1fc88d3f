/**
 * Who may ask by HTTP: pages that came from elsewhere may not, whatever name their address has been given (DNS
 * rebinding), and where there is a token, only those who have it.
 */

import { answerText, type HttpAnswer } from "./route.js";

/** The headers that decide. */
export interface Credentials {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface GuardOptions {
  /** The address that is listened on. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /** Whether this is the token; undefined if none is wanted. */
  readonly isToken?: ((seen: string) => boolean) | undefined;
}

/** Why a request is not answered; undefined if it is. */
export function refusal(seen: Credentials, { host, scheme, isToken }: GuardOptions): HttpAnswer | undefined {
  if (!isOurs(seen.host, host)) {
    return answerText(421, `the Host of the request is none of ours, wanted an address, localhost or ${host}`);
  }
  if (seen.origin !== undefined && seen.origin.toLowerCase() !== `${scheme}://${seen.host}`.toLowerCase()) {
    return answerText(403, "a page from elsewhere may not ask here: its Origin is another than the Host");
  }
  if (isToken === undefined) return undefined;
  const [, token = ""] = /^Bearer +(\S+) *$/i.exec(seen.authorization ?? "") ?? [];
  if (isToken(token)) return undefined;
  const text = `${token === "" ? "there is no token" : "the token is another"}, wanted Authorization: Bearer TOKEN`;
  return answerText(401, text, { "WWW-Authenticate": 'Bearer realm="tagwire"' });
}

/** An address can't be given another meaning by a name server; a name can. */
function isOurs(seen: string | undefined, host: string): boolean {
  const [, v6, other] = /^(?:(\[[0-9a-f:.]+\])|([\w.-]+))(?::\d{1,5})?$/i.exec(seen ?? "") ?? [];
  if (v6 !== undefined) return true;
  const name = other?.toLowerCase();
  return name === "localhost" || name === host.toLowerCase() || /^\d{1,3}(\.\d{1,3}){3}$/.test(name ?? "");
}
