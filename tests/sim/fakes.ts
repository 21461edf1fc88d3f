/** A network that only a test answers for. */
import type { Board } from "../../src/boards.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import { type LinkEnd, type LinkEvents, type Network, offlineEnd } from "../../src/sim/network.js";
import type { Storage } from "../../src/sim/storage.js";
import { type VirtualClock, virtualClock } from "../../src/sim/virtual-clock.js";
import type { Air } from "../../src/sim/wifi-station.js";

/** One connection of a fake network, from the peer's side. */
export interface FakeLink {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly events: LinkEvents;
  /** Each `send` of the board. */
  readonly sent: string[];
  /** Set to make `send` answer false; it is to begin with over TLS, whose handshake comes first. */
  full: boolean;
  paused: boolean;
  closed: "no" | "close" | "abort";
}

export interface FakeNetwork extends Network {
  readonly links: FakeLink[];
  /** Whether the board says that it is online. */
  online: boolean;
  /** What the next blocking connections come to, instead of standing. */
  failure: LinkEnd | undefined;
}

export function fakeNetwork(): FakeNetwork {
  const links: FakeLink[] = [];
  function open(host: string, port: number, events: LinkEvents, secure = false) {
    const one: FakeLink = { host, port, secure, events, sent: [], full: secure, paused: false, closed: "no" };
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
    online: true,
    setOnline(online) {
      network.online = online;
    },
    open,
    openBlocking: (host, port, events, secure) =>
      network.online ? (network.failure ?? open(host, port, events, secure)) : offlineEnd(host),
    async stop() {},
  };
  return network;
}

/** A board with its text, everything around it fake; `lines` is its console. */
export interface Bench {
  readonly board: VirtualBoard;
  readonly lines: string[];
  readonly uncaught: string[];
  readonly clock: VirtualClock;
  readonly network: FakeNetwork;
  /** Has each further line told as it is printed. */
  onLine(listener: (line: string) => void): void;
  /** The lines since the last call. */
  said(): string[];
  /** The newest connection. */
  link(): FakeLink;
}

export function bench(board: Board, text: string, { air, storage }: { air?: Air; storage?: Storage } = {}): Bench {
  const lines: string[] = [];
  const uncaught: string[] = [];
  const clock = virtualClock();
  const network = fakeNetwork();
  let listener: (line: string) => void = () => {};
  const virtual = boot(text, board, {
    clock,
    network,
    ...(air && { air }),
    random: () => 0.25,
    serial: "01020304-05060708",
    ...(storage && { storage }),
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
