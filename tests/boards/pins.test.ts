/** What the build says of pins, and of what a board lacks. */
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { refusal } from "../../src/build/pins.js";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "../build/sketch.js";

async function told(source: string, board = "esp32"): Promise<string> {
  const error: unknown = await bundleOf(source, board).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Complaint) return error.sentence;
  throw error ?? new Error("The build had nothing to complain of.");
}

const outputs =
  "outputs are D0, D1, D2, D3, D4, D5, D12, D13, D14, D15, D16, D17, D18, D19, D21, D22, D23, D25, D26, D27, D32, D33.";

describe("a use of a pin that can't do it", () => {
  it("is told at file, line and column, with the pins that can", async () => {
    expect((await told("print(1);\ndigitalWrite(D34, 1);")).split("\n")).toEqual([
      expect.stringMatching(/sketch\.ts:2:14: D34 is input only; outputs are D0, D1, .* D33\.$/),
      "  2 | digitalWrite(D34, 1);",
      "    |              ^^^",
    ]);
  });

  it.each([
    ["one of several", "digitalWrite([D2, D34], 1);", `1:19: D34 is input only; ${outputs}`],
    ["a method of the pin", "D34.set();", `1:5: D34 is input only; ${outputs}`],
    ["toggle", "D34.toggle();", `1:5: D34 is input only; ${outputs}`],
    ["a mode", "pinMode(D34, 'output');", `1:9: D34 is input only; ${outputs}`],
    ["a pulse", "digitalPulse(D34, 1, 10);", `1:14: D34 is input only; ${outputs}`],
    ["shiftOut", "shiftOut(D34, { clk: D2 }, 1);", `1:10: D34 is input only; ${outputs}`],
    ["a bus", "SPI1.setup({ sck: D34 });", `1:14: D34 is input only; ${outputs}`],
    ["a serial port", "Serial2.setup(9600, { tx: D34 });", `1:23: D34 is input only; ${outputs}`],
    ["a pin that a constant holds", "const led = D34; digitalWrite(led, 1);", `1:31: D34 is input only; ${outputs}`],
    [
      "a pin within an object",
      "const pins = { led: D34 }; digitalWrite(pins.led, 1);",
      `1:41: D34 is input only; ${outputs}`,
    ],
    ["a pin of the flash", "digitalWrite(D6, 1);", `1:14: D6 is wired to the flash memory; ${outputs}`],
    ["a pin that leads nowhere", "setWatch(() => {}, D24);", "1:20: D24 is not led out of the chip; inputs are D0,"],
    [
      "a pin without ADC",
      "analogRead(D5);",
      "1:12: D5 has no ADC; analog inputs are D32, D33, D34, D35, D36, D37, D38, D39.",
    ],
    ["a pin without PWM", "analogWrite(D34, 0.5);", "1:13: D34 has no PWM; pins with PWM or a DAC are D0, D1,"],
    ["a pin that is not there", "digitalWrite(D99, 1);", "1:14: There is no D99 on an ESP32; its pins are D0 to D39."],
    ["another board's pin", "B3.set();", "1:1: There is no B3 on an ESP32; its pins are D0 to D39."],
  ])("is told: %s", async (_, source, sentence) => {
    expect(await told(source)).toContain(`sketch.ts:${sentence}`);
  });

  it.each([
    ["esp8266", "digitalRead(A0);", "A0 is no digital input; inputs are D0,"],
    ["esp8266", "analogRead(D4);", "D4 has no ADC; the only one of the analog inputs is A0."],
    ["esp8266", "D17.set();", "There is no D17 on an ESP8266 with 4 MB of flash; its pins are D0 to D16, A0."],
    ["espruinowifi", "digitalWrite(C14, 1);", "C14 is wired to the 32 kHz crystal; outputs are A0, A1,"],
    ["espruinowifi", "analogWrite(A4, 0.5);", "A4 has no PWM; pins with PWM are A0, A1,"],
    ["linux", "analogRead(D4);", "D4 has no ADC; Espruino on Linux has no analog inputs."],
  ])("is told on %s: %s", async (board, source, sentence) => {
    expect(await told(source, board)).toContain(sentence);
  });
});

