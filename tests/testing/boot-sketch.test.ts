import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { boardIds } from "../../src/boards.js";
import { bootSketch } from "../../src/testing/boot-sketch.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "boot-sketch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function sketch(...lines: string[]): string {
  const file = join(folder, "sketch.ts");
  writeFileSync(file, lines.join("\n"));
  return file;
}

const hello = [
  'import { connect, publishValue } from "tagwire";',
  'import { HOST, KEY } from "tagwire:env";',
  'connect({ host: HOST, key: KEY, device: "D" });',
  'setInterval(() => publishValue("count", Math.round(getTime())), 60000);',
];

it.each(boardIds())("a sketch publishes for an hour of virtual time on %s, and is kept alive", async (board) => {
  const running = await bootSketch(sketch(...hello), { board, settings: { HOST: "far.example", KEY: "K" } });
  expect(running.published).toEqual([]);
  running.advance(3_600_100);
  expect(running.published).toHaveLength(60);
  expect(running.published[0]).toMatchObject({ topic: "key/K/device/D/tag/count", retain: false });
  expect(running.published[0]?.atMs).toBeGreaterThanOrEqual(60_000);
  expect(running.connections).toMatchObject([{ host: "far.example", port: 1883 }]);
  expect(running.connections[0]?.connect).toMatch(/^\x10.*MQIsdp\x03/s);
  expect([...running.complaints, ...running.uncaught]).toEqual([]);
  await running.stop();
});

it("settings that are given count before those of the files", async () => {
  writeFileSync(join(folder, ".env"), "HOST=of-the-file\nKEY=K\n");
  const running = await bootSketch(sketch(...hello), { board: "esp32", settings: { HOST: "given" } });
  running.advance(1000);
  expect(running.connections).toMatchObject([{ host: "given", port: 1883 }]);
  await running.stop();
});

it("two runs of one seed are the same, and those of another differ", async () => {
  const file = sketch("console.log(Math.random());");
  const runs = await Promise.all([7, 7, 8].map((seed) => bootSketch(file, { board: "esp32", seed })));
  const [one, same, other] = runs.map(({ printed }) => printed[0]);
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

it("what the broker does not take is told in words", async () => {
  const file = sketch(
    'import { connect, publish } from "tagwire";',
    'connect({ host: "H", key: "K", device: "D" });',
    'publish("a/#", 1);',
  );
  const running = await bootSketch(file, { board: "esp32" });
  running.advance(1000);
  expect(running.complaints.join()).toMatch(/#/);
  await running.stop();
});

it("an error of the sketch is told", async () => {
  const running = await bootSketch(sketch("setTimeout(() => { throw new Error('too hot'); }, 10);"), {
    board: "esp32",
  });
  running.advance(20);
  expect(running.uncaught).toEqual(["Uncaught Error: too hot"]);
  await running.stop();
});
