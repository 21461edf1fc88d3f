/**
 * The connection is encrypted; whose it is at the other end, Espruino does not look (docs/tls.md). A broker that knows its
 * devices by certificates gets `tls({ cert, key })`.
 */
import { connect, publishValue } from "tagwire";
import { tls } from "tagwire/tls";

connect({
  host: "192.168.1.10",
  port: 8883,
  key: "K",
  device: "D",
  socket: tls(),
  replyTimeoutMs: 20_000, // the handshake is a part of it
});

setInterval(() => publishValue("uptime", Math.round(getTime())), 60_000);
