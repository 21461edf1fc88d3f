/** The outages that devices really meet: nothing is lost, and every byte that was said is MQTT 3.1 to another decoder. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parser as mqttParser } from "mqtt-packet";
import { beforeAll, describe, expect, it } from "vitest";
import { boardIds, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { DRAIN_MS, OUTAGE_MS, outages } from "../../src/sim/faults/named.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation } from "../../src/sim/simulation.js";

const sketch = fileURLToPath(new URL("../fixtures/every-50-ms.ts", import.meta.url));

/** What a codec that is not ours makes of a board's bytes: the names of its packets; throws where it makes nothing of them. */
function packetNames(bytes: string): string[] {
  const names: string[] = [];
  const parser = mqttParser({ protocolVersion: 3 });
  parser.on("packet", ({ cmd }) => names.push(cmd));
  parser.on("error", (error) => {
    throw error;
  });
  parser.parse(Buffer.from(bytes, "latin1"));
  return names;
}

describe.each(boardIds())("on %s", (id) => {
  const board = loadBoard(id);
  let code = "";
  beforeAll(async () => {
    code = (await build(sketch, board, { probe: true })).code;
  });
  const play = (faults: Parameters<typeof simulate>[0]["faults"], seed: number): Simulation =>
    simulate({ code, isProbed: true, board, forMs: OUTAGE_MS, settleMs: DRAIN_MS, seed, faults });

  it.each(Object.keys(outages))("nothing is lost: %s", (name) => {
    for (const seed of [1, 2]) {
      const { failures, put, arrived, lost, dropped, confirmed, conversations } = play(outages[name] ?? [], seed);
      expect(failures).toEqual([]);
      expect({ put, arrived, lost, dropped, confirmed }).toEqual({
        put: 600,
        arrived: 600,
        lost: 0,
        dropped: 0,
        confirmed: 600,
      });
      for (const { sent } of conversations) {
        const [first = "connect", ...others] = packetNames(sent);
        expect(first).toBe("connect");
        expect(others.filter((cmd) => cmd !== "publish" && cmd !== "pingreq")).toEqual([]);
      }
    }
  });

  it("each of them does harm: without one there is one connection, and nothing waits for long", () => {
    const calm = play([], 1);
    expect(calm).toMatchObject({ connections: 1, again: 0 });
    for (const [name, faults] of Object.entries(outages)) {
      const { connections, peakBytes, radioBusyMs } = play(faults, 1);
      const harm = connections > 1 || peakBytes > 2 * calm.peakBytes || radioBusyMs > 1.1 * calm.radioBusyMs;
      expect(harm, name).toBe(true);
    }
  });
});

it("docs/delivery.md has the table that npm run outages prints", async () => {
  const { outagesTable } = (await import("../../tools/outages.mjs")) as { outagesTable(): Promise<string> };
  const page = readFileSync(new URL("../../docs/delivery.md", import.meta.url), "utf8");
  expect(page.split(/<!-- \/?outages -->/)[1]?.trim()).toBe(await outagesTable());
});
