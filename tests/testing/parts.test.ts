/** Parts of a sketch that runs in a test: what docs/parts.md shows. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { parseFaults } from "../../src/sim/faults/schedule.js";
import { type Input, kindNames, kinds } from "../../src/sim/parts/kinds.js";
import { parseParts } from "../../src/sim/parts/parse.js";
import { bootSketch } from "../../src/testing/boot-sketch.js";

it("a sketch publishes what its part measures, and nothing while that is absent", async () => {
  const sketch = await bootSketch("examples/thermometer.ts", {
    board: "esp32",
    parts: [{ part: "ds18b20", name: "cellar", pin: "D4", temperature: -3.5 }],
  });
  sketch.advance(61_000);
  sketch.parts.cellar?.set("temperature", (ms) => (ms < 150_000 ? 4 : 5));
  sketch.advance(60_000);
  const heal = sketch.parts.cellar?.fail("absent");
  sketch.advance(60_000);
  heal?.();
  sketch.advance(60_000);
  expect(sketch.published.map(({ message }) => message)).toEqual([
    '{"value":"-3.5"}',
    '{"value":"4"}',
    '{"value":"5"}',
  ]);
  expect([...sketch.uncaught, ...sketch.complaints]).toEqual([]);
  await sketch.stop();
});

it("a file that feeds a part and ends is told ahead of that, and time stays where it was", async () => {
  const sketch = await bootSketch("examples/thermometer.ts", {
    board: "esp32",
    parts: [{ part: "ds18b20", pin: "D4", temperature: { csv: "tests/fixtures/parts/cellar.csv", column: "air" } }],
  });
  expect(() => sketch.advance(600_001)).toThrow(/cellar\.csv ends at 600 s, and is to feed temperature/);
  sketch.advance(61_000);
  expect(sketch.published.map(({ message }) => message)).toEqual(['{"value":"8.5"}']);
  await sketch.stop();
});

it("a part that is wrong is told as the sketch is booted", async () => {
  const booted = bootSketch("examples/thermometer.ts", { board: "esp32", parts: [{ part: "ds18b20", pin: "D99" }] });
  await expect(booted).rejects.toThrow('parts[0].pin is "D99"; wanted is a pin of esp32, as D0.');
});

it("a fault of a schedule is of a part by its name", async () => {
  const sketch = await bootSketch("examples/thermometer.ts", {
    board: "esp32",
    parts: [{ part: "ds18b20", pin: "D4" }],
  });
  sketch.putFault({ fault: "part", part: "ds18b20", is: { temperature: 85 } });
  sketch.advance(61_000);
  sketch.heal();
  sketch.advance(60_000);
  expect(sketch.published.map(({ message }) => message)).toEqual(['{"value":"85"}', '{"value":"20"}']);
  expect(() => sketch.putFault({ fault: "part", part: "air", is: "absent" })).toThrow(
    /of the part "air"; known are ds18b20\./,
  );
  await sketch.stop();
});

describe("docs/parts.md", () => {
  const docs = readFileSync("docs/parts.md", "utf8");
  const cellar = readFileSync("tests/fixtures/parts/cellar.csv", "utf8");

  it("shows the code of the first test here", () => {
    const [, example = ""] = /<!-- example -->\n\n```ts\n(.*?)```/s.exec(docs) ?? [];
    // But for where a line is broken.
    const bare = (text: string) => text.replace(/\s+/g, "").replace(/,(?=[)\]}])/g, "");
    expect(example.length).toBeGreaterThan(100);
    expect(bare(readFileSync(new URL(import.meta.url), "utf8"))).toContain(bare(example));
  });

  it("shows parts that are read as they stand, and the file that feeds them", () => {
    const [, json = ""] = /```json\n(.*?)```/s.exec(docs) ?? [];
    const parts = parseParts(JSON.parse(json), "docs", loadBoard("esp32"), () => cellar);
    expect(parts.map(({ name }) => name)).toEqual(["dht22", "cellar"]);
    expect(docs).toContain(cellar);
  });

  it("shows a fault that is read as it stands", () => {
    const [, json = ""] = /`(\{ "fault": .*?\})`/.exec(docs) ?? [];
    expect(parseFaults([JSON.parse(json)], "docs")).toHaveLength(1);
  });

  it.each(kindNames)("has a row for %s, with its fields, its inputs and what they are without a feed", (name) => {
    const row = docs.split("\n").find((line) => line.startsWith(`| \`${name}\``)) ?? "";
    const { fields, inputs, hasGarbage } = kinds[name];
    for (const field of [...Object.keys(fields), ...Object.keys(inputs)]) expect(row).toContain(`\`${field}\``);
    for (const { usual } of Object.values<Input>(inputs)) expect(row).toMatch(new RegExp(`\\b${usual}\\b`));
    expect(row.includes("`garbage`")).toBe(hasGarbage);
  });
});
