/** What a sketch asks for on a connection that stood before it listened to anything is read like all else. */
import { expect, it } from "vitest";
import type { Mutant } from "../../src/explore/mutants.js";
import { checksOf, plantedIn, playText } from "./planted.js";

const text = `import { connect, publishValue } from "tagwire";
import { subscribe, subscriptions } from "tagwire/subscribe";
connect({ host: "10.0.0.1", key: "K", device: "D" });
setInterval(() => publishValue("t", subscriptions().granted), 10_000);
setTimeout(() => subscribe("a/+", (topic, message) => print(topic, message)), 30_000);
`;
const messages = Array.from({ length: 10 }, (_, n) => ({
  atMs: 40_000 + n * 1_000,
  topic: "a/b",
  message: `${n}`,
  qos: 0 as const,
  retain: false,
}));

const play = (planted?: Mutant) => playText({ text, forMs: 120_000, messages, planted });

it("a late subscriber is heard, and all checks hold", async () => {
  const { failures, printed, connections } = await play();
  expect({ failures, connections }).toEqual({ failures: [], connections: 1 });
  expect(printed).toEqual(messages.map(({ message }) => `a/b ${message}`));
});

it.each([
  plantedIn("aside.ts")("nobody asks on the connection that stands", "unasked += entry;\n  else", ";\n  else"),
  plantedIn("session.ts")("it asks again with each turn", "      if (SUBSCRIBES) clear();\n", ""),
])("found: $name", async (planted) => {
  expect(checksOf(await play(planted))).toContain("subscribed");
});

it("found: a listener that is not called", async () => {
  const deaf = plantedIn("frame.ts")("no message is handed on", "if (end < over && body <= end)", "if (0)");
  expect(checksOf(await play(deaf))).toContain("heard");
});
