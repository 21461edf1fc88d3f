/** Each part, read by a small driver on a virtual board: what it says is what it was fed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { withParts } from "./parts.js";

/** A driver, as a module whose exports the sketch has. */
const driver = (name: string) =>
  `var exports = {};${readFileSync(new URL(`../fixtures/parts/${name}.js`, import.meta.url), "utf8")}`;
const tell = "function tell(value) { print(JSON.stringify(value)); }";

describe("a DHT22", () => {
  const sketch = `${driver("dht22")}${tell} setInterval(function () { exports.read(D4, tell); }, 3000);`;

  it.each([
    [21.5, 40.3],
    [-12.7, 99.9],
    [0, 0],
    [-0.1, 100],
    [80, 5],
  ])("says %d degrees and %d percent as it was fed", (temperature, humidity) => {
    const { clock, said } = withParts([{ part: "dht22", pin: "D4", temperature, humidity }], sketch);
    clock.advance(3_500);
    expect(said().map((line) => JSON.parse(line))).toEqual([{ temperature, humidity }]);
  });

  it("is silent while it is absent, and its check sum is wrong while it is garbled", () => {
    const { clock, said, parts } = withParts([{ part: "dht22", name: "air", pin: "D4", temperature: 21 }], sketch);
    clock.advance(1_000);
    for (const fault of ["absent", "garbage", { temperature: -40 }] as const) {
      const heal = parts.air?.fail(fault);
      clock.advance(3_000);
      heal?.();
    }
    clock.advance(3_000);
    expect(said()).toEqual([
      '"silent"',
      '"garbled"',
      '{"temperature":-40,"humidity":50}',
      '{"temperature":21,"humidity":50}',
    ]);
  });

  it("measures every two seconds: asked sooner, it says what it said", () => {
    const { clock, said, parts } = withParts(
      [{ part: "dht22", pin: "D4", temperature: 10 }],
      `${driver("dht22")}${tell} setInterval(function () { exports.read(D4, tell); }, 700);`,
    );
    clock.advance(800);
    parts.dht22?.set("temperature", 30);
    clock.advance(3_000);
    expect(said().map((line) => JSON.parse(line).temperature)).toEqual([10, 10, 10, 30, 30]);
  });

  it("answers only to a low of 0.8 ms and more", () => {
    const { clock, board, said } = withParts(
      [{ part: "dht22", pin: "D4" }],
      `setWatch(function () { print("edge"); }, D4, { repeat: true });
       function call(ms) { digitalWrite(D4, 0); setTimeout(function () { pinMode(D4, "input_pullup"); pinMode(D4); }, ms); }`,
    );
    board.evaluate("call(0.5)");
    clock.advance(50);
    expect(said()).toEqual(["edge"]);
    board.evaluate("call(1)");
    clock.advance(50);
    // Let go, taken, the greeting's two, two for each of 40 bits, and two at the end.
    expect(said()).toHaveLength(1 + 1 + 1 + 80 + 2);
  });
});

