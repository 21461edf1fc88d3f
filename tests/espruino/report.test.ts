/** `tagwire/report` on the real interpreter: good reads and bad ones side by side, and a board that stands still for a while. */
import { afterEach, describe, expect, it } from "vitest";
import { brokerKinds } from "../support/brokers.js";
import { bundleOf } from "../support/device.js";
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
  it.skipIf(!binary)("one reading a period at most, means arrive, and what fails is counted", async () => {
    const peer = await (brokerKinds[0] as (typeof brokerKinds)[number]).start();
    stops.push(() => peer.stop());
    const script = `var PORT=${peer.port};\n${await bundleOf("report-course", id)}`;
    const { lines } = await runOnInterpreter(binary ?? "", script, {
      deadlineMs: 25_000,
      until: (line) => line.startsWith("told"),
    });
    const told = lines.find((line) => line.startsWith("told")) ?? "";
    const [twice, passedOver, grown, dropped, counts] = JSON.parse(told.slice("told".length)) as unknown[];
    expect({ twice, dropped }).toEqual({ twice: 0, dropped: 0 });
    expect(passedOver).toBeGreaterThan(0);
    // What is under way differs; a leak of one JsVar in each of these 70 turns would be seen.
    expect(grown).toBeLessThan(40);
    expect(counts).toEqual([
      ["count", true, false, true],
      ["throws", false, true, false],
      ["hangs", false, true, false],
      ["nan", false, true, false],
      ["later", true, expect.any(Boolean), true],
    ]);
    expect(lines.filter((line) => line.includes("no sensor")).length).toBeGreaterThan(10);
    const arrived = (tag: string) => peer.arrived.filter(({ topic }) => topic.endsWith(`/${tag}`));
    expect(arrived("count")[0]?.message).toBe('{"value":"5.5"}');
    expect(arrived("later").length).toBeGreaterThan(1);
    expect(peer.arrived.length).toBe(arrived("count").length + arrived("later").length);
  });
});
