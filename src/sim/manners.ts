/** How the SDK goes about it, by what `connect` was given: what the checks hold it against. */

export interface Manners {
  /** How long it waits for a reply, and for a connection to stand. */
  readonly replyMs: number;
  readonly connectMs: number;
  /** The longest wait before a connection. */
  readonly longestWaitMs: number;
  /** The least time between two values; 0 for none. */
  readonly paceMs: number;
  /** Where it says that it is there, once on each connection. */
  readonly birthTopic: string | undefined;
  /** Where the broker says that it is gone. */
  readonly willTopic: string | undefined;
  /** Whether its values wait in Storage, where a power cut may have torn one. */
  readonly spools: boolean;
  /** The hosts that it goes to in turn, and the port. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Whether the broker begins anew for each connection; else subscriptions have QoS 1. */
  readonly isClean: boolean;
  /** Whether somebody wants to be told of each change of the state. */
  readonly tellsState: boolean;
}

/** The options that make them. */
export interface GivenManners {
  readonly replyTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly retryMaxS?: number;
  readonly paceMs?: number;
  readonly birth?: { readonly topic: string };
  readonly will?: { readonly topic: string };
  readonly spool?: { readonly file: string };
  readonly host?: string | readonly string[];
  readonly port?: number;
  readonly cleanSession?: boolean;
  readonly tellsState?: boolean;
}

export function mannersOf({
  replyTimeoutMs = 10_000,
  connectTimeoutMs = 15_000,
  retryMaxS = 15,
  paceMs = 0,
  birth,
  will,
  spool,
  host = [],
  port = 1883,
  cleanSession = true,
  tellsState = false,
}: GivenManners): Manners {
  return {
    replyMs: replyTimeoutMs,
    connectMs: connectTimeoutMs,
    longestWaitMs: retryMaxS * 1_000,
    paceMs,
    birthTopic: birth?.topic,
    willTopic: will?.topic,
    spools: spool !== undefined,
    hosts: typeof host === "string" ? [host] : host,
    port,
    isClean: cleanSession,
    tellsState,
  };
}
