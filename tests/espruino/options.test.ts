/** The options of `connect` and `flush` on the real interpreter: they do there what they do on the virtual board. */
import { afterEach, describe, expect, it } from "vitest";
import { brokerKinds } from "../support/brokers.js";
import { bundleOf } from "../support/device.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { plain, board } = interpreters();

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe.each([
  { name: "the plain interpreter", binary: plain, id: "linux" as const },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" as const },
])("a bundle on $name", ({ binary, id }) => {
  describe.each(brokerKinds)("against $name", (kind) => {
    it.skipIf(!binary || kind.missing)("they do what they say", async () => {
      const peer = await kind.start();
      stops.push(() => peer.stop());
      const bundle = await bundleOf("every-option", id);
      const { lines } = await runOnInterpreter(binary ?? "", `var PORT=${peer.port};\n${bundle}`, {
        deadlineMs: 25_000,
        until: (line) => line === "flushed ended",
      });
      expect(lines.filter((line) => /^(flushed|last)/.test(line))).toEqual([
        "flushed undefined",
        "last undefined",
        "flushed ended",
      ]);
      // Connecting and connected, if not ended as well.
      expect(lines.filter((line) => line === "status").length).toBeGreaterThanOrEqual(2);
      const values = peer.arrived.filter(({ topic }) => topic.startsWith("key/"));
      expect(values.map(({ topic }) => topic.split("/")[3])).toEqual(["D", "other", "D", "other", "D"]);
      for (const [n, { message }] of values.entries()) {
        expect(JSON.parse(message)).toEqual({ value: String(n), time: expect.any(Number) });
      }
    });
  });
});
