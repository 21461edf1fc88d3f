/**
 * A water tank with two floats, on batteries: awake for some seconds every ten minutes. Wi-Fi is what `Wifi.save()` has
 * kept, typed once on the console while the board is joined.
 */
import { connect, publishValue } from "tagwire";
import { sleepFor } from "tagwire/sleep";

sleepFor(600, () => {
  publishValue("level", digitalRead(D4) + digitalRead(D5));
});

connect({ host: "192.168.1.10", key: "K", device: "tank", retryMaxS: 1 });