describe("a pin", () => {
  it.each([
    ["esp32", "digitalWrite([D2, D4], 3); digitalWrite(D2, true); print(digitalRead([D34, D0]), D34.read());"],
    ["esp32", "analogWrite(D2, 0.5, { freq: 100 }); analogWrite(D25, 0.5); print(analogRead(D34));"],
    [
      "esp32",
      "pinMode(D34, 'input'); pinMode(D32, 'analog'); pinMode(D0, 'input_pullup'); pinMode(D2, 'output'); pinMode(D2);",
    ],
    [
      "esp32",
      "LED1.set(); LED.toggle(); setWatch(() => {}, BTN1, { repeat: true, edge: 'falling' }); setWatch(() => {}, D34);",
    ],
    [
      "esp32",
      "I2C1.setup({ scl: D22, sda: D21 }); new I2C().setup({ scl: D18, sda: D19 }); SPI2.setup({ miso: D34 });",
    ],
    [
      "esp32",
      "shiftOut([D2, D4], { clk: D5 }, [1, 2]); digitalPulse(D2, 1, [10, 20]); Serial2.setup(9600, { rx: D34, tx: D17 });",
    ],
    ["esp32", "new OneWire(D4); require('neopixel').write(D4, [1, 2, 3]);"],
    ["esp8266", "print(analogRead(A0)); analogWrite(D4, 0.5);"],
    [
      "espruinowifi",
      "analogWrite(A4, 0.5, { soft: true }); B2.set(); LED2.set(); print(analogRead(A0)); USB.setConsole();",
    ],
    ["linux", "digitalWrite(D32, 1); print(digitalRead(D0));"],
  ])("on %s may be used for what it can: %s", async (board, source) => {
    await expect(bundleOf(source, board)).resolves.toBeDefined();
  });

  it("of which nothing is known may be used for all", async () => {
    const source =
      "function blink(pin: Pin, pins: Pin[]): void { digitalWrite(pin, 1); digitalWrite(pins, 1); pin.set(); print(analogRead(pin)); analogWrite(pin, 1); pinMode(pin, 'output'); setWatch(() => {}, pin); } blink(D2, [D2, D34]);";
    await expect(bundleOf(source)).resolves.toBeDefined();
  });

  it("has no sentence for what it can do", () => {
    const esp32 = loadBoard("esp32");
    expect(refusal(esp32, "D34", "input")).toBeUndefined();
    expect(refusal(esp32, "D25", "analogWrite")).toBeUndefined();
    expect(refusal(esp32, "D2", "output")).toBeUndefined();
  });
});

describe("what a board lacks", () => {
  it.each([
    ["esp32", "Puck.light();", "1:6: There is no Puck on an ESP32."],
    ["esp32", "USB.setConsole(true);", "1:5: There is no USB on an ESP32."],
    ["esp32", "SPI3.setup();", "1:6: There is no SPI3 on an ESP32."],
    ["esp32", "net.connect('http://a', () => {});", '1:5: net is no global; write require("net").'],
    ["esp8266", "ESP32.reboot();", "1:7: There is no ESP32 on an ESP8266 with 4 MB of flash."],
    ["esp8266", "require('tls').connect('a');", "1:1: tls is not in ESP8266 firmware; it is in that of ESP32 (esp32)"],
    ["esp8266", "const tls = require('tls'); tls.connect('a');", "1:13: tls is not in ESP8266 firmware"],
    ["linux", "require('Wifi').connect('a');", "1:1: Wifi is not in LINUX firmware"],
  ])("on %s is told: %s", async (board, source, sentence) => {
    expect(await told(source, board)).toContain(`sketch.ts:${sentence}`);
  });

  it("does not stand in the way of a sketch's own names", async () => {
    await expect(
      bundleOf("const net = 1; function D99(): number { return net; } print(D99());"),
    ).resolves.toBeDefined();
  });
});