describe("a DS18B20", () => {
  const sketch = `${driver("ds18b20")}${tell} var wire = new OneWire(D5); var codes = wire.search();`;

  it.each([[21.0625], [-55], [125], [-0.5], [0]])("says %d degrees as it was fed", (temperature) => {
    const { clock, said } = withParts(
      [{ part: "ds18b20", pin: "D5", temperature }],
      `${sketch} exports.read(wire, codes[0], tell);`,
    );
    clock.advance(1_000);
    expect(said()).toEqual([JSON.stringify(temperature)]);
  });

  it("has a code of its own beside others on the wire", () => {
    const { clock, said } = withParts(
      [
        { part: "ds18b20", name: "in", pin: "D5", temperature: 21 },
        { part: "ds18b20", name: "out", pin: "D5", temperature: -3 },
        { part: "ds18b20", name: "far", pin: "D5", rom: "28ff4c60911604b4", temperature: 7 },
      ],
      `${sketch} print(wire.reset(), codes.join()); codes.forEach(function (code) { exports.read(wire, code, tell); });`,
    );
    clock.advance(1_000);
    expect(said()).toEqual(["true 2802000000000070,2801000000000029,28ff4c60911604b4", "-3", "21", "7"]);
  });

  it("says 85 degrees to who does not wait for the conversion", () => {
    const { clock, board, said } = withParts(
      [{ part: "ds18b20", pin: "D5", temperature: 20 }],
      `${sketch} exports.read(wire, codes[0], tell); tell(exports.last(wire, codes[0]));`,
    );
    expect(said()).toEqual(["85"]);
    clock.advance(740);
    board.evaluate("tell(exports.last(wire, codes[0]))");
    clock.advance(20);
    expect(said()).toEqual(["85", "20"]);
  });

  it("is as coarse as it is told, and as fast", () => {
    const { clock, board, said } = withParts(
      [{ part: "ds18b20", pin: "D5", temperature: 20.3 }],
      `${sketch} wire.select(codes[0]); wire.write([0x4e, 0x4b, 0x46, 0x1f]); wire.select(codes[0]); wire.write(0x44);
       print(wire.read());`,
    );
    clock.advance(94);
    board.evaluate("print(wire.read()); tell(exports.last(wire, codes[0]))");
    expect(said()).toEqual(["0", "255", "20.5"]);
  });

  it("answers to a search for alarms where its last reading is one", () => {
    const { clock, board, said } = withParts(
      [{ part: "ds18b20", pin: "D5", temperature: 20 }],
      `${sketch} wire.reset(); wire.skip(); wire.write([0x4e, 30, 10, 0x7f]); wire.reset(); wire.skip(); wire.write(0x44);`,
    );
    board.evaluate("print(wire.search(0xEC).length)");
    clock.advance(800);
    board.evaluate("print(wire.search(0xEC).length)");
    expect(said()).toEqual(["1", "0"]);
  });

  it("leaves the line high while it is absent, and its check sum is wrong while it is garbled", () => {
    const { board, said, parts } = withParts([{ part: "ds18b20", pin: "D5" }], sketch);
    parts.ds18b20?.fail("absent");
    board.evaluate("print(wire.reset(), wire.search().length, wire.read(), exports.last(wire, codes[0]))");
    parts.ds18b20?.fail("garbage");
    board.evaluate("print(wire.reset(), exports.last(wire, codes[0]))");
    expect(said()).toEqual(["false 0 255 garbled", "true garbled"]);
  });
});

describe("a BME280", () => {
  const onI2c = `${driver("bme280")}${tell} I2C1.setup({ scl: D22, sda: D21 }); exports.read(exports.overI2c(I2C1, 0x76), tell);`;

  it.each([
    [21.5, 40.3, 1013.25],
    [-40, 5, 300],
    [85, 99, 1100],
    [0, 0, 950.5],
  ])("says %d degrees, %d percent and %d hPa as it was fed", (temperature, humidity, pressure) => {
    const { clock, said } = withParts([{ part: "bme280", temperature, humidity, pressure }], onI2c);
    clock.advance(20);
    const [read] = said().map((line) => JSON.parse(line));
    expect(read.temperature).toBeCloseTo(temperature, 2);
    expect(Math.abs(read.humidity - humidity)).toBeLessThan(0.02);
    expect(Math.abs(read.pressure - pressure)).toBeLessThan(0.05);
  });

  it("is on SPI too", () => {
    const { clock, said } = withParts(
      [{ part: "bme280", cs: "D5", temperature: 19.25 }],
      `${driver("bme280")}${tell} SPI1.setup({ sck: D14, miso: D12, mosi: D13 }); exports.read(exports.overSpi(SPI1, D5), tell);`,
    );
    clock.advance(20);
    expect(JSON.parse(said()[0] ?? "").temperature).toBeCloseTo(19.25, 2);
  });

  it("is on any pins by `new I2C()`, and elsewhere is nobody", () => {
    const { clock, said } = withParts(
      [{ part: "bme280", scl: "D18", sda: "D19", address: 0x77 }],
      `${driver("bme280")}${tell}
       var soft = new I2C(); soft.setup({ scl: D18, sda: D19 }); tell(soft.readReg(0x77, 0xD0, 1)[0]);
       tell(soft.readReg(0x76, 0xD0, 1)[0]);
       I2C1.setup(); try { I2C1.writeTo(0x77, 0xD0) } catch (e) { print(String(e)) }`,
    );
    clock.advance(20);
    expect(said()).toEqual(["96", "255", "Error: jshI2CWrite: slave doesn't ACK the transfer"]);
  });

  it("measures when it is told to: by itself in normal mode only", () => {
    const { clock, board, said, parts } = withParts(
      [{ part: "bme280", temperature: 10 }],
      `${driver("bme280")}${tell} I2C1.setup(); var part = exports.overI2c(I2C1, 0x76);
       function raw() { return part.read(0xfa, 1)[0]; }
       tell(raw()); part.write(0xf4, 0x25);`,
    );
    clock.advance(20);
    board.evaluate("var first = raw()");
    parts.bme280?.set("temperature", 50);
    board.evaluate("tell(raw() === first); tell(part.read(0xf4, 1)[0] & 3); part.write(0xf4, 0x27)");
    clock.advance(20);
    board.evaluate("tell(raw() > first)");
    expect(said()).toEqual(["128", "true", "0", "true"]);
  });

  it("does not acknowledge while it is absent", () => {
    const { board, said, parts } = withParts([{ part: "bme280" }], "I2C1.setup();");
    parts.bme280?.fail("absent");
    board.evaluate("try { I2C1.readFrom(0x76, 1) } catch (e) { print(String(e)) }");
    expect(said()).toEqual(["Error: jshI2CRead: slave doesn't ACK the transfer"]);
  });
});

