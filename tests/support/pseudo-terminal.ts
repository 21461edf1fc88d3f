/** A serial port for tests that have none: a pseudo-terminal, by socat. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";

export const socatMissing = spawnSync("socat", ["-V"]).error !== undefined;

/** A pseudo-terminal `tty` in a folder, joined to an address of socat's; it is gone when the test has ended. */
export async function pseudoTerminal(folder: string, to: string): Promise<{ port: string; unplug(): Promise<void> }> {
  const link = join(folder, "tty");
  const child = spawn("socat", ["-d", "-d", `pty,raw,echo=0,link=${link}`, to], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  for await (const said of child.stderr) if (/starting data transfer loop/.test(String(said))) break;
  child.stderr.resume();
  expect(existsSync(link)).toBe(true);
  const unplug = async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return { port: link, unplug };
}
