/** DISCONNECT (MQTT 3.1, section 3.14): the client's last word; whatever it sends behind is not heard. */

import type { Connection, Routing } from "../routing.js";

export function disconnect(connection: Connection, routing: Routing): void {
  connection.will = undefined; // MQTT-3.14.4-3
  routing.close(connection, { kind: "disconnect", text: "the client said DISCONNECT" });
}
