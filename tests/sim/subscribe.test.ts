/** A sketch that subscribes, through the outages that devices meet: every check holds, and the wire is legal MQTT 3.1. */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { boardIds, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { DRAIN_MS, OUTAGE_MS, outages } from "../../src/sim/faults/named.js";
import { simulate } from "../../src/sim/simulate.js";
import { decoded } from "../support/vectors.js";

const sketch = fileURLToPath(new URL("../fixtures/echo.ts", import.meta.url));

it.each(boardIds())("on %s", async (id) => {
  const board = loadBoard(id);
  const { code } = await build(sketch, board, { probe: true });
  for (const [name, faults] of [["none", []] as const, ...Object.entries(outages)]) {
    const settings = { isProbed: true, board, forMs: OUTAGE_MS, settleMs: DRAIN_MS, seed: 1, faults };
    const { failures, lost, uncaught, conversations, bytesReceived } = simulate({ code, ...settings });
    expect({ name, failures, lost, uncaught }).toEqual({ name, failures: [], lost: 0, uncaught: [] });
    expect(bytesReceived).toBeGreaterThan(1_000);
    for (const { sent } of conversations) {
      const names = decoded(sent).map(({ cmd }) => cmd);
      // Where the broker took it, filters are asked for first of all.
      if (names.length > 1) expect(names.slice(0, 2)).toEqual(["connect", "subscribe"]);
      expect(new Set(names).size).toBeLessThanOrEqual(5);
    }
  }
});
