/**
 * What a virtual board needs of a network: links that carry bytes, told by events. The board decides what its script
 * sees of them (espruino/net.ts), so the same board runs over real sockets (host-network.ts) or over a simulated net.
 *
 *   open --connected--> up --closed--> gone        `received` and `drained` come only while it is up,
 *     \----------------closed---------/            `closed` comes once and is the last event
 */

/** Why a link ended. The first two, and `handshake` (that of TLS), end a link that was up, the others one that never stood. */
export type LinkEnd = "closed" | "reset" | "refused" | "not-found" | "unreachable" | "timeout" | "handshake";

/** What a link tells. Events never come from within a call of the link's own functions. */
export interface LinkEvents {
  /** The link stands. Not told by `openBlocking`, whose return says it. */
  connected(): void;
  /** Bytes arrived, one char per byte. */
  received(bytes: string): void;
  /** There is room again after `send` had answered false. */
  drained(): void;
  /** It is over; bytes received before still count. */
  closed(why: LinkEnd): void;
}

export interface Link {
  /** Takes bytes (one char per byte) to be sent in order; false, and nothing taken, while the send buffer is full. */
  send(bytes: string): boolean;
  /** Asks for no more `received` until `resume`; what is already under way may still come. */
  pause(): void;
  resume(): void;
  /** Sends what was taken, then closes both ways. No event comes after. */
  close(): void;
  /** Ends at once, as a board does that loses its power. No event comes after. */
  abort(): void;
}

/** Whether a host is an address, for which no name has to be found. */
export const isAddress = (host: string) => /^[\d.]+$/.test(host);

/** What asking for a connection comes to while the board is not online. */
export const offlineEnd = (host: string): LinkEnd & ("not-found" | "unreachable") =>
  isAddress(host) ? "unreachable" : "not-found";

export interface Network {
  /**
   * The board's radio: while it is off nothing comes through on the links there are, nor ever after, and nobody is told;
   * who asks for a new one is told `not-found` for a name and `unreachable` for an address. It is on to begin with.
   */
  setOnline(isOnline: boolean): void;
  /**
   * Starts a connection and returns; its events tell what became of it.
   * @param secure whether over TLS: `connected` comes ahead of the handshake, and what is sent waits for that
   */
  open(host: string, port: number, events: LinkEvents, secure?: boolean): Link;
  /** Returns only when the connection stands or has failed, at most `connectTimeoutMs` later; nothing else runs meanwhile. */
  openBlocking(host: string, port: number, events: LinkEvents, secure?: boolean): Link | LinkEnd;
  /** Lets go of everything; settles when nothing is left. */
  stop(): Promise<void>;
}

/** After this long without an answer a connection counts as `timeout`, whatever the peer's side may say later. */
export const connectTimeoutMs = 20_000;
