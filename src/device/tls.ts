/**
 * `tagwire/tls`: the session over TLS, as `socket` of `connect`. The firmware calls back, and `connect` returns, when TCP
 * stands; the handshake comes after, what was written waits for it, and where it fails the socket closes. So the session
 * needs to know nothing of it: the deadline of the first reply covers the handshake, and a close is a close.
 *
 * The firmware verifies no certificate and names no host (docs/tls.md).
 */
import type { Connection } from "./options";

/**
 * What a connection takes while it stands, 32 kB of it two buffers of the greatest record; its handshake with a key of RSA
 * takes as much in passing as makes 41,400 bytes in all (measured on 2v29).
 */
const TLS_BYTES = 42000;
/** The longest text that the firmware takes for the name of a file. */
const NAME_CHARS = 100;

/** Each is DER in bytes, as `atob` gives it back for what stands between the lines of a PEM file. */
export interface TlsOptions {
  /** Loaded by the firmware, and compared with nothing. */
  ca?: string;
  /** For a broker that asks for a certificate: the device's own, and its private key without a password. */
  cert?: string;
  key?: string;
}

let given: TlsOptions;

/**
 * What `connect` takes as `socket`. Throws `cert: no DER`, or `ca` or `key`, at a text that can't be one; what else is wrong
 * with it `status().reason` says, as it says `tls: 1200 JsVars free, 3000 wanted` where memory does not do. Either way the
 * connection is tried again like after any failure.
 */
export function tls(
  options?: TlsOptions,
): (where: { host: string; port: number }, connected?: () => void) => Connection {
  if (TLS_GIVEN) {
    given = options || {};
    for (const name in given) {
      const text = given[name as keyof TlsOptions] as string;
      // DER begins with a sequence, "0"
      if (text.length > NAME_CHARS && text[0] != "0") throw name + ": no DER";
    }
  }
  return open;
}

/** Memory that runs out within the firmware takes the listeners with it; so it is looked at ahead. */
function open(where: { host: string; port: number } & TlsOptions, connected?: () => void): Connection {
  const memory = process.memory();
  const wanted = (TLS_BYTES / memory.blocksize) >> 0;
  if (memory.free < wanted) throw { message: "tls: " + memory.free + " JsVars free, " + wanted + " wanted" };
  if (TLS_GIVEN) for (const name in given) where[name as keyof TlsOptions] = given[name as keyof TlsOptions];
  return BOARD_CONNECT_BLOCKS ? require("tls").connect(where) : require("tls").connect(where, connected);
}
