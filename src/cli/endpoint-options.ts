/** What the command line of `tagwire broker` says about values: keys, accounts, and who may ask by HTTP. */

import type { Keys } from "../broker/endpoint/endpoint.js";
import { isTier, type Tier, tierNames } from "../broker/endpoint/tier.js";
import { Complaint } from "../complaint.js";
import type { BrokerVerbOptions } from "./broker-options.js";

/** The rules are on unless they are turned off, or nobody would hear or see what they say. */
export function endpointOf({
  endpoint,
  key = [],
  quiet,
  http,
}: BrokerVerbOptions): { readonly keys: Keys } | undefined {
  if (endpoint === false) {
    if (key.length === 0) return undefined;
    throw new Complaint(
      "bad-option",
      "--key is given with --no-endpoint, which turns the rules for keys off; wanted one of them.",
      "tagwire broker --key KEY:free",
    );
  }
  if (quiet && key.length === 0 && http === undefined) return undefined;
  const keys = new Map<string, Tier>();
  for (const [name, tier] of key.map(keyOf)) {
    if (keys.has(name)) throw keyComplaint("has a key that was given before");
    keys.set(name, tier);
  }
  return { keys };
}

/** The key is not told: there may be a true one in it. */
function keyComplaint(seen: string): Complaint {
  return new Complaint(
    "bad-option",
    `--key ${seen}, wanted KEY:TIER with ${tierNames.join(", ")}.`,
    "tagwire broker --key KEY:free",
  );
}

function keyOf(text: string): [key: string, tier: Tier] {
  const at = text.lastIndexOf(":");
  const key = text.slice(0, at);
  const tier = text.slice(at + 1);
  if (at === -1) throw keyComplaint("has no colon");
  if (!isTier(tier)) throw keyComplaint(`has the tier ${JSON.stringify(tier)} behind its last colon`);
  if (key === "" || /[/+#\0]/.test(key)) throw keyComplaint("has a key that is empty, or has /, + or # in it");
  return [key, tier];
}

/** Where others can reach it, and where MQTT wants a password, HTTP wants a token. */
export function httpTokenOf({ http, httpToken, host, user = [] }: BrokerVerbOptions): string | undefined {
  const remedy = "tagwire broker --http 8080 --http-token TOKEN";
  if (httpToken !== undefined) {
    if (/^[!-~]{16,256}$/.test(httpToken)) return httpToken;
    const seen = `${httpToken.length} characters`;
    throw new Complaint(
      "bad-option",
      `--http-token has ${seen}, wanted 16 to 256 letters, digits and signs without blanks.`,
      remedy,
    );
  }
  if (http === undefined || (isLoopback(host) && user.length === 0)) return undefined;
  const why = isLoopback(host) ? "where --user is given" : `on ${host}, which can be reached from other machines,`;
  throw new Complaint("bad-option", `--http ${why} wants a token, and --http-token is missing.`, remedy);
}

/** Whether nobody but this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
