/**
 * PINGREQ (MQTT 3.1, section 3.12). Its reply says more here than "I am alive": like every reply it leaves only after
 * the earlier messages of its connection were handed to their subscribers (outbox.ts).
 */

import { pingresp } from "../encode.js";
import type { Connection, Routing } from "../routing.js";

export function pingreq(connection: Connection, routing: Routing): void {
  routing.reply(connection, pingresp);
}
