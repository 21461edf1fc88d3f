#!/usr/bin/env node
/**
 * Prints what the examples weigh on each board and, for the smallest, layer by layer: the tables of README, whose test
 * compares them. `npm run sizes` compiles first; with `-- --write` it puts them into README.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { boardIds, loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";

const example = (name) => fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
const number = (n) => n.toLocaleString("en-US");

/** A table as Markdown, its columns aligned as the formatter has them: the first to the left, figures to the right. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const aligned = rows.map((row) =>
    line(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))),
  );
  aligned[0] = line(rows[0].map((cell, column) => cell.padEnd(widths[column])));
  const rule = line(widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)));
  return [aligned[0], rule, ...aligned.slice(1)].join("\n");
}

/** A sketch is for the boards that have its pins. */
function lacksPins(error) {
  if (!/There is no [A-H]\d+ on /.test(error.sentence)) throw error;
}

/** `smallest`, the bytes of the smallest sketch on an ESP32, and `sizes`, two tables, as Markdown. */
export async function figures() {
  const boards = boardIds().map(loadBoard);
  const names = readdirSync(new URL("../examples/", import.meta.url))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => basename(file, ".ts"))
    .sort();
  const examples = [["minified, in bytes", ...boards.map(({ name }) => name)]];
  let smallest;
  for (const name of names) {
    const bundles = await Promise.all(boards.map((board) => build(example(name), board).catch(lacksPins)));
    examples.push([`\`examples/${name}.ts\``, ...bundles.map((bundle) => (bundle ? number(bundle.code.length) : "-"))]);
    if (name === "smallest") smallest = bundles[boards.findIndex(({ id }) => id === "esp32")];
  }
  const layers = [["layer of `examples/smallest.ts` on an ESP32", "bytes"]];
  for (const { file, ofSdk, bytes } of smallest.parts) {
    const layer = ofSdk ? `\`src/device/${basename(file)}\`` : file === "" ? "between the layers" : "the sketch";
    layers.push([layer, number(bytes)]);
  }
  layers.push(["all", number(smallest.code.length)]);
  return { smallest: number(smallest.code.length), sizes: `\n\n${table(examples)}\n\n${table(layers)}\n\n` };
}

function write(shown) {
  const readme = new URL("../README.md", import.meta.url);
  let text = readFileSync(readme, "utf8");
  for (const [name, figure] of Object.entries(shown)) {
    text = text.replace(
      new RegExp(`(<!-- ${name} -->)[^]*(<!-- /${name} -->)`),
      (_, open, close) => open + figure + close,
    );
  }
  writeFileSync(readme, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shown = await figures();
  if (process.argv.includes("--write")) write(shown);
  else console.log(shown.sizes.trim());
}
