/** A thermometer (DS18B20) on one wire at D4, read once a minute. docs/parts.md has it measured without hardware. */
import { connect, publishValue } from "tagwire";

connect({ host: "192.168.1.10", key: "K", device: "cellar" });

const wire = new OneWire(D4);

function read(): void {
  wire.skip();
  wire.write(0xbe);
  const bytes = wire.read(5);
  // A wire that nobody holds low reads as ones, and this bit of a thermometer is never set.
  if (bytes[4] & 128) return;
  publishValue("temperature", (((bytes[0] | (bytes[1] << 8)) << 16) >> 16) / 16);
}

setInterval(() => {
  if (!wire.reset()) return;
  wire.skip();
  wire.write(0x44, true);
  setTimeout(() => wire.reset() && read(), 750);
}, 60_000);
