/** The very bundle on the real interpreter, through outages: all values arrive, in order, none twice on a connection. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bundleOf } from "../build/sketch.js";
import { brokerKinds } from "../support/brokers.js";
import { packetsIn } from "../support/device.js";
import { startProxy } from "../support/proxy.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { plain, board } = interpreters();
const count = 60;
const sketch = readFileSync("tests/fixtures/outage.ts", "utf8");

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe.each([
  { name: "the plain interpreter", binary: plain, id: "linux" as const },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" as const },
])("a bundle on $name", ({ binary, id }) => {
  describe.each(brokerKinds)("against $name", (kind) => {
    it.skipIf(!binary || kind.missing).each(["tagwire", "tagwire/qos1"])(
      "%s delivers every value though the link is reset and the broker stopped and started",
      async (entry) => {
        const peer = await kind.start();
        stops.push(() => peer.stop());
        const proxy = await startProxy(peer.port);
        stops.push(() => proxy.stop());
        const values = () =>
          peer.arrived.map(({ message }) => Number((JSON.parse(message) as { value: string }).value));
        const seen = (least: number) =>
          vi.waitFor(() => expect(new Set(values()).size).toBeGreaterThanOrEqual(least), {
            timeout: 15_000,
            interval: 5,
          });

        const { code: bundle } = await bundleOf(sketch.replace('"tagwire"', JSON.stringify(entry)), id);
        const run = runOnInterpreter(binary ?? "", `var PORT=${proxy.port},COUNT=${count};\n${bundle}`, {
          deadlineMs: 25_000,
          until: (line) => line.startsWith("status"),
        });
        const faults = async () => {
          await seen(6);
          proxy.reset();
          await seen(16);
          await proxy.refuse();
          await peer.stop();
          await peer.start();
          await proxy.accept();
          await seen(30);
          proxy.reset();
          await seen(count);
        };
        const [{ lines }] = await Promise.all([run, faults()]);

        expect([...new Set(values())]).toEqual(Array.from({ length: count }, (_, n) => n));
        for (const { up } of proxy.carried) {
          const carried = packetsIn(up).filter((packet) => packet.charCodeAt(0) >> 4 === 3);
          expect(new Set(carried).size).toBe(carried.length);
        }
        const status = JSON.parse((lines.at(-1) ?? "").slice("status".length)) as object;
        expect(status).toMatchObject({ waiting: 0, waitingBytes: 0, confirmed: count, dropped: 0 });
        expect(proxy.carried.length).toBeGreaterThanOrEqual(3);
      },
    );
  });
});
