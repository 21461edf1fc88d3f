/** A verb that runs on, as a process of its own. Each step waits for a line that it says, with a deadline. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const main = resolve("dist/cli/main.js");

export interface Started {
  readonly child: ChildProcess;
  /** The next line of stdout or stderr that matches; those before it are passed over. */
  said(wanted: RegExp): Promise<string>;
  /** All lines so far. */
  readonly lines: readonly string[];
}

/** Starts a verb; it is gone when the test has ended. */
export function startTagwire(
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Started {
  const child = spawn(process.execPath, [main, ...parameters], { cwd, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let heard = 0;
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      wake();
    });
  }
  child.once("close", () => wake());
  const said = async (wanted: RegExp): Promise<string> => {
    const deadline = setTimeout(() => child.kill("SIGKILL"), 20_000);
    try {
      for (;;) {
        while (heard < lines.length) {
          const line = lines[heard++] ?? "";
          if (wanted.test(line)) return line;
        }
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${wanted} was not said:\n${lines.join("\n")}`);
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
  };
  return { child, said, lines };
}
