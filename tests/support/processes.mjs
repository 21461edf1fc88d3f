/** Brokers as processes of their own, on a free port of loopback, for tests and tools that compare or kill them. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";

const startDeadlineMs = 15_000;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** @typedef {"tagwire" | "mosquitto" | "aedes"} BrokerName */
/**
 * @typedef {object} BrokerProcess
 * @property {BrokerName} name
 * @property {string} host
 * @property {number} port
 * @property {(protocol: string) => string} url where it listens for that protocol; throws where it does not
 * @property {(pattern: RegExp) => Promise<string>} prints resolves when what it prints from now on has a match
 * @property {() => Promise<void>} kill at once, as `kill -9` does; resolves when it is gone
 */

export const mosquittoMissing = spawnSync("mosquitto", ["-h"]).error !== undefined;

/** Resolves with what the process had printed when that has a match; rejects where it ends before, or at the deadline. */
function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`no ${pattern} in: ${text}`)), startDeadlineMs);
    const hear = (chunk) => {
      text += chunk;
      if (!pattern.test(text)) return;
      clearTimeout(timer);
      // What it says from here on is read, so that it can go on, and left.
      for (const stream of [child.stdout, child.stderr]) stream.off("data", hear).resume();
      resolve(text);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}

/**
 * Starts one. Nothing is bounded that a test of these could reach.
 * @param {BrokerName} name
 * @param {readonly string[]} parameters of `tagwire broker`, beside --port
 * @returns {Promise<BrokerProcess>}
 */
export async function startProcess(name, parameters = []) {
  /** @type {string | undefined} */
  let folder;
  let said = "";
  let port = 0;
  let child;
  if (name === "tagwire") {
    const main = path("../../dist/cli/main.js");
    child = spawn(process.execPath, [main, "broker", "--port", "0", ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    said = await printed(child, /listening mqtts?:.*\n/);
    port = Number(/listening mqtts?:\/\/\S+:(\d+)/.exec(said)?.[1]);
  } else if (name === "aedes") {
    child = spawn(process.execPath, [path("aedes.mjs")], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    said = await printed(child, /listening \d+/);
    port = Number(/listening (\d+)/.exec(said)?.[1]);
  } else {
    port = await freePort();
    folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
    const file = join(folder, "mosquitto.conf");
    const settings = [
      "allow_anonymous true",
      "max_inflight_messages 0",
      "max_queued_messages 0",
      "set_tcp_nodelay true",
    ];
    writeFileSync(file, [`listener ${port} 127.0.0.1`, ...settings, ""].join("\n"));
    child = spawn("mosquitto", ["-c", file, "-v"], { stdio: ["ignore", "pipe", "pipe"] });
    await printed(child, / running/);
  }
  const gone = once(child, "exit");
  // A test that fails must not leave it behind.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  return {
    name,
    host: "127.0.0.1",
    port,
    url(protocol) {
      const found = new RegExp(`(?:listening|and) (${protocol}://\\S+)`).exec(said)?.[1];
      if (found === undefined) throw new Error(`${name} does not listen for ${protocol}: ${said}`);
      return found;
    },
    prints: (pattern) => printed(child, pattern),
    async kill() {
      process.off("exit", end);
      end();
      await gone;
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
