/**
 * A cold room: its temperature (LM35, 10 mV per degree) each 10 s, of which the mean of six goes out where it is off the last
 * one by 0.2 degrees, and its door. Every ten minutes both say in any case that they are alive.
 */
import { connect } from "tagwire";
import { report } from "tagwire/report";

connect({ host: "192.168.1.10", key: "K", device: "cold-room" });
pinMode(D4, "input_pullup");

report("temperature", () => analogRead(D34) * 330, { everyS: 10, average: 6, delta: 0.2, heartbeatS: 600 });
report("door", () => Number(digitalRead(D4)), { everyS: 1, delta: 1, heartbeatS: 600 });
