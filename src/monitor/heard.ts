/**
 * What a board printed, as things heard: a line, a frame of a trace with what the firmware shows below it, a restart. The
 * firmware's own greeting and prompts are left out, and the echo of what was typed here.
 */
import { printedLine } from "../upload/printed.js";
import { type Frame, frameOf, isCaret } from "./trace.js";

export type Heard =
  | { readonly heard: "line"; readonly text: string }
  /** `below` is the script's line and its mark, as far as they were printed. */
  | { readonly heard: "frame"; readonly text: string; readonly frame: Frame; readonly below: readonly string[] }
  | { readonly heard: "restart"; readonly version: string };

export interface Ear {
  /** Takes whole lines, with their ends. */
  hear(lines: string): void;
  /** A line was typed: its echo is nothing that the board has to say. */
  typed(line: string): void;
  /** Gives out a frame for which nothing more has come. */
  flush(): void;
}

/** Below a frame are two lines at most. */
const LINES_BELOW = 2;
/** Lines typed whose echo may still come. */
const MOST_ECHOES = 20;

export function makeEar(take: (heard: Heard) => void): Ear {
  let frame: { text: string; frame: Frame; below: string[] } | undefined;
  let echoes: string[] = [];

  const flush = () => {
    if (frame) take({ heard: "frame", ...frame });
    frame = undefined;
  };

  const line = (raw: string) => {
    const version = /^ (\d+v\S+) \(c\) \d+ G\.Williams/.exec(raw)?.[1];
    if (version !== undefined) {
      flush();
      return take({ heard: "restart", version });
    }
    const text = printedLine(raw);
    if (text === undefined || isEcho(text)) return;
    const found = frameOf(text);
    if (frame && !found && frame.below.length < LINES_BELOW) {
      frame.below.push(text);
      if (isCaret(text) || frame.below.length === LINES_BELOW) flush();
      return;
    }
    flush();
    if (found) frame = { text, frame: found, below: [] };
    else take({ heard: "line", text });
  };

  const isEcho = (text: string) => {
    const at = echoes.findIndex((typed) => text === typed || text === `>${typed}`);
    if (at < 0) return false;
    // Those before it will not come any more.
    echoes = echoes.slice(at + 1);
    return true;
  };

  return {
    hear(lines) {
      for (const raw of lines.split("\n").slice(0, -1)) line(raw);
    },
    typed(text) {
      echoes = [...echoes, text].slice(-MOST_ECHOES);
    },
    flush,
  };
}
