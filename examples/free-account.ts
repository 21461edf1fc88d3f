/**
 * An account that stores one value each 15 s, and drops without a word what comes sooner. So values go that far apart, also
 * those that waited through an outage; each says when it was measured, which is not when it arrives.
 */
import { connect, publishValue } from "tagwire";

connect({
  host: "192.168.1.10",
  key: "K",
  device: "D",
  paceMs: 15_000,
  stamp: true,
  bufferBytes: 2048,
});

setInterval(() => publishValue("uptime", Math.round(getTime())), 20_000);
