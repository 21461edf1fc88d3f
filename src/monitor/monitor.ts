/**
 * The console of a board that stays open: what it prints is told line by line, with traces led back to the TypeScript. It
 * writes nothing to the board but what is typed, and one question where a trace names a script (scripts.ts).
 *
 *     open <--a pace between tries-- lost        reset, cable, network
 *       \---pause---> paused --resume--> open    another command has the port
 *        \----------------------------> closed
 */
import { setTimeout as wait } from "node:timers/promises";
import { Complaint } from "../complaint.js";
import { type BoardConsole, openConsole } from "../upload/console.js";
import type { Opener } from "../upload/ports.js";
import { frameEvents, type MonitorEvent } from "./event.js";
import { type Heard, makeEar } from "./heard.js";
import type { Scripts } from "./scripts.js";

/** Between two tries to open a port that was lost: at first, and at most. */
const FIRST_TRY_MS = 250;
const LONGEST_TRY_MS = 5000;
/** Open for so long, a port counts as there: the next time it is lost the tries begin as at first. */
const STEADY_MS = 10_000;
/** A frame is told though nothing came below it. */
const FRAME_MS = 300;
/** Lines that may wait while the board is asked for a digest. */
const MOST_WAITING = 5000;

export interface MonitorOptions {
  readonly port: string;
  readonly open: Opener;
  /** 6 letters, others for each conversation. */
  readonly nonce: () => string;
  readonly scripts: Scripts;
  readonly tell: (event: MonitorEvent) => void;
}

export interface Monitor {
  /** Lets go of the port for another command. */
  pause(to: string): Promise<void>;
  /** Opens it again, as soon as that can be, unless the monitor was closed. */
  resume(): void;
  /** Sends a line to the board; false if it is not there. */
  type(line: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens the port, and tells from then on. Rejects with the Complaint of a port that can't be opened; later it is tried again. */
export async function startMonitor({ port, open, nonce, scripts, tell }: MonitorOptions): Promise<Monitor> {
  let board: BoardConsole | undefined;
  let isWanted = true;
  let isClosed = false;
  let tryMs = FIRST_TRY_MS;
  /** Ends a pause between two tries. */
  let stopWaiting = new AbortController();
  /** Ends a connection from here. */
  let letGoOf = () => {};

  const teller = makeTeller(tellHeard);
  const ear = makeEar((heard) => teller.take(heard, new Date()));
  let flushing: NodeJS.Timeout | undefined;
  const printed = (text: string) => {
    clearTimeout(flushing);
    ear.hear(text);
    flushing = setTimeout(ear.flush, FRAME_MS);
  };

  async function tellHeard({ heard, at }: Waiting): Promise<void> {
    switch (heard.heard) {
      case "line":
        scripts.askAgain();
        return tell({ event: "printed", at, text: heard.text });
      case "restart":
        scripts.forget();
        return tell({ event: "restarted", at, version: heard.version });
      case "skipped":
        return tell({ event: "skipped", at, lines: heard.lines });
      case "frame": {
        const place = board && (await scripts.placeOf(heard.frame, board));
        for (const event of frameEvents(heard, place)) tell({ ...event, at });
      }
    }
  }

  async function connect(): Promise<Connection> {
    let end = (_reason: string | undefined) => {};
    const gone = new Promise<string | undefined>((resolve) => (end = resolve));
    letGoOf = () => end(undefined);
    const opened = await openConsole(open, nonce(), { printed, closed: end });
    board = opened;
    scripts.forget();
    tell({ event: "opened", at: new Date(), port });
    return { gone, close: opened.close };
  }

  /** Opens the port after a while that gets longer each time; undefined if it is wanted no more. */
  async function connectAgain(because: string): Promise<Connection | undefined> {
    let told = because;
    while (isWanted) {
      await wait(tryMs, undefined, { signal: stopWaiting.signal }).catch(() => {});
      if (!isWanted) break;
      tryMs = Math.min(Math.max(FIRST_TRY_MS, 2 * tryMs), LONGEST_TRY_MS);
      try {
        return await connect();
      } catch (error) {
        if (!(error instanceof Complaint)) throw error;
        if (error.sentence === told) continue;
        told = error.sentence;
        tell({ event: "lost", at: new Date(), reason: told.replace(/\.$/, "") });
      }
    }
    return undefined;
  }

  /** Keeps the port open as long as it is wanted. */
  async function keepOpen(first?: Connection): Promise<void> {
    let because = "";
    for (let connection = first; ; connection = undefined) {
      connection ??= await connectAgain(because);
      if (!connection) return;
      const openedAt = performance.now();
      const reason = await connection.gone;
      board = undefined;
      ear.flush();
      if (reason === undefined) return connection.close().catch(() => {});
      if (performance.now() - openedAt >= STEADY_MS) tryMs = FIRST_TRY_MS;
      because = reason;
      tell({ event: "lost", at: new Date(), reason });
    }
  }

  let running = keepOpen(await connect());

  async function letGo(): Promise<void> {
    isWanted = false;
    stopWaiting.abort();
    letGoOf();
    await running;
    clearTimeout(flushing);
    await teller.idle();
  }

  return {
    async pause(to) {
      await letGo();
      tell({ event: "lent", at: new Date(), to });
    },
    resume() {
      if (isClosed) return;
      isWanted = true;
      stopWaiting = new AbortController();
      tryMs = 0;
      running = keepOpen();
    },
    async type(line) {
      if (!board) return false;
      ear.typed(line);
      return board.say(`${Buffer.from(line, "utf8").toString("latin1")}\n`).then(
        () => true,
        () => false,
      );
    },
    close() {
      isClosed = true;
      return letGo();
    },
  };
}

interface Connection {
  /** Resolves when it has closed, with the reason; undefined if that was wanted. */
  readonly gone: Promise<string | undefined>;
  close(): Promise<void>;
}

interface Waiting {
  readonly heard: Heard | { readonly heard: "skipped"; readonly lines: number };
  readonly at: Date;
}

interface Teller {
  take(heard: Heard, at: Date): void;
  /** Resolves when all that was taken has been told. */
  idle(): Promise<void>;
}

/** Tells one after the other, in the order in which it was heard, though one may have to wait. */
function makeTeller(tell: (waiting: Waiting) => Promise<void>): Teller {
  const waiting: Waiting[] = [];
  let skipped = 0;
  let telling: Promise<void> | undefined;
  const tellAll = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await tell(next);
      if (waiting.length > 0 || skipped === 0) continue;
      await tell({ heard: { heard: "skipped", lines: skipped }, at: next.at });
      skipped = 0;
    }
    telling = undefined;
  };
  return {
    take(heard, at) {
      if (waiting.length >= MOST_WAITING) skipped++;
      else waiting.push({ heard, at });
      telling ??= tellAll();
    },
    idle: () => telling ?? Promise.resolve(),
  };
}
