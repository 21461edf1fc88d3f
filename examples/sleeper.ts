/**
 * A sensor on batteries: awake for some seconds every ten minutes. Wi-Fi is what `Wifi.save()` has kept: typed once
 * on the console, with the board joined.
 */
import { connect, publishValue } from "tagwire";
import { sleepFor } from "tagwire/sleep";

sleepFor(600, () => {
  publishValue("uptime", 1);
});

connect({ host: "192.168.1.10", key: "K", device: "D", retryMaxS: 1 });
