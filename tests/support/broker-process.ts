/** `tagwire broker` as a process of its own, from what `npm run compile` wrote; it is gone when the test has ended. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export function runBroker(...args: string[]) {
  const child = spawn(process.execPath, [program, "broker", ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  const looks = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    out += piece;
    for (const look of looks) look();
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    err += piece;
  });
  const exit = once(child, "close").then(([code, signal]) => ({ code, signal, out, err }));
  /** The first match in stdout. */
  const line = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = out.match(pattern);
        if (match !== null) resolve(match);
      };
      looks.add(look);
      exit.then(({ code }) => reject(new Error(`ended with ${code}: ${out}${err}`)));
      look();
    });
  return { child, line, exit };
}
