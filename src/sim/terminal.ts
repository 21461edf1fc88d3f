/**
 * The console of a board as bytes in and bytes out, by the rules of the firmware's src/jsinteractive.c: prompt, echo,
 * editing, history, DLE for a silent line, ESC LF for a new line without running it, ESC [ n d for the line's number,
 * packets. It has no clock of its own and knows no wire.
 *
 *   shown --print, a line that runs--> removed --the pass ends--> shown
 *
 * While the line is removed nothing is echoed; when it comes back it is written whole, behind the prompt.
 */
import { isIncomplete } from "./brackets.js";
import { packets, packetTimeoutMs } from "./packets.js";
import type { Clock, Keyboard, Typed } from "./surroundings.js";

const banner = [
  "",
  " ____                 _ ",
  "|  __|___ ___ ___ _ _|_|___ ___ ",
  "|  __|_ -| . |  _| | | |   | . |",
  "|____|___|  _|_| |___|_|_|_|___|",
  "         |_| espruino.com",
];

const donate = [
  "",
  "Espruino is Open Source. Our work is supported",
  "only by sales of official boards and donations:",
  "http://espruino.com/Donate",
  "",
  "",
];

/** What one pass works off: the firmware reads its telnet console in such pieces, and its serial port in no larger ones. */
const bytesPerPass = 64;
/** Lines longer than this are not kept in the history. */
const historyChars = 500;
/** Lines of history: the firmware has what memory allows. */
const historyLines = 50;

export interface Terminal extends Keyboard {
  /** Bytes that were typed, one char per byte; worked off in the board's next pass. */
  type(bytes: string): void;
  /** Bytes typed that no pass has worked off. */
  readonly waiting: () => number;
  /** What `print` shows: text and a new line. */
  print(line: string): void;
  /** Someone new looks at the console: the prompt comes again. */
  attach(): void;
  /** Whether the line that runs was not to be echoed. */
  readonly isSilent: () => boolean;
  /** Ctrl-C while nothing runs: the line is cleared when the pass ends, unless the byte belongs to a packet. */
  interrupt(): void;
}

export interface TerminalOptions {
  /** Where the console is, as `process.env.CONSOLE` says it: `Telnet`, `Serial1`. */
  readonly name: string;
  /** The firmware's version and its name for the board: `2v29 ESP32`. */
  readonly identity: string;
  readonly clock: Clock;
  /** Gets what the board writes, one char per byte. */
  write(bytes: string): void;
  /** Whether the board may go on; a board stands still while what it printed finds no room. */
  ready(): boolean;
}

type State = "none" | "dle" | "esc" | "esc O" | "esc [" | "esc [n" | "packet";

