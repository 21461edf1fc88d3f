/**
 * A lamp that obeys: `on` and `off` to key/K/device/lamp/command/led switch it, a number to .../command/interval sets how
 * often it reports, in seconds.
 */
import { connect, publishValue } from "tagwire";
import { subscribe } from "tagwire/subscribe";

connect({ host: "192.168.1.10", key: "K", device: "lamp" });

const report = () => publishValue("lamp", digitalRead(D2));
let reporting = setInterval(report, 60_000);

subscribe("key/K/device/lamp/command/led", (_topic, message) => {
  digitalWrite(D2, message === "on");
  report();
});

subscribe("key/K/device/lamp/command/interval", (_topic, message) => {
  const seconds = Number(message);
  if (!(seconds >= 1)) return;
  clearInterval(reporting);
  reporting = setInterval(report, seconds * 1000);
});
