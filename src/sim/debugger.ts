/**
 * What Ctrl-C leads to on a firmware with a debugger (src/jsinteractive.c, jsiDebuggerLoop): the code that runs stands still,
 * and the console takes the debugger's commands. A second Ctrl-C gives the code up. `quit` should, by the firmware's own
 * help, and does not: the code goes on, as by `continue` (seen on 2v29).
 */

/** Clears what was typed of a line; keeps a line silent. */
const CLEAR_LINE = "\x1b[2H";
const DLE = "\x10";

const GO_ON = ["q", "quit", "c", "continue"];

export interface Debugger {
  /** Takes bytes that were typed, one char per byte; answers those behind its end. */
  type(bytes: string): string;
}

/** @param ended told once: whether the code is given up, or goes on */
export function startDebugger(write: (bytes: string) => void, ended: (isGivenUp: boolean) => void): Debugger {
  let line = "";
  let isOver = false;

  const end = (isGivenUp: boolean) => {
    isOver = true;
    write("\r\x1b[J");
    ended(isGivenUp);
  };

  const command = () => {
    const text = (line.split(CLEAR_LINE).at(-1) ?? "").replace(DLE, "").trim();
    line = "";
    if (GO_ON.includes(text)) {
      end(false);
      return;
    }
    if (text !== "") write("In debug mode: Expected a simple ID, type 'help' for more info.\r\n");
    write("debug>");
  };

  write("\r\x1b[J   ^\r\ndebug>");
  return {
    type(bytes) {
      let taken = 0;
      while (taken < bytes.length && !isOver) {
        const byte = bytes.charAt(taken++);
        if (byte === "\x03") end(true);
        else if (byte === "\n" || byte === "\r") command();
        else line += byte;
      }
      return bytes.slice(taken);
    },
  };
}
