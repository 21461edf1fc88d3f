/** The scripts of `scripts/`: each opens with the server it wants, prints lines with `#`, and ends with `#done`. */
import { readdirSync, readFileSync } from "node:fs";
import type { Board } from "../../src/boards.js";
import { boot } from "../../src/sim/board.js";
import { hostSurroundings } from "../../src/sim/host.js";
import { type Behaviour, deadPort, serve } from "./servers.js";

const folder = new URL("scripts/", import.meta.url);

export const scriptNames = readdirSync(folder)
  .filter((file) => file.endsWith(".js"))
  .map((file) => file.slice(0, -".js".length));

/** What one run of a script left: its lines, and what its server received. */
export interface Run {
  readonly lines: string[];
  readonly received: string;
}

/**
 * Runs a script against the server that its first line names.
 * @param runText runs a text and gives each line of its console to `onLine`; settles when `#done` came
 */
export async function runScript(name: string, runText: (text: string) => Promise<string[]>): Promise<Run> {
  const text = readFileSync(new URL(`${name}.js`, folder), "utf8");
  const wanted = /^\/\/ Against "(\w+)"/.exec(text)?.[1];
  if (wanted === undefined || wanted === "nobody") {
    const lines = await runText(`var PORT = ${await deadPort()};\n${text}`);
    return { lines, received: "" };
  }
  const served = await serve(wanted as Behaviour);
  try {
    const lines = await runText(`var PORT = ${served.port};\n${text}`);
    await served.ended;
    return { lines, received: served.received() };
  } finally {
    await served.stop();
  }
}

/** Runs a text on a virtual board over real sockets until it prints `#done`; its lines with `#`, that one left out. */
export async function onVirtualBoard(board: Board, text: string): Promise<string[]> {
  const lines: string[] = [];
  let finished = () => {};
  const done = new Promise<void>((settle) => {
    finished = settle;
  });
  const virtual = boot(
    text,
    board,
    hostSurroundings((line) => {
      if (line === "#done") finished();
      else if (line.includes("#")) lines.push(line);
    }),
  );
  await done;
  await virtual.stop();
  return lines;
}
