/**
 * A weather station on a battery and a solar cell: awake for some seconds every ten minutes. A reading is in flash before
 * anything is sent, so neither a night without network nor an empty battery takes it, and each says when it was made. Wi-Fi
 * is what `Wifi.save()` has kept, typed once on the console while the board is joined.
 */
import { connect, publishValue } from "tagwire";
import { sleepFor } from "tagwire/sleep";
import { spool } from "tagwire/spool";

/** A TMP36: 500 mV at the freezing point, 10 mV more a degree. */
const celsius = () => Math.round((analogRead(D34) * 3300 - 500) * 10) / 100;
/** The battery behind a divider by two. */
const volts = () => Math.round(analogRead(D35) * 660) / 100;

sleepFor(600, () => {
  publishValue("temperature", celsius());
  publishValue("battery", volts());
});

connect({
  host: "192.168.1.10",
  key: "K",
  device: "weather",
  stamp: true,
  retryMaxS: 1,
  spool: spool({ file: "weather", bytes: 32_768 }),
});
