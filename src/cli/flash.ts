/** `tagwire flash`: a sketch is built, uploaded, verified and seen to run; or the one before still runs. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { Board } from "../boards.js";
import type { Bundle } from "../build/build.js";
import { cachedBuild } from "../build/cached.js";
import { masked, printedMasker } from "../build/settings/mask.js";
import { readSettings } from "../build/settings.js";
import { shown } from "../build/shown.js";
import { mustBeSketch } from "../build/sketch-file.js";
import { Complaint } from "../complaint.js";
import { frameEvents, monitorWords, type Told } from "../monitor/event.js";
import { makeEar } from "../monitor/heard.js";
import { placesBy } from "../monitor/place.js";
import { type Flashed, flash } from "../upload/flash.js";
import { slotNames } from "../upload/slots.js";
import { lendable, stayOn, teller } from "./monitor.js";
import { boardOption, listOption, nonce, type OpenPort, portOf, portOption, sayPorts, secondsOf } from "./port.js";
import { progressBar } from "./progress.js";
import { signalled, stopAsked } from "./stop.js";
import { visible } from "./visible.js";

interface Options {
  readonly port?: string;
  readonly board?: string;
  readonly list?: boolean;
  readonly monitor?: boolean;
  readonly upWithin: string;
}

/** How long the new sketch is watched, its boot included. */
const SHOW_MS = 5000;

export const upWithinOption = () =>
  new Option("--up-within <seconds>", "how long the sketch may take to its first idle pass").default("30");

export function register(program: Command): void {
  program
    .command("flash")
    .description("build a sketch, upload it, verify it, and see it run; else put the one before back")
    .argument("[sketch]", "the sketch, a .ts file")
    .addOption(portOption())
    .addOption(boardOption())
    .addOption(upWithinOption())
    .option("-m, --monitor", "stay, and show what the sketch prints, until Ctrl-C")
    .addOption(listOption())
    .action(run);
}

async function run(sketch: string | undefined, options: Options): Promise<void> {
  if (options.list) return sayPorts();
  if (sketch === undefined) {
    throw new Complaint("bad-option", "No sketch is named; wanted is a .ts file.", "tagwire flash SKETCH.ts");
  }
  mustBeSketch(sketch);
  const how = { upWithinMs: secondsOf("--up-within", options.upWithin, 600), showMs: SHOW_MS };
  const mask = printedMasker(settingsOf(sketch));
  const stop = new AbortController();
  const stopped = stopAsked();
  // Who reads no more of what the sketch prints has not stopped the flash.
  void signalled().then(() => stop.abort());
  const stay = options.monitor ? lendable() : undefined;
  const port = await portOf("flash SKETCH", options, stay && { lending: stay.lending });
  const say = (told: Told) => void process.stdout.write(`${visible(mask(monitorWords(told, shown)))}\n`);
  const tellTimed = teller(mask);
  const tell = stay ? (told: Told) => tellTimed({ ...told, at: new Date() }) : say;
  try {
    await flashOnce(sketch, port, { ...how, stopped: stop.signal, tell });
    if (stay) await stayOn(await stay.start(port, tellTimed), stopped);
  } finally {
    await port.close();
  }
}

/** The values of a sketch's settings: it may print them itself, and the screen and the log shall not have them. */
export function settingsOf(sketch: string): string[] {
  return [...readSettings(resolve(sketch)).values.values()];
}

export interface FlashTimes {
  readonly upWithinMs: number;
  /** How long the new sketch is watched, its boot included. */
  readonly showMs: number;
}

export interface FlashOnce extends FlashTimes {
  readonly stopped: AbortSignal;
  /** Hears what the sketch prints, with its traces led back to the TypeScript. */
  readonly tell: (told: Told) => void;
  /** Builds in place of the build that looks into the cache first. */
  readonly build?: (sketch: string, board: Board) => Promise<Bundle>;
}

/** Flashes a port, and says on stderr what is done. */
export async function flashOnce(sketch: string, port: OpenPort, how: FlashOnce): Promise<Flashed> {
  const { build = cachedBuild, tell } = how;
  const values = settingsOf(sketch);
  // What is wrong with the sketch is told before the board is disturbed.
  if (port.board !== undefined) await build(sketch, port.board);
  const bar = progressBar(process.stderr);
  const say = (line: string) => {
    bar.clear();
    process.stderr.write(`${line}\n`);
  };
  /** Of the new sketch, as long as that is the one which runs. */
  let places: ReturnType<typeof placesBy> | undefined;
  const ear = makeEar((heard) => {
    if (heard.heard === "line") tell({ event: "printed", text: heard.text });
    if (heard.heard !== "frame") return;
    const { file, line, column } = heard.frame;
    const place = slotNames.some((name) => name === file) ? places?.(line, column) : undefined;
    for (const told of frameEvents(heard, place)) tell(told);
  });
  try {
    const flashed = await flash({
      open: port.open,
      nonce,
      board: port.board,
      scriptFor: async (board: Board) => {
        const { code, map } = await build(sketch, board);
        places = placesBy(map);
        say(`${sketch}: ${code.length.toLocaleString("en-US")} bytes for ${board.name}`);
        return code;
      },
      upWithinMs: how.upWithinMs,
      showMs: how.showMs,
      progress: bar.show,
      printed: (line) => ear.hear(`${line}\n`),
      step: (what) => {
        if (what.startsWith("putting")) places = undefined;
        say(what);
      },
      stopped: how.stopped,
    });
    say(
      `${sketch} runs on ${port.name}: ${flashed.bytes.toLocaleString("en-US")} bytes, uploaded and verified in ${(flashed.uploadMs / 1000).toFixed(1)} s`,
    );
    return flashed;
  } catch (error) {
    throw masked(error, values);
  } finally {
    bar.clear();
    ear.flush();
  }
}
