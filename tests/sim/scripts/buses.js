// Against "nobody": what buses and pins make of what they are given, where nothing hangs on them.
function tell(name, act) {
  try {
    print("# " + name, JSON.stringify(act()));
  } catch (e) {
    print("# " + name, "throws", String(e));
  }
}
var wire = new OneWire(D4);
tell("the pin", function () { return [String(wire.pin), String(new OneWire(4).pin), String(new OneWire("D4").pin), Object.keys(wire)]; });
tell("no pin", function () { return [new OneWire().pin, new OneWire("Q").pin, new OneWire().reset(), new OneWire().search(), new OneWire().read(), new OneWire().select(3)]; });
tell("select", function () { return wire.select("28ff000000000000"); });
tell("select no digits", function () { return wire.select("zz00000000000000"); });
tell("select too short", function () { return wire.select("28"); });
tell("select a number", function () { return wire.select(3); });
tell("select nothing", function () { return wire.select(); });
tell("skip", function () { return wire.skip(); });
tell("write", function () { return [wire.write(0x44, true), wire.write([1, [2, "a"]]), wire.write("abc"), wire.write(true), wire.write({ data: 1, count: 2 })]; });
tell("write nothing", function () { return wire.write(); });
tell("read", function () { return [typeof wire.read(), typeof wire.read("2"), wire.read(2).length, wire.read(0).length, wire.read(1.5).length, wire.read(true).length, wire.read(2) instanceof Uint8Array]; });
tell("read less than nothing", function () { return wire.read(-1); });

var i2c = new I2C();
tell("I2C", function () { return [i2c.setup({ scl: D4, sda: D5 }), i2c.setup({ scl: "D4", sda: 5, bitrate: 100000 }), i2c.setup(), I2C1 instanceof I2C]; });
tell("I2C too slow", function () { return i2c.setup({ scl: D4, sda: D5, bitrate: 10 }); });
tell("I2C with an unknown option", function () { return i2c.setup({ scl: D4, sdb: D5 }); });
tell("I2C with a number", function () { return i2c.setup(5); });
tell("I2C with a text", function () { return i2c.setup("fast"); });
tell("I2C that writes nothing", function () { return [i2c.writeTo(1), i2c.writeTo()]; });
tell("I2C that writes undefined", function () { return i2c.writeTo(1, undefined); });
tell("I2C that reads nothing", function () { return [i2c.readFrom(1), i2c.readFrom(1, 0), i2c.readFrom(1, -1)]; });

var spi = new SPI();
tell("SPI", function () { return [spi.setup({ sck: D4, miso: D5, mosi: D2, baud: 1000000, mode: 3, order: "lsb" }), spi.setup(), SPI1 instanceof SPI]; });
var wrong = new SPI();
tell("SPI in no order", function () { return wrong.setup({ order: "first" }); });
tell("SPI too slow", function () { return wrong.setup({ baud: 4 }); });
tell("SPI with an unknown option", function () { return wrong.setup({ clock: D4 }); });
tell("SPI sends", function () { return [typeof spi.send(1), typeof spi.send("ab"), spi.send("ab").length, spi.send([1, [2, 3]]).length, spi.send(new Uint8Array(3)).length, spi.send({ data: 3, count: 2 }).length, typeof spi.send(true), spi.send([1], D4) instanceof Uint8Array]; });
tell("SPI sends nothing", function () { return spi.send(); });
tell("SPI writes", function () { return [spi.write(1, "a", [2], D4), spi.write(), spi.write(D4)]; });
tell("SPI writes undefined", function () { return spi.write(undefined); });

tell("modes", function () { return [pinMode(D4, "input_pullup"), getPinMode(D4), pinMode(D4), getPinMode(D4), pinMode(D4, "auto"), getPinMode(D4)]; });
tell("modes by use", function () { digitalWrite(D4, 1); var written = getPinMode(D4); digitalRead(D4); return [written, getPinMode(D4)]; });
tell("a mode that stays", function () { pinMode(D4, "output"); digitalRead(D4); return getPinMode(D4); });
tell("no mode", function () { return pinMode(D4, "sideways"); });
tell("a watch reads, and so lets go", function () { pinMode(D4); digitalWrite(D4, 1); clearWatch(setWatch(function () {}, D4, true)); return getPinMode(D4); });
tell("no edge", function () { return setWatch(function () {}, D4, { edge: "up" }); });
tell("any edge", function () { return clearWatch(setWatch(function () {}, D4, { edge: 5, debounce: -1 })); });
tell("a pulse of less than nothing", function () { return digitalPulse(D4, 1, -1); });
print("#done");