it.each([
  ["esp8266", "D4", "D5", "InternalError: I2CWrite: No ACK 0"],
  ["espruinowifi", "B6", "B7", "InternalError: Timeout on I2C Write Transmit Mode 2"],
  ["linux", "D4", "D5", undefined],
])("on %s an address without a part is told as its firmware tells it", (id, scl, sda, error) => {
  const { said } = withParts(
    [],
    `I2C1.setup({ scl: ${scl}, sda: ${sda} }); try { I2C1.writeTo(5, 1) } catch (e) { print(String(e)) }`,
    { board: loadBoard(id) },
  );
  expect(said()).toEqual(error === undefined ? [] : [error]);
});

describe("a button", () => {
  const watch = (options: string) =>
    `setWatch(function (e) { print(e.state, Math.round((e.time - e.lastTime) * 1000)); }, D4, ${options});`;
  /** Pressed from 1 s to 2 s, each ten seconds. */
  const pressed = { csv: "presses.csv", column: "pressed", repeats: true };
  const files = { "presses.csv": "s,pressed\n0,0\n1,1\n2,0\n10,0\n" };

  it("bounces, which a watch without debounce sees", () => {
    const { clock, said } = withParts([{ part: "button", pin: "D4", pressed }], watch("{ repeat: true }"), { files });
    clock.advance(1_500);
    const edges = said();
    expect(edges.length).toBeGreaterThan(2);
    expect(edges.length % 2).toBe(1);
    expect(edges.at(-1)).toMatch(/^false/);
  });

  it("is one press to a watch that debounces for longer than it bounces", () => {
    const { clock, said } = withParts(
      [{ part: "button", pin: "D4", pressed, bounceMs: 8 }],
      watch('{ repeat: true, edge: "falling", debounce: 20 }'),
      { files },
    );
    clock.advance(30_000);
    expect(said()).toHaveLength(3);
  });

  it("is high while pressed where that is said, and without bounce where that is", () => {
    const { clock, said } = withParts(
      [{ part: "button", pin: "D4", pressed, pressedIs: "high", bounceMs: 0 }],
      watch("{ repeat: true }"),
      { files },
    );
    clock.advance(3_000);
    expect(said()).toEqual(["true NaN", "false 1000"]);
  });

  it("is pressed by a test, and stays so over a reset", () => {
    const { clock, board, parts, said } = withParts([{ part: "button", pin: "D4" }], "print(digitalRead(D4));");
    parts.button?.set("pressed", 1);
    clock.advance(50);
    board.reset();
    expect(said()).toEqual(["1", "0"]);
  });
});

describe("a pulse meter", () => {
  const count = "var pulses = 0; setWatch(function () { pulses++; }, D4, { repeat: true, edge: 1 });";

  it.each([
    [0, 0],
    [0.1, 6],
    [2.5, 150],
    [200, 12_000],
  ])("gives %d pulses a second", (pulsesPerS, inAMinute) => {
    const { clock, board } = withParts([{ part: "pulse-meter", pin: "D4", pulsesPerS }], count);
    clock.advance(60_001);
    expect(Math.abs(Number(board.evaluate("pulses")) - inAMinute)).toBeLessThanOrEqual(inAMinute / 1_000);
  });

  it("follows a rate that changes", () => {
    const { clock, board, parts } = withParts([{ part: "pulse-meter", pin: "D4", pulsesPerS: 0 }], count);
    clock.advance(10_000);
    parts["pulse-meter"]?.set("pulsesPerS", 10);
    clock.advance(10_050);
    parts["pulse-meter"]?.set("pulsesPerS", 0);
    clock.advance(10_000);
    expect(board.evaluate("pulses")).toBe("100");
  });
});

it("has analogRead answer what an analog part is fed", () => {
  const { clock, board } = withParts([{ part: "analog", pin: "D34", level: (ms) => ms / 10_000 }], "");
  clock.advance(2_500);
  expect(board.evaluate("analogRead(D34)")).toBe("0.25");
});
