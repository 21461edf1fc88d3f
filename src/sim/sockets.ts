/**
 * The board's network driver: numbered sockets over links, asked by polling as a firmware asks its TCP stack. The
 * script's sockets (espruino/net.ts) see nothing but these five calls and the error codes.
 */
import type { Board } from "../boards.js";
import type { Link, LinkEnd, Network } from "./network.js";
import { wifiKindOf } from "./wifi-station.js";

/** The firmware's socket errors that a virtual board can meet. */
export const socketErrors = {
  closed: -1,
  timeout: -3,
  noRoute: -4,
  notFound: -6,
  maxSockets: -7,
  reset: -9,
  notConnected: -11,
  /** None of the firmware's: it throws, and closes. */
  handshake: -100,
} as const;

/** How many bytes wait for the script before the link is asked to pause: the TCP window of an ESP32. */
const windowBytes = 5744;

/** What an ESP32 and an ESP8266 allow at once. */
const maxSockets = 10;

/** Counters of one board, since it booted first. */
export interface Traffic {
  bytesSent: number;
  bytesReceived: number;
  connectionsOpened: number;
  connectionsClosed: number;
  connectsFailed: number;
  /** Most bytes that one socket of the script had waiting to be sent. */
  mostWaitingBytes: number;
}

export interface Sockets {
  /** A socket's number, 1 or more, or a negative error at once. */
  open(host: string, port: number, secure: boolean): number;
  /** How many of the bytes were taken (all or none), or a negative error. */
  send(socket: number, bytes: string): number;
  /** Up to `most` bytes, "" when there are none yet, or a negative error; -11 while it is not connected. */
  receive(socket: number, most: number): string | number;
  close(socket: number): void;
  /** Whether a call for that socket would give something new. */
  restless(socket: number): boolean;
  /** Every socket is over, as if the peer had closed it. */
  endAll(): void;
  /** Ends every socket at once. */
  abortAll(): void;
}

interface Open {
  link: Link | undefined;
  connected: boolean;
  full: boolean;
  paused: boolean;
  received: string;
  ended: number;
}

/**
 * @param news called whenever a later call would answer differently
 * @param isAwake whether what makes connections can be asked for one
 */
export function sockets(
  board: Board,
  network: Network,
  traffic: Traffic,
  news: () => void,
  isAwake: () => boolean,
): Sockets {
  const open = new Map<number, Open>();
  let lastSocket = 0;

  function errorOf(why: LinkEnd): number {
    switch (why) {
      case "closed":
        return socketErrors.closed;
      case "reset":
        return board.resetIsError ? socketErrors.reset : socketErrors.closed;
      case "refused":
        return socketErrors.reset;
      case "not-found":
        return socketErrors.notFound;
      case "handshake":
        return socketErrors.handshake;
      case "timeout":
        return board.resetIsError ? socketErrors.timeout : socketErrors.closed;
      case "unreachable":
        // An Espruino WiFi knows one failure: its module's answer to CIPSTART was not OK.
        return wifiKindOf(board) === "at" ? socketErrors.notFound : socketErrors.noRoute;
    }
  }

  return {
    open(host, port, secure) {
      if (open.size >= maxSockets) return socketErrors.maxSockets;
      const one: Open = {
        link: undefined,
        connected: board.connectFailure === "throws",
        full: false,
        paused: false,
        received: "",
        ended: 0,
      };
      const events = {
        connected() {
          one.connected = true;
          traffic.connectionsOpened++;
          news();
        },
        received(bytes: string) {
          one.received += bytes;
          traffic.bytesReceived += bytes.length;
          if (!one.paused && one.received.length > windowBytes) {
            one.paused = true;
            one.link?.pause();
          }
          news();
        },
        drained() {
          one.full = false;
          news();
        },
        closed(why: LinkEnd) {
          one.ended = errorOf(why);
          one.link = undefined;
          if (!one.connected) traffic.connectsFailed++;
          news();
        },
      };
      if (!isAwake()) {
        // Asked all the same, so that who counts the connections that were wanted counts it.
        network.openBlocking(host, port, events, secure);
        return socketErrors.closed;
      }
      if (board.connectFailure === "throws") {
        const outcome = network.openBlocking(host, port, events, secure);
        if (typeof outcome === "string") {
          traffic.connectsFailed++;
          return errorOf(outcome);
        }
        one.link = outcome;
        traffic.connectionsOpened++;
      } else {
        one.link = network.open(host, port, events, secure);
      }
      open.set(++lastSocket, one);
      news();
      return lastSocket;
    },

    send(socket, bytes) {
      const one = open.get(socket);
      if (!one) return socketErrors.closed;
      if (one.ended) {
        // After the peer's FIN the stack still takes bytes that nobody will read; after a reset it does not.
        return one.ended === socketErrors.closed ? bytes.length : one.ended;
      }
      if (!one.connected || one.full || !one.link) return 0;
      if (!one.link.send(bytes)) {
        one.full = true;
        return 0;
      }
      traffic.bytesSent += bytes.length;
      return bytes.length;
    },

    receive(socket, most) {
      const one = open.get(socket);
      if (!one) return socketErrors.closed;
      if (one.received) {
        const bytes = one.received.slice(0, most);
        one.received = one.received.slice(most);
        if (one.paused && one.received.length < windowBytes / 2) {
          one.paused = false;
          one.link?.resume();
        }
        return bytes;
      }
      if (one.ended) return one.ended;
      return one.connected ? "" : socketErrors.notConnected;
    },

    close(socket) {
      const one = open.get(socket);
      if (!one) return;
      one.link?.close();
      open.delete(socket);
      if (one.connected) traffic.connectionsClosed++;
    },

    restless(socket) {
      const one = open.get(socket);
      return !!one && (one.received !== "" || one.ended !== 0);
    },

    endAll() {
      for (const one of open.values()) {
        one.link?.abort();
        one.link = undefined;
        one.ended ||= socketErrors.closed;
      }
      news();
    },

    abortAll() {
      for (const one of open.values()) {
        one.link?.abort();
        if (one.connected) traffic.connectionsClosed++;
      }
      open.clear();
    },
  };
}
