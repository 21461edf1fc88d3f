/**
 * Who wants to know whether the device is there reads one retained topic: "here" from each connection on, and "gone", which
 * the broker says for it once it has heard nothing for a minute and a half.
 */
import { connect, publishValue } from "tagwire";

connect({
  host: "192.168.1.10",
  key: "K",
  device: "cellar",
  will: { topic: "presence/cellar", message: "gone", retain: true },
  birth: { topic: "presence/cellar", message: "here", retain: true },
});

setInterval(() => publishValue("uptime", Math.round(getTime())), 60_000);
