/**
 * The real Espruino interpreter for the device's bench: scripts run in a folder of their own, as they are or counted by
 * callgrind, and a script that goes on is asked for its JsVars for as long as one likes.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a line that is meant for us begins with. */
const mark = "@@bench ";
const DEADLINE_MS = 120_000;
/** How often the JsVars are told, in the interpreter's milliseconds: at another moment of what a client does each time. */
const TELL_MS = 47;

/** Why instructions can't be counted here; undefined if they can. */
export const callgrindMissing = spawnSync("valgrind", ["--version"]).error && "there is no valgrind";

/** Text for a string in a script: one char a byte. */
export function literal(text) {
  return JSON.stringify(text).replace(/[\x7f-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
}

/** Says a value to the bench, from a script. */
export const tell = (expression) => `print(${JSON.stringify(mark)}+JSON.stringify(${expression}))`;

/** Gives the modules' text to the interpreter's RAM. */
export function inRam(modules) {
  return Object.entries(modules)
    .map(([name, text]) => `Modules.addCached(${literal(name)},${literal(text)});\n`)
    .join("");
}

/** A folder whose Storage has those files, given as texts by name. Answers it, and how to be rid of it. */
export async function storageWith(binary, files) {
  const folder = mkdtempSync(join(tmpdir(), "bench-device-"));
  const writes = Object.entries(files).map(
    ([name, text]) => `require("Storage").write(${literal(name)},${literal(text)});`,
  );
  if (writes.length > 0) await run(binary, `${writes.join("\n")}${tell("1")};quit();\n`, { folder });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a script; `heard` is called with each value that it tells. Its input stays open: at its end it reads for ever. */
function start(command, parameters, folder, heard) {
  const child = spawn(command, parameters, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  const seen = { out: "", errors: "" };
  let rest = "";
  child.stdout.setEncoding("latin1").on("data", (chunk) => {
    seen.out = (seen.out + chunk).slice(-2_000);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const at = line.indexOf(mark);
      if (at >= 0) heard(JSON.parse(line.slice(at + mark.length)));
    }
  });
  child.stderr.setEncoding("latin1").on("data", (chunk) => {
    seen.errors += chunk;
  });
  return { child, seen };
}

/**
 * Runs a script to its `quit()`. Resolves with all that it told, and with the instructions it took if `counts`.
 * @param {string} binary
 * @param {string} script
 * @param {{ folder?: string, counts?: boolean }} [how]
 */
export async function run(binary, script, { folder, counts = false } = {}) {
  const own = folder ?? mkdtempSync(join(tmpdir(), "bench-device-"));
  try {
    writeFileSync(join(own, "script.js"), script, "latin1");
    const told = [];
    const command = counts ? ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary] : [binary];
    const { child, seen } = start(command[0], [...command.slice(1), "script.js"], own, (value) => told.push(value));
    const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
    await once(child, "close");
    clearTimeout(deadline);
    if (told.length === 0) throw new Error(`The interpreter told nothing; it printed:\n${seen.out}`);
    return { told, instructions: counts ? Number(/Collected : (\d+)/.exec(seen.errors)?.[1]) : undefined };
  } finally {
    if (!folder) rmSync(own, { recursive: true, force: true });
  }
}

/** So many are looked at. */
const READINGS = 40;

/**
 * A script that goes on, and tells its JsVars all the while: at the start of a timer's callback, behind a collection, when
 * nothing is half done. `settled` resolves with them once two readings that follow `event` are the same.
 */
export function watchJsVars(binary, script, folder) {
  const prelude = `(function(m){setInterval(function(){${tell("m().usage")}},${TELL_MS})})(process.memory);\n`;
  writeFileSync(join(folder, "script.js"), prelude + script, "latin1");
  let wanted;
  const { child, seen } = start(binary, ["script.js"], folder, (used) => wanted?.(used));
  return {
    /** @param {Promise<unknown>} event */
    async settled(event) {
      await within(event, seen);
      const readings = [];
      const steady = new Promise((resolve) => {
        wanted = (used) => {
          readings.push(used);
          // The least of many is what is held while nothing is under way; the first may be of before the event.
          if (readings.length > READINGS) resolve(Math.min(...readings.slice(1)));
        };
      });
      return within(steady, seen);
    },
    async stop() {
      const ended = once(child, "close");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function within(promise, seen) {
  let deadline;
  const late = new Promise((_, reject) => {
    deadline = setTimeout(
      () => reject(new Error(`Nothing within ${DEADLINE_MS / 1000} s; the interpreter printed:\n${seen.out}`)),
      DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(deadline);
  }
}
