#!/usr/bin/env node
/**
 * Plays the outages that devices really meet (src/sim/faults/named.ts) in virtual time, and prints the table that
 * docs/delivery.md has. `npm run outages` compiles first; `-- --write` puts it into the page.
 */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { DRAIN_MS, OUTAGE_MS, outages } from "../dist/sim/faults/named.js";
import { simulate } from "../dist/sim/simulate.js";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const board = "esp32";
const page = fileURLToPath(new URL("../docs/delivery.md", import.meta.url));

/** The table, as Markdown. */
export async function outagesTable() {
  const sketch = fileURLToPath(new URL("../tests/fixtures/every-50-ms.ts", import.meta.url));
  const profile = loadBoard(board);
  const { code } = await build(sketch, profile, { probe: true });
  const rows = Object.entries(outages).map(([name, faults]) => {
    const options = { code, isProbed: true, board: profile, forMs: OUTAGE_MS, settleMs: DRAIN_MS, seed: 1, faults };
    const played = simulate(options);
    if (played.failures.length > 0) throw new Error(`${name}: ${JSON.stringify(played.failures)}`);
    const { put, arrived, lost, again, connections, peakBytes } = played;
    return [
      `\`${name}\``,
      ...[put, arrived, lost, again, connections, peakBytes].map((count) => count.toLocaleString("en-US")),
    ];
  });
  return markdown([
    ["outage", "put", "arrived", "lost", "arrived again", "connections", "most bytes waiting"],
    ...rows,
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = asked(
    `npm run outages -- [--write]
  --write  puts the table into docs/delivery.md`,
    write,
  );
  const found = await outagesTable();
  console.log(found);
  if (values.write) putIntoPage(page, { outages: found });
}
