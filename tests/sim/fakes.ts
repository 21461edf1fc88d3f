/** Time that only a test moves, and a network that only a test answers for. */
import type { Board } from "../../src/boards.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import type { LinkEnd, LinkEvents, Network } from "../../src/sim/network.js";
import type { Clock } from "../../src/sim/surroundings.js";

export interface HandClock extends Clock {
  /** Moves the time on and runs what comes due in its order; 0 runs what is due now. */
  advance(ms: number): void;
  /** The time jumps without anything coming due. */
  step(ms: number): void;
  /** How many callbacks wait. */
  waiting(): number;
}

const mostTurns = 10_000;

export function handClock(): HandClock {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const due: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    at(delayMs, callback) {
      const one = { at: now + delayMs, callback };
      due.push(one);
      return () => {
        const index = due.indexOf(one);
        if (index >= 0) due.splice(index, 1);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let turn = 0; ; turn++) {
        if (turn > mostTurns) throw new Error(`More than ${mostTurns} turns within ${ms} ms: something spins.`);
        due.sort((a, b) => a.at - b.at);
        const next = due[0];
        if (!next || next.at > end) break;
        due.shift();
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
    step(ms) {
      now += ms;
    },
    waiting: () => due.length,
  };
}

/** One connection of a fake network, from the peer's side. */
export interface FakeLink {
  readonly host: string;
  readonly port: number;
  readonly events: LinkEvents;
  /** Each `send` of the board. */
  readonly sent: string[];
  /** Set to make `send` answer false. */
  full: boolean;
  paused: boolean;
  closed: "no" | "close" | "abort";
}

export interface FakeNetwork extends Network {
  readonly links: FakeLink[];
  /** What the next blocking connections come to, instead of standing. */
  failure: LinkEnd | undefined;
}

export function fakeNetwork(): FakeNetwork {
  const links: FakeLink[] = [];
  function open(host: string, port: number, events: LinkEvents) {
    const one: FakeLink = { host, port, events, sent: [], full: false, paused: false, closed: "no" };
    links.push(one);
    return {
      send(bytes: string) {
        if (one.full) return false;
        one.sent.push(bytes);
        return true;
      },
      pause() {
        one.paused = true;
      },
      resume() {
        one.paused = false;
      },
      close() {
        one.closed = "close";
      },
      abort() {
        one.closed = "abort";
      },
    };
  }
  const network: FakeNetwork = {
    links,
    failure: undefined,
    open,
    openBlocking: (host, port, events) => network.failure ?? open(host, port, events),
    async stop() {},
  };
  return network;
}

/** A board with its text, everything around it fake; `lines` is its console. */
export interface Bench {
  readonly board: VirtualBoard;
  readonly lines: string[];
  readonly uncaught: string[];
  readonly clock: HandClock;
  readonly network: FakeNetwork;
  /** Has each further line told as it is printed. */
  onLine(listener: (line: string) => void): void;
  /** The lines since the last call. */
  said(): string[];
  /** The newest connection. */
  link(): FakeLink;
}

export function bench(board: Board, text: string): Bench {
  const lines: string[] = [];
  const uncaught: string[] = [];
  const clock = handClock();
  const network = fakeNetwork();
  let listener: (line: string) => void = () => {};
  const virtual = boot(text, board, {
    clock,
    network,
    random: () => 0.25,
    serial: "01020304-05060708",
    onConsole(line) {
      lines.push(line);
      listener(line);
    },
    onUncaught: (error) => uncaught.push(error.message),
  });
  clock.advance(0);
  let read = 0;
  return {
    board: virtual,
    lines,
    uncaught,
    clock,
    network,
    onLine(given) {
      listener = given;
    },
    said() {
      const news = lines.slice(read);
      read = lines.length;
      return news;
    },
    link() {
      const last = network.links.at(-1);
      if (!last) throw new Error("The board has opened no connection.");
      return last;
    },
  };
}
