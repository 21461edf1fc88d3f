#!/usr/bin/env node
/**
 * Prints what the examples weigh on each board and, for the smallest, layer by layer: the tables of README, whose test
 * compares them; and what each option adds to the smallest, the table of docs/options.md. `npm run sizes` compiles first;
 * with `-- --write` it puts them there.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { boardIds, loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const example = (name) => fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url));
const number = (n) => n.toLocaleString("en-US");

/** A sketch is for the boards that have its pins, the sleep it sleeps, and the Wi-Fi or TLS that it uses. */
function isForOthers(error) {
  if (!/There is no ([A-H]\d+|deep sleep) on |needs the module Wifi|has no TLS/.test(error.sentence)) throw error;
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
    const bundles = await Promise.all(boards.map((board) => build(example(name), board).catch(isForOthers)));
    examples.push([`\`examples/${name}.ts\``, ...bundles.map((bundle) => (bundle ? number(bundle.code.length) : "-"))]);
    if (name === "smallest") smallest = bundles[boards.findIndex(({ id }) => id === "esp32")];
  }
  const layers = [["layer of `examples/smallest.ts` on an ESP32", "bytes"]];
  for (const { file, ofSdk, bytes } of smallest.parts) {
    const layer = ofSdk ? `\`src/device/${basename(file)}\`` : file === "" ? "between the layers" : "the sketch";
    layers.push([layer, number(bytes)]);
  }
  layers.push(["all", number(smallest.code.length)]);
  return { smallest: number(smallest.code.length), sizes: `\n\n${markdown(examples)}\n\n${markdown(layers)}\n\n` };
}

/** What stands in place of `connect`'s options or of what comes after, and what that is called. */
const additions = [
  ["`host` as a list of two", (sketch) => sketch.replace('"192.168.1.10"', '["192.168.1.10", "192.168.1.11"]')],
  ["`port`", spelling("port: 1884")],
  ["`clientId`", spelling('clientId: "kitchen"')],
  ["`username`", spelling('username: "me"')],
  ["`username` and `password`", spelling('username: "me", password: "pass"')],
  ["`cleanSession`", spelling("cleanSession: false")],
  ["`keepAliveS`", spelling("keepAliveS: 300")],
  ["`retain`", spelling("retain: true")],
  ["`will`", spelling('will: { topic: "alive/D", message: "gone", retain: true }')],
  ["`birth`", spelling('birth: { topic: "alive/D", message: "here", retain: true }')],
  [
    "`will` and `birth`",
    spelling(
      'will: { topic: "alive/D", message: "gone", retain: true }, birth: { topic: "alive/D", message: "here", retain: true }',
    ),
  ],
  ["`paceMs`", spelling("paceMs: 15000")],
  ["`stamp`", spelling("stamp: true")],
  ["`bufferBytes`", spelling("bufferBytes: 4096")],
  ["`retryMaxS`", spelling("retryMaxS: 120")],
  ["`replyTimeoutMs`", spelling("replyTimeoutMs: 5000")],
  ["`connectTimeoutMs`", spelling("connectTimeoutMs: 5000")],
  ["`onStatus`, doing nothing", spelling("onStatus() {}")],
  ["`socket`, of TLS", spelling('socket: require("tls").connect')],
  ["`publishValue` with a device", (sketch) => sketch.replace("21.5)", '21.5, "cellar")')],
  [
    "`flush`, its callback doing nothing",
    (sketch) => `${sketch.replace("connect, ", "connect, flush, ")}flush(() => {});\n`,
  ],
  ["`joinWifi` of `tagwire/wifi`", (sketch) => wifi("joinWifi", sketch, 'joinWifi("home", "secret12");')],
  ["`setTimeFrom` of `tagwire/wifi`", (sketch) => wifi("setTimeFrom", sketch, 'setTimeFrom({ host: "192.168.1.1" });')],
];

function wifi(name, sketch, call) {
  return `import { ${name} } from "tagwire/wifi";\n${sketch}${call}\n`;
}

function spelling(option) {
  return (sketch) => sketch.replace(" });", `, ${option} });`);
}

/** What each option adds to the smallest sketch on an ESP32, as Markdown, and its bytes by name. */
export async function costs() {
  const sketch = readFileSync(example("smallest"), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "sizes-"));
  try {
    const bytesOf = async (text) => {
      const file = join(folder, "sketch.ts");
      writeFileSync(file, text);
      return (await build(file, loadBoard("esp32"))).code.length;
    };
    const least = await bytesOf(sketch);
    const added = [];
    for (const [name, change] of additions) {
      if (change(sketch) === sketch) throw new Error(`Nothing in examples/smallest.ts gives way to ${name}.`);
      added.push([name, (await bytesOf(change(sketch))) - least]);
    }
    const rows = added.map(([name, bytes]) => [name, bytes > 0 ? `+${number(bytes)}` : String(bytes)]);
    return { least, added: Object.fromEntries(added), costs: `\n\n${markdown([["option", "bytes"], ...rows])}\n\n` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = asked(
    `npm run sizes -- [--write]
  --write  puts the tables into README.md and docs/options.md`,
    write,
  );
  const shown = await figures();
  const { costs: table } = await costs();
  if (values.write) {
    putIntoPage(new URL("../README.md", import.meta.url), shown, true);
    putIntoPage(new URL("../docs/options.md", import.meta.url), { costs: table }, true);
  } else console.log(`${shown.sizes.trim()}\n\n${table.trim()}`);
}
