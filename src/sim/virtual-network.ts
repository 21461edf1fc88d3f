/**
 * A network in virtual time: how connections come to stand, or fail to, and all that there are. It knows nothing of
 * MQTT; who sits at the far end is a `Peer`, whatever host and port the board asks for.
 */
import { type Link, type LinkEnd, type LinkEvents, type Network, offlineEnd } from "./network.js";
import { busyTime } from "./pipe.js";
import type { VirtualClock } from "./virtual-clock.js";
import { type VirtualConnection, virtualConnection } from "./virtual-connection.js";
import type { Direction, End, Weather } from "./weather.js";

/** The far end of every connection. */
export interface Peer {
  accept(connection: number): void;
  receive(connection: number, bytes: string): void;
  closed(connection: number): void;
}

/** What one connection was, from the board's side. Times are the clock's. */
export interface Conversation {
  readonly connection: number;
  readonly host: string;
  readonly port: number;
  readonly askedMs: number;
  /** When it stood; undefined if it never did. */
  openedMs: number | undefined;
  /** When the board let go of it, or was told that it is over. */
  endedMs: number | undefined;
  /** Whether the board was told that it is over. */
  endedFromAfar: boolean;
  /** What the board sent first: its CONNECT, where it speaks MQTT; undefined until then. One char per byte. */
  first: string | undefined;
  /** All that the board sent, one char per byte. */
  sent: string;
  /** The board has more to send and finds no room. */
  isHeld: boolean;
  /** Bytes that came to the board. */
  receivedBytes: number;
}

/** Hears what the board says and hears. */
export interface WireEars {
  sent(conversation: Conversation, bytes: string): void;
  received(conversation: Conversation, bytes: string): void;
}

export interface VirtualNetwork extends Network {
  /** Every connection that was asked for, in order. */
  readonly conversations: readonly Conversation[];
  /** Milliseconds in which something was on its way. */
  readonly busyMs: () => number;
  /** Sends bytes from the peer to the board. */
  reply(connection: number, bytes: string): void;
  /** The peer closes: the board hears of it after all that was sent before. */
  hangUp(connection: number): void;
  /** Ends a connection, or every one there is, from the middle: both sides hear of it. */
  end(connection: number, how: End): void;
  endAll(how: End): void;
  /** Whether the peer reads; while it does not, the board finds no room for what it wants to send. */
  setReads(connection: number, reads: boolean): void;
  /** From now on nothing comes through in that direction on the connections there are, and nobody is told. */
  deaden(direction: Direction): void;
  /** The weather has changed: what was held may go on. */
  flow(): void;
  /** Whether every connection that the board has open is one that carries bytes. */
  isWhole(): boolean;
  /** How many connections the board has open. */
  openCount(): number;
}

/** When the packet that asks for a connection is sent again, in milliseconds after the first one (RFC 6298). */
const ASKS_MS = [0, 1_000, 3_000, 7_000, 15_000];
/** When the board gives up a connection that nobody answers: an ESP32 takes 15 to 18 s. */
const GIVE_UP_MS = 18_000;
/**
 * @param weather asked for every packet; call `flow` when something that was held may go on
 * @param peerOf the far end
 * @param ears hears what goes over the wire at the board's end
 */
export function virtualNetwork(
  clock: VirtualClock,
  weather: Weather,
  peerOf: () => Peer,
  ears?: WireEars,
): VirtualNetwork {
  const links = new Map<number, VirtualConnection>();
  const conversations: Conversation[] = [];
  const busy = busyTime(clock);
  let isOnline = true;
  const routeTo = (host: string) => (isOnline ? weather.route(host) : offlineEnd(host));

  function stand(conversation: Conversation, events: LinkEvents): Link {
    const id = conversation.connection;
    const over = () => links.delete(id);
    const noteBusy = busy.noteUntil;
    const connection = virtualConnection(conversation, events, { clock, weather, peerOf, ears, noteBusy, over });
    links.set(id, connection);
    return connection.link;
  }

  function begin(host: string, port: number): Conversation {
    const conversation: Conversation = {
      connection: conversations.length + 1,
      host,
      port,
      askedMs: clock.now(),
      openedMs: undefined,
      endedMs: undefined,
      endedFromAfar: false,
      first: undefined,
      sent: "",
      isHeld: false,
      receivedBytes: 0,
    };
    conversations.push(conversation);
    return conversation;
  }

  function fail(conversation: Conversation, why: LinkEnd): LinkEnd {
    conversation.endedMs = clock.now();
    return why;
  }

  return {
    conversations,
    busyMs: busy.ms,
    isWhole: () =>
      [...links.values()].every(({ isLeft, isGone, up, down }) => isLeft() || !(isGone() || up.dead || down.dead)),
    openCount: () => [...links.values()].filter(({ isLeft }) => !isLeft()).length,
    setOnline(online) {
      isOnline = online;
      if (online) return;
      for (const one of links.values()) {
        one.up.dead = true;
        one.down.dead = true;
      }
    },

    open(host, port, events) {
      const conversation = begin(host, port);
      let link: Link | undefined;
      let isOver = false;
      const end = (why: LinkEnd) => {
        if (!isOver) events.closed(fail(conversation, why));
        isOver = true;
      };
      const ask = (n: number): void => {
        if (isOver) return;
        const route = routeTo(host);
        if (route === "silent") {
          const [now = 0, next = GIVE_UP_MS] = ASKS_MS.slice(n);
          clock.at(next - now, () => (n + 1 < ASKS_MS.length ? ask(n + 1) : end("timeout")));
        } else if (route === "open") {
          clock.at(weather.latencyMs(), () => {
            if (isOver) return;
            peerOf().accept(conversation.connection);
            link = stand(conversation, events);
            clock.at(
              weather.latencyMs(),
              () => !isOver && links.get(conversation.connection)?.isLeft() === false && events.connected(),
            );
          });
        } else clock.at(2 * weather.latencyMs(), () => end(route));
      };
      clock.at(0, () => ask(0));
      const leave = (how: "close" | "abort") => {
        if (!isOver) conversation.endedMs ??= clock.now();
        isOver = true;
        link?.[how]();
      };
      return {
        send: (bytes) => link?.send(bytes) ?? false,
        pause: () => link?.pause(),
        resume: () => link?.resume(),
        close: () => leave("close"),
        abort: () => leave("abort"),
      };
    },

    openBlocking(host, port, events) {
      const conversation = begin(host, port);
      let asked = 0;
      for (const at of ASKS_MS) {
        clock.advance(at - asked);
        asked = at;
        const route = routeTo(host);
        if (route === "silent") continue;
        clock.advance(2 * weather.latencyMs());
        if (route !== "open") return fail(conversation, route);
        peerOf().accept(conversation.connection);
        return stand(conversation, events);
      }
      clock.advance(GIVE_UP_MS - asked);
      return fail(conversation, "timeout");
    },

    reply(connection, bytes) {
      const one = links.get(connection);
      if (one?.isGone() === false) one.down.put(bytes);
    },
    hangUp: (connection) => links.get(connection)?.hangUp(),
    end: (connection, how) => links.get(connection)?.end(how),
    setReads: (connection, reads) => links.get(connection)?.setReads(reads),
    endAll(how) {
      for (const one of [...links.values()]) one.end(how);
    },
    deaden(direction) {
      for (const one of links.values()) one[direction].dead = true;
    },
    flow() {
      for (const one of [...links.values()]) {
        one.up.flow();
        one.down.flow();
      }
    },
    async stop() {
      links.clear();
    },
  };
}
