// Made of src/device/wifi.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** A network that may be joined. */
export interface Network {
  /** 1 to 32 bytes. */
  ssid: string;
  /** 8 to 63 bytes, or 64 hexadecimal digits; "" for a network without. */
  password: string;
}

/**
 * Joins Wi-Fi and keeps it: after each loss and each try that fails it tries again, 10 s later, as long as the board runs.
 * Of several networks the next one follows where a try fails, and the first after a loss. A further call changes networks.
 *
 * A mistake in what it is given throws `ssid` or `password`.
 * @param callback called at each joining, with nothing; and at each try that fails and each loss, with why: what the
 *   firmware says, or `silence` where it says nothing for 60 s, or the client of `connect` is not connected at one of the looks
 *   that are taken each 5 minutes
 */
export declare function joinWifi(ssid: string, password: string, callback?: (why?: string) => void): void;

export declare function joinWifi(networks: Network[], callback?: (why?: string) => void): void;

/**
 * Asks a web server for its answer's date, and sets the board's clock by it, to the second. While it asks, a further call
 * changes nothing.
 * @param where the server; port 80 if not given
 * @param callback called once: with nothing, or with why the clock is not set: `silence` after 10 s, `no date`, or what
 *   `net.connect` threw
 */
export declare function setTimeFrom(where: { host: string; port?: number }, callback?: (why?: string) => void): void;
