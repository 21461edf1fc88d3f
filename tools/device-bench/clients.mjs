/**
 * The clients of the device's bench: ours, built as sketches are, and peers, whose sources are not kept here: an adapter
 * says where they are and how they are called (docs/device.md).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../../dist/build/build.js";
import { minify } from "../../dist/build/minify.js";

/**
 * @typedef {object} Client
 * @property {string} name
 * @property {Readonly<Record<string, string>>} modules what it requires, by name: minified text
 * @property {string} own what the bench needs to call it, and is not counted
 * @property {(port: number) => Promise<string>} once connects to that port of loopback and publishes one value
 * @property {(port: number) => Promise<string>} always connects, again whenever it must, and publishes on each connection
 * @property {() => Promise<string>} functions a script that connects, and defines `put(tag, value)`
 * @property {boolean} confirms whether a value waits until the broker has confirmed it
 */

/** A wait before a connection that is long enough for one where instructions are counted, which takes its time. */
const SLOW_MS = 2_000;

/** The text of a sketch, built for the board that the interpreter is like. */
export async function built(text, board, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bench-device-"));
  try {
    writeFileSync(join(folder, "sketch.ts"), text);
    return (await build(join(folder, "sketch.ts"), board, options)).code;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {Client} */
export function ours(board) {
  const head = 'import { connect, publishValue, status } from "tagwire";\n';
  const connecting = (port) => `${head}connect({ host: "127.0.0.1", port: ${port}, key: "K", device: "D" });\n`;
  const offered = "declare function offer(put: (tag: string, value: number) => boolean, how: typeof status): void;\n";
  return {
    name: "tagwire",
    modules: {},
    own: "\n",
    confirms: true,
    // In a turn of its own, as most sketches do it: then all is there that values want once the board is connected.
    once: (port) => built(`${connecting(port)}setTimeout(() => publishValue("t", 21.5), 0);\n`, board),
    always: (port) => built(`${connecting(port)}setInterval(() => publishValue("t", 21.5), 20);\n`, board),
    functions: async () =>
      `var put,how;function offer(a,b){put=a;how=b}\n${await built(`${connecting(1883)}${offered}offer(publishValue, status);\n`, board)}`,
  };
}

/**
 * Reads an adapter.
 * @returns {Promise<Client>}
 */
export async function peer(name, file) {
  const adapter = await import(pathToFileURL(resolve(file)).href);
  for (const part of ["modules", "connect", "publish"]) {
    if (adapter[part] === undefined) throw new Error(`${file} exports no ${part}; docs/device.md has an example.`);
  }
  const modules = {};
  for (const [module, path] of Object.entries(adapter.modules)) {
    const given = readFileSync(resolve(dirname(file), path), "latin1");
    // Whichever is the smaller: what its makers shortened, or our own build.
    const short = (await minify(given, [])).code;
    modules[module] = short.length < given.length ? short : given;
  }
  const own = (ready) => `function put(tag,value){${adapter.publish}}\nfunction ready(){${ready}}\n`;
  const text = (port, retryMs, ready) => {
    const names = { HOST: '"127.0.0.1"', PORT: port, RETRY_MS: retryMs };
    return `${own(ready)}${adapter.connect.replace(/\b(HOST|PORT|RETRY_MS)\b/g, (name) => names[name])}\n`;
  };
  const publishing = async (port) => text(port, 5, 'put("t",21.5)');
  return {
    name,
    modules,
    own: own('put("t",21.5)'),
    confirms: false,
    once: publishing,
    always: publishing,
    functions: async () => text(1883, SLOW_MS, ""),
  };
}
