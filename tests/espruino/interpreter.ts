/**
 * A real Espruino interpreter as a child process, for the tests that have one: `ESPRUINO` names a plain Linux build
 * (Unicode strings), `ESPRUINO_BOARD` a build with a board's byte strings.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the interpreters of this machine are; a test that needs one that is missing skips itself. */
export function interpreters(): { plain?: string; board?: string } {
  const { ESPRUINO, ESPRUINO_BOARD } = process.env;
  return { ...(ESPRUINO && { plain: ESPRUINO }), ...(ESPRUINO_BOARD && { board: ESPRUINO_BOARD }) };
}

// The greeting's last line; what a script prints comes after it.
const greetingEnd = "http://espruino.com/Donate";

/**
 * Runs a script and answers the lines that it printed, without the greeting and without empty lines. It ends when the
 * script does (nothing left to wait for, or `quit()`), or as soon as a line passes `until`. Rejects with the lines seen
 * so far if neither comes within `deadlineMs` (10,000 if not given). `files` are in its folder when it starts, and
 * answered as it leaves them.
 */
export async function runOnInterpreter(
  binary: string,
  script: string,
  {
    deadlineMs = 10_000,
    until,
    files = {},
  }: { deadlineMs?: number; until?: (line: string) => boolean; files?: Readonly<Record<string, Buffer>> } = {},
): Promise<{ lines: string[]; files: Record<string, Buffer> }> {
  // A folder of its own: the interpreter keeps its Storage in a file of the current one.
  const folder = await mkdtemp(join(tmpdir(), "interpreter-"));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, "script.js"), script, "utf8");
    const lines = await linesOf(binary, folder, deadlineMs, until);
    const left: Record<string, Buffer> = {};
    for (const name of Object.keys(files)) left[name] = await readFile(join(folder, name));
    return { lines, files: left };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function linesOf(
  binary: string,
  folder: string,
  deadlineMs: number,
  until: ((line: string) => boolean) | undefined,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    // stdin is a pipe that stays open: at its end the interpreter reads characters without end.
    const child = spawn(binary, ["script.js"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    const lines: string[] = [];
    let rest = "";
    let greeted = false;
    const settle = (act: () => void) => {
      clearTimeout(deadline);
      child.kill("SIGKILL");
      act();
    };
    const deadline = setTimeout(
      () => settle(() => reject(new Error(`No end within ${deadlineMs} ms; printed:\n${lines.join("\n")}`))),
      deadlineMs,
    );
    const see = (raw: string) => {
      // Once the main script has run there is a prompt, which is taken back before each line printed.
      const line = raw.replaceAll("\r", "").replace(/^>(?:\x1b\[J)?/, "");
      if (!greeted) greeted = line.endsWith(greetingEnd);
      else if (line !== "") {
        lines.push(line);
        if (until?.(line)) settle(() => resolve(lines));
      }
    };
    // A char per byte: what the script prints may be anything.
    child.stdout.setEncoding("latin1").on("data", (chunk: string) => {
      const pieces = (rest + chunk).split("\n");
      rest = pieces.pop() ?? "";
      for (const piece of pieces) see(piece);
    });
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", () =>
      settle(() => {
        see(rest);
        resolve(lines);
      }),
    );
  });
}

/** What a script prints on that interpreter. */
export function linesOn(binary = ""): (code: string) => Promise<string[]> {
  return async (code) => (await runOnInterpreter(binary, code)).lines;
}
