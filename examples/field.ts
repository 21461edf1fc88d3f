/**
 * A soil sensor in a field whose network is gone at night. Each value is in flash before `publishValue` answers: neither the
 * night nor a flat battery takes any; each says when it was measured.
 */
import { connect, publishValue } from "tagwire";
import { spool } from "tagwire/spool";

connect({
  host: "192.168.1.10",
  key: "K",
  device: "field",
  stamp: true,
  spool: spool({ file: "field", bytes: 16_384 }),
});

setInterval(() => publishValue("uptime", Math.round(getTime())), 60_000);
