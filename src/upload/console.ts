/**
 * A conversation with Espruino's console. Each question goes as one line that the board does not echo (DLE at its start),
 * and each answer is one line, `<NONCE NUMBER CRC JSON>`, between whatever else the sketch prints. The line is worth no
 * trust: a question carries the CRC-32 of what shall be evaluated, and the board evaluates nothing else; an answer
 * carries its own. What gets lost, torn or invented on the way is asked again until a deadline, so a question must be one
 * that may be asked twice.
 */
import { crc32 } from "./crc32.js";
import { literal } from "./literal.js";
import { pause, type Transport, type TransportEvents } from "./transport.js";

const DLE = "\x10";
/**
 * Clears the input line and disturbs nothing that runs: ESC [ 2 H, in all firmwares that are supported. A line that was torn
 * may have left an open bracket there, which swallows all lines to come.
 */
const CLEAR_LINE = "\x1b[2H";
const CTRL_C = "\x03";
const XON = "\x11";
const XOFF = "\x13";
/** A board that was told to stop sending and never told to go on has lost the byte, not us. */
const LONGEST_HOLD_MS = 2000;
/** Espruino for Linux ends at the second Ctrl-C within 5 s on an empty line. */
const CTRL_C_EVERY_MS = 5500;
/** A board that restarts loses what it is told meanwhile; it says its greeting, and then it listens. */
const SETTLE_MS = 1000;
/**
 * What the firmware's debugger says, into which Ctrl-C leads from code that runs. Another Ctrl-C gives that code up; its own
 * `quit` lets it go on (seen on 2v29).
 */
const DEBUGGER = /debug>|In debug mode: /;
/** A line that a board answers at once if it listens, whatever it thinks of echo. */
const ARE_YOU_THERE = `${CLEAR_LINE}${DLE}print()\n`;
/** A board that is idle answers it within that time. */
const PROMPT_MS = 200;
/** How often a board that stays silent is asked that. An ESP8266 holds us up (XOFF) at 384 bytes that it has not read. */
const MOST_PROMPTS = 5;
/** How long a board may be silent, if it is not said: it may sit in a blocking `connect` for 18 s. */
const PATIENCE_MS = 25_000;
/** The longest piece of a line that is kept: a sketch may print for ever without an end of line. */
const LONGEST_LINE = 16_384;

/** The board answered that evaluating failed. */
export class BoardError extends Error {}
/** The port has gone. */
export class ConsoleClosed extends Error {}
/** Nothing, or nothing that passed its check, came back in time. */
export class NoAnswer extends Error {
  /** @param heard what came instead */
  constructor(
    message: string,
    readonly heard: string,
  ) {
    super(message);
  }
}

export interface AskOptions {
  /** Until when an answer must have come, all repetitions included (default: the patience of the console). */
  readonly deadlineMs?: number;
  /** After how long without an answer it is asked again. */
  readonly againMs?: number;
  /** Whether running code may be interrupted where no answer comes (default: yes). */
  readonly interrupts?: boolean;
}

export interface BoardConsole {
  readonly transport: Transport;
  /** Makes the answers of this conversation its own. */
  readonly nonce: string;
  readonly patienceMs: number;
  /** Evaluates an expression on the board, as global code. Rejects with BoardError, NoAnswer or ConsoleClosed. */
  ask(expression: string, options?: AskOptions): Promise<unknown>;
  /** The same for a line that answers by itself: `line` is given the number and the nonce to answer with. */
  askLine(line: (number: number, nonce: string) => string, options?: AskOptions): Promise<unknown>;
  /** Sends bytes as they are. */
  say(bytes: string): Promise<void>;
  /** Interrupts what runs; not sooner than a while after the last time. */
  interrupt(): Promise<void>;
  /** Resolves when the board has said something and then was still for a moment; after a while in any case. */
  settled(): Promise<void>;
  /** Lets go of the port; what is asked at that moment rejects with ConsoleClosed. */
  close(): Promise<void>;
}

