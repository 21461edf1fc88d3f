/**
 * A greenhouse with a thermometer (LM35, 10 mV per degree) and a soil probe, both read twice a second. `npm start` runs
 * this very sketch on a virtual ESP32; for a board on the desk, put your broker's address in place of this one.
 */
import { connect, publishValue, status } from "tagwire";

connect({ host: "192.168.1.10", key: "K", device: "greenhouse", bufferBytes: 2048 });

const measuring = setInterval(() => {
  publishValue("temperature", (analogRead(D34) * 330).toFixed(2));
  publishValue("moisture", (analogRead(D35) * 100).toFixed(2));
}, 500);

// How things stand, once a second on the console.
setInterval(() => console.log(JSON.stringify(status())), 1000);

// The BOOT button ends the measuring; what waits still goes out.
setWatch(() => clearInterval(measuring), D0, { edge: "falling" });
