/** A sketch that calls `connect` twice, with other options: each connection is judged by those that it was opened with. */
import { expect, it } from "vitest";
import type { Mutant } from "../../src/explore/mutants.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { checksOf, plantedIn, playText } from "./planted.js";

const MINUTE_MS = 60_000;
/** Of both, what an option asks for would be wrong by the other's. */
const special = `{ host: ["a", "b"], port: 1884, key: "K", device: "D", connectTimeoutMs: 4000, retryMaxS: 40,
  birth: { topic: "birth/1", message: "b" }, will: { topic: "will/1", message: "w" } }`;
const plain = `{ host: "c", key: "K", device: "E" }`;

const text = (first: string, second: string) => `import { connect, end, publishValue } from "tagwire";
connect(${first});
let n = 0;
setInterval(() => publishValue("t", n++), 5_000);
setTimeout(() => end(), ${10 * MINUTE_MS});
setTimeout(() => connect(${second}), ${11 * MINUTE_MS});
`;

const faults: Fault[] = [0, 12].flatMap((minute): Fault[] => [
  { fault: "unreachable", fromMs: (minute + 1) * MINUTE_MS, toMs: (minute + 6) * MINUTE_MS },
  { fault: "reset", atMs: (minute + 1) * MINUTE_MS + 10 },
]);

const play = (first: string, second: string, planted?: Mutant) =>
  // An ESP8266 leaves it to the SDK how long a connection may take.
  playText({ text: text(first, second), board: "esp8266", forMs: 20 * MINUTE_MS, faults, planted });

it.each([
  ["the first has options", special, plain],
  ["the second has options", plain, special],
])("all checks hold where %s", async (_name, first, second) => {
  const { failures, lost, conversations } = await play(first, second);
  expect({ failures, lost }).toEqual({ failures: [], lost: 0 });
  const hosts = new Set(conversations.map(({ host, port }) => `${host}:${port}`));
  expect([...hosts].sort()).toEqual(["a:1884", "b:1884", "c:1883"]);
  // So many connections that the longest of the waits was met.
  expect(conversations.filter(({ openedMs }) => openedMs === undefined).length).toBeGreaterThan(16);
});

const session = plantedIn("session.ts");
it.each([
  { check: "hosts", planted: session("the port is always 1883", "options.port || 1883", "1883") },
  { check: "hosts", planted: session("the host is never another", "failures % hosts.length", "0") },
  {
    check: "silence-noticed",
    planted: session("a connection is waited for 15 s", "options.connectTimeoutMs || 15000", "15000"),
  },
  { check: "backoff", planted: session("the longest wait is 15 s", "(options.retryMaxS || 15)", "15") },
])("$check finds $planted.name in the first of two, where the last has no options", async ({ check, planted }) => {
  expect(checksOf(await play(special, plain, planted))).toContain(check);
});
