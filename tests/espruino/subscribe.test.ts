/** `tagwire/subscribe` on the real interpreter: what is published comes back, through a reset of the link. */
import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { brokerKinds } from "../support/brokers.js";
import { bundleOf } from "../support/device.js";
import { startProxy } from "../support/proxy.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { plain, board } = interpreters();

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe.each([
  { name: "the plain interpreter", binary: plain, id: "linux" as const },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" as const },
])("on $name", ({ binary, id }) => {
  describe.each(brokerKinds)("against $name", (kind) => {
    it.skipIf(!binary || kind.missing).each([
      { fixture: "loop", filters: 3, first: ["é", "throw", "all", "all/b/c", "1"] },
      { fixture: "loop-alone", filters: 1, first: ["é", "throw", "1"] },
    ])("messages come to $fixture, before a reset of the link and after", async (sketch) => {
      const { fixture, filters, first } = sketch;
      const peer = await kind.start();
      stops.push(() => peer.stop());
      const proxy = await startProxy(peer.port);
      stops.push(() => proxy.stop());
      const seen = () => peer.arrived.flatMap(({ topic, message }) => (topic === "seen" ? [message] : []));
      const more = (than: number) =>
        vi.waitFor(() => expect(new Set(seen()).size).toBeGreaterThan(than), { timeout: 10_000, interval: 5 });

      const run = runOnInterpreter(binary ?? "", `var PORT=${proxy.port};\n${await bundleOf(fixture, id)}`, {
        deadlineMs: 25_000,
        until: (line) => line.startsWith("told"),
      });
      const course = async () => {
        await more(12);
        proxy.reset();
        await more(new Set(seen()).size + 10);
        const other = await connectAsync({ host: "127.0.0.1", port: peer.port, reconnectPeriod: 0, clientId: "other" });
        stops.push(() => other.endAsync(true));
        await other.publishAsync("loop/no/more", "not for it");
        await other.publishAsync("loop/y", "stop");
      };
      const [{ lines }] = await Promise.all([run, course()]);

      expect(seen().slice(0, first.length)).toEqual(first);
      expect(seen()).not.toContain("not for it");
      expect(lines.filter((line) => line.includes("thrown")).length).toBeGreaterThan(0);
      const [counters, reconnects, topic] = JSON.parse((lines.at(-1) ?? "").slice("told".length)) as unknown[];
      expect(counters).toMatchObject({ skipped: 1, granted: filters, refused: 0, thrown: 1 });
      expect(reconnects).toBe(1);
      expect(topic).toBe("loop/y");
    });
  });
});
