/**
 * A transport carries bytes between this machine and a board's console, and knows nothing of what they mean. Bytes are
 * strings of one character each. The three kinds: tcp.ts, serial.ts, and a virtual board (sim.ts), which is tcp again.
 */

/** What an open transport tells. */
export interface TransportEvents {
  /** Bytes have come. */
  heard(bytes: string): void;
  /** The other end, or the cable, has gone; told once, and not after `close`. */
  closed(reason: string): void;
}

export interface Transport {
  /** As a person named it. */
  readonly name: string;
  /** Bits a second where bytes go one after the other on a wire; undefined where the network carries them. */
  readonly baud?: number;
  /** Sends; resolves when the system has taken the bytes, which it does not while the board holds them up. */
  write(bytes: string): Promise<void>;
  /** Lets go of the port; resolves when another program may have it. */
  close(): Promise<void>;
}

/** How long a port may take to open, a write to be taken, and a board to be heard of again after a restart. */
export const OPEN_DEADLINE_MS = 10_000;
export const WRITE_DEADLINE_MS = 10_000;

/** Rejects with `say()` unless `promise` settles in time. */
export function within<T>(promise: Promise<T>, deadlineMs: number, say: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(say()), deadlineMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
