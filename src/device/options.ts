/** What the sketch gave to `connect`, where every layer finds its own. */

/** What `connect` takes. */
export interface Options {
  /** The broker's name or IPv4 address, 1 to 255 characters. */
  host: string;
  /** 1 to 65,535; 1883 if not given. */
  port?: number;
  /** The user's key at the platform, 1 to 255 characters without `/`, `+` and `#`. */
  key: string;
  /** The device as it is called at the platform, 1 to 255 characters without `/`, `+` and `#`. */
  device: string;
  /**
   * Who this is to the broker, 1 to 23 characters (MQTT 3.1, section 3.1). If not given: the device, and as much of the
   * end of the board's serial number as there is room for; two clients of one identifier evict each other for ever.
   */
  clientId?: string;
  username?: string;
  /** Goes with a username only (MQTT 3.1, section 3.1). */
  password?: string;
  /** The longest silence towards the broker in seconds, 10 to 65,535, or 0 for no end to it; 60 if not given. A reply may
   *  take 10 s. */
  keepAliveS?: number;
  /** Whether the broker keeps each topic's last message for those who subscribe later; false if not given. */
  retain?: boolean;
  /** Memory for values that wait, in bytes, 64 to 65,535; 1024 if not given. */
  bufferBytes?: number;
}

export let options: Options;

/** Keeps the options for every layer to read. The object stays the caller's own, completed by the port. */
export function settle(given: Options): void {
  options = given;
  if (!HAS_PORT || !options.port) options.port = 1883;
}
