/** Parts that are wrong: each mistake is one sentence, with where it is and the way out. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { Complaint } from "../../src/complaint.js";
import { complainOfFault, type PartFault } from "../../src/sim/parts/circuit.js";
import { parseParts } from "../../src/sim/parts/parse.js";
import { readFrom, withParts } from "./parts.js";

const files = {
  "ok.csv": "s,t\n0,1\n10,2\n",
  "late.csv": "s,t\n5,1\n10,2\n",
  "back.csv": "s,t\n0,1\n10,2\n10,3\n",
  "text.csv": "s,t\n0,1\n10,warm\n",
  "hole.csv": "s,t\n0,1\n10\n",
  "time.csv": "s,t\n0,1\nnoon,2\n",
  "hot.csv": "s,t\n0,1\n10,99\n",
  "one.csv": "s,t\n0,1\n",
};
const dht = { part: "dht22", pin: "D4" };

function mistake(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Complaint) return error.sentence;
    throw error;
  }
  return "no mistake";
}
const parsing = (data: unknown, board = "esp32") =>
  mistake(() => parseParts(data, "P", loadBoard(board), readFrom(files)));

it.each<[string, unknown, RegExp]>([
  ["no list", dht, /^P is {"part":"dht22","pin":"D4"}; wanted is a list of parts, \[/],
  ["an unknown part", [dht, { part: "dht23" }], /^P\[1\] has "dht23" for "part"; known are dht22, ds18b20, bme280, /],
  ["no part at all", [5], /^P\[0\] has undefined for "part"; known are/],
  [
    "a field that is missing",
    [{ part: "button" }],
    /^P\[0\]\.pin of the part button is missing; wanted is that field\.$/,
  ],
  [
    "an unknown field",
    [{ ...dht, pressure: 1 }],
    /^P\[0\]\.pressure of the part dht22 is 1; wanted is none but part, name, pin, /,
  ],
  [
    "a wrong field",
    [{ part: "bme280", address: 5 }],
    /^P\[0\]\.address of the part bme280 is 5; wanted is 118 \(0x76\) or 119 \(0x77\)\.$/,
  ],
  ["a pin that the board lacks", [{ ...dht, pin: "A0" }], /^P\[0\]\.pin is "A0"; wanted is a pin of esp32, as D0\.$/],
  [
    "a code with a wrong check sum",
    [{ part: "ds18b20", pin: "D4", rom: "28ff4c60911604b2" }],
    /rom of the part ds18b20 is .*; wanted is a code whose last two digits/,
  ],
  [
    "a value out of bounds",
    [{ ...dht, temperature: 81 }],
    /^P\[0\]\.temperature is 81; wanted is -40 to 80 degrees\.$/,
  ],
  [
    "a walk out of bounds",
    [{ ...dht, humidity: { walk: [50, 101], stepMs: 1000 } }],
    /^P\[0\]\.humidity is 101; wanted is 0 to 100 percent\.$/,
  ],
  [
    "a feed that is none",
    [{ ...dht, temperature: "warm" }],
    /^P\[0\]\.temperature of the part dht22 is "warm"; wanted is a number, \{ "csv"/,
  ],
  [
    "two of a name",
    [dht, { ...dht, pin: "D5" }],
    /^P\[1\] is the second part called "dht22"; wanted is a "name" of its own\.$/,
  ],
  [
    "two on a pin",
    [dht, { part: "button", pin: "D4" }],
    /^P\[0\] and P\[1\] are both on pin D4; wanted is one of them elsewhere\.$/,
  ],
  [
    "two at an address",
    [{ part: "bme280" }, { part: "bme280", name: "b" }],
    /^P\[0\] and P\[1\] are both on address 118 of D22 and D21;/,
  ],
  [
    "a CSV without that column",
    [{ ...dht, temperature: { csv: "ok.csv", column: "u" } }],
    /^ok\.csv has no column "u"; its first line has "s,t"\.$/,
  ],
  [
    "a CSV that begins late",
    [{ ...dht, temperature: { csv: "late.csv", column: "t" } }],
    /^line 2 of late\.csv has the time 5; wanted is 0 in the first row\.$/,
  ],
  [
    "a CSV whose time stands still",
    [{ ...dht, temperature: { csv: "back.csv", column: "t" } }],
    /^line 4 of back\.csv has the time 10; wanted is one after 10\.$/,
  ],
  [
    "a CSV with a text",
    [{ ...dht, temperature: { csv: "text.csv", column: "t" } }],
    /^line 3 of text\.csv has "warm" for t; wanted is a number\.$/,
  ],
  [
    "a CSV with a hole",
    [{ ...dht, temperature: { csv: "hole.csv", column: "t" } }],
    /^line 3 of hole\.csv has nothing for t; wanted is a number\.$/,
  ],
  [
    "a CSV without a time",
    [{ ...dht, temperature: { csv: "time.csv", column: "t" } }],
    /^line 3 of time\.csv has "noon" for its time; wanted are seconds\.$/,
  ],
  [
    "a CSV out of bounds",
    [{ ...dht, temperature: { csv: "hot.csv", column: "t" } }],
    /^line 3 of hot\.csv has 99 for t; wanted is -40 to 80 degrees\.$/,
  ],
  [
    "a CSV of one row",
    [{ ...dht, temperature: { csv: "one.csv", column: "t" } }],
    /^one\.csv has 1 row; wanted are two or more\.$/,
  ],
])("%s is told", (_, data, sentence) => {
  expect(parsing(data)).toMatch(sentence);
});

it.each([
  [[{ part: "bme280" }], /^P\[0\] is on I2C, and esp8266 has no pins of its own for it; wanted are scl and sda\.$/],
  [[{ part: "bme280", scl: "D4", sda: "D5" }], /^no mistake$/],
])("a bus that the board has no pins for wants them named", (data, sentence) => {
  expect(parsing(data, "esp8266")).toMatch(sentence);
});

it("a bus of SPI that the board has no pins for wants them named", () => {
  expect(parsing([{ part: "bme280", cs: "D4" }], "linux")).toMatch(
    /is on SPI, and linux has no pins .* sck, miso and mosi\.$/,
  );
});

it.each<[PartFault, string]>([
  ["absent", "no mistake"],
  ["garbage", 'F is to give garbage, and button has nothing to garble; wanted is "absent" or pressed at a value.'],
  [{ pressed: 2 }, "F is to have pressed at 2; wanted is 0 to 1 (1 is pressed)."],
  [{ warmth: 2 }, 'The part button has no input "warmth"; it has pressed.'],
])("%j of a button is a fault, or told to be none", (fault, sentence) => {
  const [button] = parseParts([{ part: "button", pin: "D4" }], "P", loadBoard("esp32"), readFrom({}));
  expect(mistake(() => button && complainOfFault(fault, button, "F"))).toBe(sentence);
});

it("a CSV that ends is told ahead of its end, with the way out", () => {
  const csv = { csv: "ok.csv", column: "t" };
  const once = withParts([{ part: "dht22", pin: "D4", temperature: csv }], "", { files });
  once.demandFedUntil(10_000);
  expect(mistake(() => once.demandFedUntil(10_001))).toBe(
    "ok.csv ends at 10 s, and is to feed temperature of the part dht22 until 10.001 s.",
  );
  const again = withParts([{ part: "dht22", pin: "D4", temperature: { ...csv, repeats: true } }], "", { files });
  again.demandFedUntil(1e9);
});

it("what is set while it runs is checked as what stands in a file", () => {
  const { parts } = withParts([{ part: "analog", pin: "D34" }], "");
  expect(mistake(() => parts.analog?.set("level", 2))).toBe("analog.level is 2; wanted is 0 to 1 of the supply.");
  expect(mistake(() => parts.analog?.set("volts", 1))).toBe('The part analog has no input "volts"; it has level.');
});