export interface ConsoleOptions {
  /** How long the board may be silent before a question has failed (default: 25,000). */
  readonly patienceMs?: number | undefined;
  /** Told what the board printed, without our answers; in pieces, as it came. */
  printed?(text: string): void;
  closed?(reason: string): void;
}

/**
 * Talks through a transport that `open` opens.
 * @param nonce makes this conversation's answers its own: 6 letters
 */
export async function openConsole(
  open: (events: TransportEvents) => Promise<Transport>,
  nonce: string,
  options: ConsoleOptions = {},
): Promise<BoardConsole> {
  const { patienceMs = PATIENCE_MS } = options;
  let rest = "";
  let heard = "";
  let heardBytes = 0;
  let closed: string | undefined;
  let number = 0;
  /** Who waits for an answer, by its number. */
  const waiting = new Map<number, { settle(answer: unknown): void; fail(reason: Error): void }>();
  /** Bytes heard when the last line went out that was never answered: the board may still have it to read. */
  let unreadAt = -1;
  /** How often it was asked whether it is there, since it was heard. */
  let prompts = 0;
  let heldSince: number | undefined;
  let lastCtrlC = Number.NEGATIVE_INFINITY;
  let lastQuit = Number.NEGATIVE_INFINITY;
  const answer = new RegExp(`<${nonce} (\\d+) (\\d+) ([^\\r\\n]*)>$`);

  /** A whole line; answers whether it was one of ours. */
  const isAnswer = (line: string): boolean => {
    const [, of, sum, json = ""] = answer.exec(line) ?? [];
    if (of === undefined || crc32(`${of} ${json}`) !== Number(sum)) return line.includes(`<${nonce} `);
    waiting.get(Number(of))?.settle(parsed(json));
    return true;
  };

  const take = (bytes: string) => {
    heardBytes += bytes.length;
    prompts = 0;
    const stop = bytes.lastIndexOf(XOFF);
    const go = bytes.lastIndexOf(XON);
    if (stop !== go) heldSince = stop > go ? performance.now() : undefined;
    const text = bytes.replaceAll(XON, "").replaceAll(XOFF, "");
    heard = (heard + text).slice(-4096);
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(-LONGEST_LINE);
    for (const line of lines) if (!isAnswer(line.replace(/\r$/, ""))) options.printed?.(`${line}\n`);
  };

  /** Nothing is said or answered any more. */
  const end = (reason: string) => {
    closed ??= reason;
    for (const { fail } of waiting.values()) fail(new ConsoleClosed(reason));
  };

  const transport = await open({
    heard: take,
    closed(reason) {
      end(reason);
      options.closed?.(reason);
    },
  });

  const say = async (bytes: string) => {
    while (heldSince !== undefined && performance.now() - heldSince < LONGEST_HOLD_MS) await pause(5);
    heldSince = undefined;
    if (closed !== undefined) throw new ConsoleClosed(closed);
    await transport.write(bytes).catch((error: Error) => {
      throw new ConsoleClosed(closed ?? error.message);
    });
  };

  const prompt = async () => {
    if (prompts++ < MOST_PROMPTS) await say(ARE_YOU_THERE);
  };

  const isStopped = () => DEBUGGER.test(heard) && performance.now() - lastQuit > CTRL_C_EVERY_MS;

  /** Leaves the debugger. */
  const quit = async () => {
    lastQuit = lastCtrlC = performance.now();
    await say(CTRL_C);
    await pause(30);
  };

  const interrupt = async () => {
    if (isStopped()) return quit();
    if (performance.now() - lastCtrlC < CTRL_C_EVERY_MS) return prompt();
    // The blank makes the line not empty: see CTRL_C_EVERY_MS.
    await say(" ");
    await pause(30);
    lastCtrlC = performance.now();
    await say(`${CTRL_C}\n`);
    await pause(30);
    if (isStopped()) await quit();
  };

  /** Waits a moment for any byte beyond so many. */
  const heardBeyond = async (bytes: number) => {
    for (let waited = 0; heardBytes <= bytes && waited < PROMPT_MS; waited += 10) await pause(10);
  };

  const askLine: BoardConsole["askLine"] = async (
    line,
    { deadlineMs = patienceMs, againMs = 1000, interrupts = true } = {},
  ) => {
    const mine = ++number;
    const bytes = CLEAR_LINE + line(mine, nonce);
    const ends = performance.now() + deadlineMs;
    heard = "";
    let heardBefore = unreadAt;
    let lastError: string | undefined;
    const noAnswerAtAll = () => {
      unreadAt = heardBefore;
      return new NoAnswer(`no answer in ${Math.round(deadlineMs / 1000)} s`, heard);
    };
    for (let round = 0; ; round++) {
      if (closed !== undefined) throw new ConsoleClosed(closed);
      // Twice a line may just have been lost; then code may be running, or half a line be in the way.
      if (round > 0 || heardBytes <= heardBefore) {
        await (interrupts && round > 0 && (isStopped() || round % 2 === 0) ? interrupt() : prompt());
        await heardBeyond(heardBefore);
      }
      const left = ends - performance.now();
      if (left <= 0) throw noAnswerAtAll();
      // A rest is not worth a line of its own: timers are early or late by as much.
      const isLast = left < againMs * 1.5;
      const answered = new Promise<unknown>((settle, fail) => waiting.set(mine, { settle, fail }));
      // A board that has said nothing since has not read it yet: more would fill its buffer, and no Ctrl-C gets past that.
      if (heardBytes > heardBefore) {
        heardBefore = heardBytes;
        // Said and waited for at once: the answer may come before the system says that it took the line.
        say(bytes).catch((error: Error) => waiting.get(mine)?.fail(error));
      }
      const found = await orNoAnswer(answered, isLast ? left : againMs).finally(() => waiting.delete(mine));
      if (found === noAnswer && isLast) throw noAnswerAtAll();
      if (found === noAnswer || isNoise(found)) continue;
      const { e: error, v: value } = found as { e?: string; v?: unknown };
      if (error === undefined) return value;
      // Told once, it may be what a spoiled line made of the question.
      if (error === lastError) throw new BoardError(error);
      lastError = error;
    }
  };

  return {
    transport,
    nonce,
    patienceMs,
    askLine,
    ask: (expression, options) => askLine((number, nonce) => question(expression, number, nonce), options),
    say,
    interrupt,
    async settled() {
      const began = performance.now();
      const heardBefore = heardBytes;
      let seen = -1;
      for (
        let quiet = 0;
        quiet < 2 && performance.now() - began < SETTLE_MS;
        quiet = heardBytes === seen ? quiet + 1 : 0
      ) {
        seen = heardBytes;
        await pause(SETTLE_MS / 20);
      }
      // What was said last may lie there unread: the next question waits for a sign, or it would fill the buffer up.
      if (heardBytes === heardBefore) unreadAt = heardBytes;
    },
    close: () => {
      end("it was closed from here");
      return transport.close();
    },
  };
}

const noAnswer = Symbol("no answer");

function orNoAnswer(answered: Promise<unknown>, ms: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(noAnswer), ms);
    answered.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The value of JSON; undefined, which is no answer, where a spoiled line has made the board print something else. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The board saw that the line was not what had been sent, or answered to something that it made of the line. */
function isNoise(found: unknown): boolean {
  return typeof found !== "object" || found === null || !("v" in found || "e" in found);
}

/**
 * A function of the board that prints an answer: `(number, value)`. Written apart, so that the echo of the question,
 * should a board lose its DLE, is no answer.
 */
export function answering(nonce: string): string {
  return `function(q,v){v=JSON.stringify(v);print("<"+"${nonce}",q,E.CRC32(q+" "+v),v+">")}`;
}

/** The line that asks one thing of a board which knows nothing of us yet. */
function question(expression: string, number: number, nonce: string): string {
  const check = `E.CRC32(t)!=${crc32(expression)}`;
  const evaluate = `try{r=${check}?{n:1}:{v:eval(t)}}catch(e){r={e:""+e}}`;
  return `${DLE}(function(t,a,r){${evaluate};a(${number},r)})(${literal(expression)},${answering(nonce)})\n`;
}
