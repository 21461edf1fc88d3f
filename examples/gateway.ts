/**
 * A gateway publishes for devices that have no network of their own, here three that it reads by turns. After each round it
 * waits until the broker has all of it, and says so.
 */
import { connect, flush, publishValue } from "tagwire";

connect({ host: ["192.168.1.10", "192.168.1.11"], key: "K", device: "gateway", bufferBytes: 4096 });

const rooms = ["cellar", "kitchen", "attic"];

function round(): void {
  for (let n = 0; n < rooms.length; n++) publishValue("temperature", 18 + 3 * Math.random(), rooms[n]);
  publishValue("rooms", rooms.length);
  flush(done, 60_000);
}

function done(why?: string): void {
  console.log(why ? `not all arrived: ${why}` : "all arrived");
}

setInterval(round, 60_000);
