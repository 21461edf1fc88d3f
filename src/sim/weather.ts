/** What a virtual network is like: it asks this anew for each packet and each connection. */

/** `up` is from the board to the peer. */
export type Direction = "up" | "down";

/** How a connection ends: both sides hear of it, or nothing comes through any more. */
export type End = "reset" | "close" | "silence";

/** Where a connection is to end: once so many bytes have come through in that direction. */
export interface Cut {
  readonly direction: Direction;
  readonly bytes: number;
  readonly how: End;
}

/** What the network is like; asked anew for each packet and each connection. */
export interface Weather {
  /** How long the next packet is on its way, in milliseconds. */
  latencyMs(): number;
  /** What becomes of a packet that asks for a connection. `silent`: nothing comes back. */
  route(host: string): "open" | "silent" | "refused" | "unreachable" | "not-found";
  /** Whether what is on its way waits where it is, as long as this says so. */
  isHeld(direction: Direction): boolean;
  /** Milliseconds between one byte and the next where bytes come one by one; undefined where they come as they are sent. */
  dripMs(): number | undefined;
  /** Where the connection that now opens is to end. */
  cut(): Cut | undefined;
}
