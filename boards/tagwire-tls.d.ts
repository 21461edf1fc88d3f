// Made of src/device/tls.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** What a socket has to have: it calls its listeners, and `connected`, with itself as `this`. */
export interface Connection {
  /** `data` with the bytes, one char each; `close` once, with whether by an error. */
  on(event: "data" | "close", listener: () => void): unknown;
  write(bytes: string): unknown;
  end(): unknown;
}

/** Each is DER in bytes, as `atob` gives it back for what stands between the lines of a PEM file. */
export interface TlsOptions {
  /** Loaded by the firmware, and compared with nothing. */
  ca?: string;
  /** For a broker that asks for a certificate: the device's own, and its private key without a password. */
  cert?: string;
  key?: string;
}

/**
 * What `connect` takes as `socket`. Throws `cert: no DER`, or `ca` or `key`, at a text that can't be one; what else is wrong
 * with it `status().reason` says, as it says `tls: 1200 JsVars free, 3000 wanted` where memory does not do. Either way the
 * connection is tried again like after any failure.
 */
export declare function tls(
  options?: TlsOptions,
): (where: { host: string; port: number }, connected?: () => void) => Connection;