export function terminal({ name, identity, clock, write, ready }: TerminalOptions): Terminal {
  let typedBytes = "";
  let line = "";
  let cursor = 0;
  let removed = false;
  let interrupted = false;
  let echo = true;
  let silent = false;
  let state: State = "none";
  let number = 0;
  let firstLine = 1;
  let history: string[] = [];
  let stopPacket: (() => void) | undefined;
  const packet = packets(write, (ms, callback) => clock.at(ms, callback));

  const echoes = () => echo && !silent;
  const shows = () => echoes() && !removed;
  const withReturns = (text: string) => text.replaceAll("\n", "\r\n");
  const continued = (text: string) => text.replaceAll("\n", "\r\n:");

  /** Row and column of a place in the line. */
  function placeOf(at: number): { row: number; column: number } {
    const before = line.slice(0, at);
    return { row: before.split("\n").length, column: at - before.lastIndexOf("\n") };
  }

  function move(from: number, to: number): string {
    const [a, b] = [placeOf(from), placeOf(to)];
    const times = (key: string, count: number) => `\x1b[${key}`.repeat(Math.max(0, count));
    return (
      times("C", b.column - a.column) +
      times("D", a.column - b.column) +
      times("B", b.row - a.row) +
      times("A", a.row - b.row)
    );
  }

  function remove(): void {
    if (removed) return;
    removed = true;
    if (echoes()) write(`${move(cursor, 0)}\r\x1b[J`);
  }

  function giveBack(): void {
    if (!removed) return;
    removed = false;
    if (echoes()) write(`>${continued(line)}${move(line.length, cursor)}`);
  }

  function setLine(text: string, at = text.length): void {
    line = text;
    cursor = at;
  }

  function insert(text: string): void {
    const at = cursor;
    const atEnd = at >= line.length;
    setLine(line.slice(0, at) + text + line.slice(at), at + text.length);
    if (shows()) write(atEnd ? text : restOfRow(at) + text);
  }

  /** The rest of the row from there, a space over what stood behind it, and back. */
  function restOfRow(at: number): string {
    const rest = `${/^.*/.exec(line.slice(at))?.[0] ?? ""} `;
    return rest + "\b".repeat(rest.length);
  }

  function erase(backwards: boolean): void {
    const at = backwards ? cursor - 1 : cursor;
    if (at < 0 || at >= line.length) return;
    const joins = line[at] === "\n";
    const steps = joins && backwards ? `\b ${move(cursor, at)}` : "";
    setLine(line.slice(0, at) + line.slice(at + 1), at);
    if (!shows()) return;
    if (joins) write(`\x1b[J${steps}${continued(line.slice(cursor))}${move(line.length, cursor)}`);
    else write((backwards ? "\b" : "") + restOfRow(cursor));
  }

  function moveTo(at: number): void {
    if (shows()) write(move(cursor, at));
    cursor = at;
  }

  function toRowStart(): void {
    const at = line.lastIndexOf("\n", cursor - 1) + 1;
    if (shows()) write("\b".repeat(cursor - at));
    cursor = at;
  }

  function toRowEnd(): void {
    const rest = /^.*/.exec(line.slice(cursor))?.[0] ?? "";
    if (shows()) write(rest);
    cursor += rest.length;
  }

  function recall(step: -1 | 1): void {
    const at = history.indexOf(line);
    const wanted = at < 0 ? (step < 0 ? history[history.length - 1] : undefined) : history[at + step];
    const next = wanted ?? (step > 0 ? "" : undefined);
    if (next === undefined || next === line) return;
    if (shows()) write(`${move(cursor, 0)}\x1b[J${continued(next)}`);
    setLine(next);
  }

  function remember(text: string): void {
    if (text.length > historyChars) return;
    history = [...history.filter((one) => one !== text), text].slice(-historyLines);
  }

  function newLine(runs: boolean, typed: Typed): void {
    if (line.slice(cursor).trim() !== "") {
      const rest = line.slice(cursor);
      setLine(`${line.slice(0, cursor)}\n${rest}`, cursor + 1);
      if (shows()) write(`\x1b[J\r\n:${continued(rest)}${move(line.length, cursor)}`);
      return;
    }
    if (!runs || isIncomplete(line)) {
      if (shows()) write("\r\n:");
      setLine(`${line}\n`);
      return;
    }
    if (shows()) write("\r\n");
    if (!silent) removed = true;
    const text = line.trimEnd();
    const from = firstLine;
    setLine("");
    firstLine = 1;
    const value = typed.run(text, "REPL", from);
    if (text !== "" && echoes()) {
      remember(text);
      if (value !== undefined) write(withReturns(`=${value}\n`));
    }
    silent = false;
  }

  function endPacket(): void {
    stopPacket?.();
    stopPacket = undefined;
    state = "none";
  }

  /** What a byte means after those before it. */
  const after: Readonly<Record<Exclude<State, "packet">, (char: string, typed: Typed) => void>> = {
    none: plain,
    dle: plain,
    esc(char, typed) {
      if (char === "O") state = "esc O";
      else if (char === "[") state = "esc [";
      else if (char === "\n") newLine(false, typed);
    },
    "esc O"(char, typed) {
      if (char === "F") toRowEnd();
      else if (char === "H") toRowStart();
      else if ("ojmk".includes(char)) plain("/*-+".charAt("ojmk".indexOf(char)), typed);
      else if (char === "M") plain("\r", typed);
    },
    "esc ["(char) {
      if (/\d/.test(char)) {
        number = Number(char);
        state = "esc [n";
      } else if (char === "D" && cursor > 0 && line[cursor - 1] !== "\n") moveTo(cursor - 1);
      else if (char === "C" && cursor < line.length && line[cursor] !== "\n") moveTo(cursor + 1);
      else if (char === "A") recall(-1);
      else if (char === "B") recall(1);
      else if (char === "F") toRowEnd();
      else if (char === "H") toRowStart();
    },
    "esc [n"(char) {
      if (/\d/.test(char)) {
        number = number * 10 + Number(char);
        state = "esc [n";
      } else if (char === "d") firstLine = Math.max(1, number);
      else if (char === "H" && number === 2) clearLine();
      else if (char === "~") {
        if (number === 1) toRowStart();
        else if (number === 3) erase(false);
        else if (number === 4) toRowEnd();
        else if (number === 5) moveTo(0);
        else if (number === 6) moveTo(line.length);
      }
    },
  };

  function plain(char: string, typed: Typed): void {
    if (char === "\b" || char === "\x7f") erase(true);
    // Of CR LF each is an end of line: the firmware means to skip the LF, and forgets that it saw the CR.
    else if (char === "\r" || char === "\n") newLine(true, typed);
    else if (char >= " ") insert(char);
  }

  function take(char: string, typed: Typed): void {
    if (state === "packet") {
      if (packet.take(char, typed)) endPacket();
      return;
    }
    const before = state;
    state = "none";
    if (char === "\0" || char === "\x03") return;
    if (char === "\x01" && before === "dle") {
      state = "packet";
      if (line === "") silent = false;
      stopPacket = clock.at(packetTimeoutMs, () => {
        packet.giveUp();
        endPacket();
      });
    } else if (char === "\x05" && line === "") write(`Espruino ${identity}\r\n`);
    else if (char === "\x10") {
      if (line === "") silent = true;
      state = "dle";
    } else if (char === "\x1b") state = "esc";
    else after[before](char, typed);
  }

  function clearLine(): void {
    if (line === "") return;
    remove();
    setLine("");
  }

  return {
    name,
    ready,
    type(bytes) {
      typedBytes += bytes;
    },
    waiting: () => typedBytes.length,
    isSilent: () => silent,
    work(typed) {
      const now = typedBytes.slice(0, bytesPerPass);
      typedBytes = typedBytes.slice(now.length);
      for (const char of now) take(char, typed);
      return now !== "";
    },
    rest() {
      if (interrupted && state !== "packet") clearLine();
      interrupted = false;
      giveBack();
    },
    restarts(powerFailed) {
      if (powerFailed) typedBytes = "";
      packet.reset();
      endPacket();
      setLine("");
      silent = false;
      echo = true;
      firstLine = 1;
      history = [];
    },
    booted(greets) {
      if (!echoes()) return;
      const [version, firmware] = identity.split(" ");
      // Boards switch the word wrap of terminals off; the interpreter for Linux leaves its terminal alone.
      if (greets && firmware !== "LINUX") write("\x1b[?7l");
      if (greets) write([...banner, ` ${version} (c) 2026 G.Williams`, ...donate].join("\r\n"));
      removed = true;
    },
    setEcho(on) {
      echo = on;
    },
    print(text) {
      remove();
      write(withReturns(`${text}\n`));
    },
    attach() {
      removed = true;
    },
    interrupt() {
      interrupted = true;
    },
    interrupted: () => interrupted,
  };
}
