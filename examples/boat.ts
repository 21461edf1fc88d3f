/**
 * A boat has the harbour's Wi-Fi, and the skipper's phone where that does not reach. What it measures with neither waits, and
 * says when it was measured: the time comes from the harbour's router.
 */
import { connect, publishValue } from "tagwire";
import { joinWifi, setTimeFrom } from "tagwire/wifi";

joinWifi(
  [
    { ssid: "harbour", password: "mooring42" },
    { ssid: "phone", password: "ahoy-ahoy" },
  ],
  (why) => {
    if (why) console.log(`Wi-Fi: ${why}`);
    else setTimeFrom({ host: "192.168.1.1" });
  },
);
connect({ host: "broker.example.com", key: "K", device: "boat", stamp: true, bufferBytes: 4096 });

// A float in the bilge closes a contact to ground.
pinMode(D4, "input_pullup");
setInterval(() => publishValue("bilge", !digitalRead(D4)), 60_000);
