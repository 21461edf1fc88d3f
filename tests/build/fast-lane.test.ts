/** Which sketches are built with the fast lane: it is known by the one function of the board's that nothing else calls. */
import { expect, it } from "vitest";
import { bundleOf } from "./sketch.js";

const head = (from: string, options = "") =>
  `import { connect, publishValue } from "${from}";\nconnect({ host: "h", key: "K", device: "D"${options} });\n`;
const later = 'setInterval(() => publishValue("t", 21.5), 1000);';

const hasLane = async (text: string) => (await bundleOf(text, "esp32")).code.includes("changeInterval");

it.each([
  ["puts on a timer", head("tagwire") + later],
  ["hands publishValue on", `${head("tagwire")}declare function offer(put: unknown): void;\noffer(publishValue);`],
  ["may be given a pace", `${head("tagwire", ", paceMs: +PACE")}declare const PACE: string;\n${later}`],
])("a sketch that %s has it", async (_, text) => {
  expect(await hasLane(text)).toBe(true);
});

it.each([
  [
    "puts while it boots",
    `${head("tagwire")}publishValue("t", 21.5);\nfor (let n = 0; n < 3; n++) publishValue("t", n);`,
  ],
  ["has QoS 1", head("tagwire/qos1") + later],
  ["has a pace", head("tagwire", ", paceMs: 2000") + later],
  [
    "keeps values in a file",
    `import { spool } from "tagwire/spool";\n${head("tagwire", ', spool: spool({ file: "q", bytes: 8192 })')}${later}`,
  ],
  [
    "sleeps",
    `import { sleepFor } from "tagwire/sleep";\n${head("tagwire")}sleepFor(60, () => { publishValue("t", 21.5); });`,
  ],
])("a sketch that %s is without it", async (_, text) => {
  expect(await hasLane(text)).toBe(false);
});

const offering = (type: string) =>
  `${head("tagwire")}declare function offer(put: ${type}): void;\noffer(publishValue);`;
const namesDevices = async (text: string) => !(await bundleOf(text, "esp32")).code.includes('"key/K/device/D/tag/"');

it.each([
  ["(tag: string, value: number) => boolean", false],
  ["typeof publishValue", true],
  ["(tag: string, value: number, device: string) => boolean", true],
  ["(...all: any[]) => boolean", true],
  ["unknown", true],
])("publishValue that is handed on as %s may name a device: %s", async (type, may) => {
  expect(await namesDevices(offering(type))).toBe(may);
});
