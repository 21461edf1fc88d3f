#!/usr/bin/env node
/**
 * How a spool wears the flash of each board: a value a second for as long as it takes to write Storage full some times over,
 * each confirmed at once, in virtual time. Prints the table that docs/spool.md has. `npm run wear` compiles first; with
 * `-- --write` it puts it into the page.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { simulate } from "../dist/sim/simulate.js";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const page = fileURLToPath(new URL("../docs/spool.md", import.meta.url));

const FILE_BYTES = 8192;
/** Enough values to compact Storage once or more. */
const VALUES = { esp32: 50_000, esp8266: 20_000, espruinowifi: 10_000 };
/** A sketch of that many bytes is there too. */
const SKETCH_BYTES = 4000;

const number = (n) => n.toLocaleString("en-US");

const sketch = (bytes) => `import { connect, publishValue } from "tagwire";
import { spool } from "tagwire/spool";
const storage = require("Storage");
if (!storage.read("sketch")) storage.write("sketch", "x", 0, ${SKETCH_BYTES});
connect({ host: "H", key: "K", device: "D", spool: spool({ file: "q", bytes: ${bytes} }) });
let n = 0;
setInterval(() => publishValue(n % 3 ? "temperature" : "humidity", 20 + (n++ % 100) / 10), 1000);
`;

/** The table, as Markdown. */
export async function wearTable(valuesOf = VALUES) {
  const rows = [];
  for (const [id, values] of Object.entries(valuesOf)) {
    const board = loadBoard(id);
    const { pageErases, printed } = await worn(board, values);
    const compactions = printed.filter((line) => line.startsWith("Compacting")).length;
    rows.push([
      board.name,
      ...[board.storage.bytes, board.storage.pageBytes, values, compactions, pageErases].map(number),
      ((1000 * pageErases) / values).toFixed(1),
    ]);
  }
  const head = [
    "a file of 8,192 bytes on",
    "Storage",
    "a page",
    "values",
    "compacted",
    "page erases",
    "a 1,000 values",
  ];
  return markdown([head, ...rows]);
}

/** What so many values do to the flash of a board. */
async function worn(board, values) {
  const folder = mkdtempSync(join(tmpdir(), "wear-"));
  try {
    const file = join(folder, "sketch.ts");
    writeFileSync(file, sketch(FILE_BYTES));
    const { code } = await build(file, board);
    return simulate({ code, isProbed: false, board, forMs: values * 1000, settleMs: 5000, seed: 1, faults: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = asked(
    `npm run wear -- [--write]
  --write  puts the table into docs/spool.md`,
    write,
  );
  const found = await wearTable();
  console.log(found);
  if (values.write) putIntoPage(page, { wear: found });
}
