/**
 * Owns real sockets and speaks of them in messages. The function runs in this thread for boards that connect without
 * waiting, and as text in a Worker for boards that block in `connect`; so it may name nothing outside itself but types.
 */
import type * as nodeNet from "node:net";
import type * as nodeTls from "node:tls";
import type { LinkEnd } from "./network.js";

/** What the owner is asked. `signal` is written and notified once the connection stands (1) or not (2 + index in `ends`). */
export type SocketOrder =
  | {
      ask: "open";
      id: number;
      host: string;
      port: number;
      secure: boolean;
      timeoutMs: number;
      signal?: Int32Array;
    }
  | { ask: "send"; id: number; bytes: string }
  | { ask: "pause" | "resume" | "close" | "abort"; id: number }
  /** Ends every socket but those that only flush; `stopped` comes when these are gone too, a second later at most. */
  | { ask: "stop" };

/** What the owner tells. */
export type SocketNews =
  | { news: "connected"; id: number }
  | { news: "received"; id: number; bytes: string }
  | { news: "sent"; id: number; bytes: number }
  | { news: "closed"; id: number; why: LinkEnd }
  | { news: "stopped" };

/** The order in which `signal` counts the ends. */
export const ends: readonly LinkEnd[] = [
  "closed",
  "reset",
  "refused",
  "not-found",
  "unreachable",
  "timeout",
  "handshake",
];

/**
 * @param net Node's modules, handed in because the text that runs in a Worker imports nothing
 * @param ends the list above, for the same reason
 * @param tell gets the news, never from within an order
 * @returns takes an order
 */
export function ownSockets(
  net: typeof nodeNet,
  tls: typeof nodeTls,
  ends: readonly LinkEnd[],
  tell: (news: SocketNews) => void,
): (order: SocketOrder) => void {
  const flushMs = 1_000;
  const sockets = new Map<number, nodeNet.Socket>();
  /** Sockets that the board has closed and that still send what they took. */
  const flushing = new Set<nodeNet.Socket>();
  let settleStop: (() => void) | undefined;

  function flush(socket: nodeNet.Socket): void {
    if (socket.destroyed) return;
    flushing.add(socket);
    socket.once("close", () => {
      flushing.delete(socket);
      if (flushing.size === 0) settleStop?.();
    });
    socket.destroySoon();
  }

  function stop(): void {
    for (const socket of sockets.values()) socket.destroy();
    sockets.clear();
    const deadline = setTimeout(() => {
      for (const socket of flushing) socket.destroy();
    }, flushMs);
    settleStop = () => {
      clearTimeout(deadline);
      settleStop = undefined;
      tell({ news: "stopped" });
    };
    if (flushing.size === 0) setImmediate(settleStop);
  }

  function reasonOf(code: string | undefined, wasUp: boolean): LinkEnd {
    if (wasUp) return code === "ETIMEDOUT" ? "timeout" : "reset";
    if (code === "ECONNREFUSED" || code === "ECONNRESET") return "refused";
    if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL" || code === "EAI_NODATA")
      return "not-found";
    return code === "ETIMEDOUT" ? "timeout" : "unreachable";
  }

  function open(order: SocketOrder & { ask: "open" }): void {
    const { id, host, port, signal } = order;
    let up = false;
    let over = false;
    let isSecure = false;

    function settle(answer: number): void {
      if (!signal || Atomics.load(signal, 0) !== 0) return;
      Atomics.store(signal, 0, answer);
      Atomics.notify(signal, 0);
    }
    function end(why: LinkEnd): void {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      // Whoever closed the socket from the board's side has taken it out and hears no more.
      if (sockets.delete(id)) tell({ news: "closed", id, why });
      settle(2 + ends.indexOf(why));
    }

    // Boards know IPv4 only; an empty name and an IPv6 address are names that nobody has.
    const nobody = host === "" || net.isIPv6(host);
    const socket = nobody ? new net.Socket() : net.connect({ host, port, family: 4, allowHalfOpen: true });
    if (nobody) setImmediate(() => end("not-found"));
    sockets.set(id, socket);
    const deadline = setTimeout(() => {
      end("timeout");
      socket.destroy();
    }, order.timeoutMs);
    socket.on("connect", () => {
      up = true;
      clearTimeout(deadline);
      settle(1);
      if (order.secure && sockets.has(id)) secure();
      if (sockets.has(id)) tell({ news: "connected", id });
    });
    if (!order.secure) carry(socket);
    socket.on("error", (error: NodeJS.ErrnoException) => end(reasonOf(error.code, up)));
    socket.on("close", () => end(order.secure && up && !isSecure ? "handshake" : "closed"));

    function carry(stream: nodeNet.Socket): void {
      stream.on("data", (bytes) => {
        if (sockets.has(id)) tell({ news: "received", id, bytes: bytes.toString("latin1") });
      });
      stream.on("end", () => {
        end(order.secure && !isSecure ? "handshake" : "closed");
        flush(stream); // a board has no half-open state: its side closes too
      });
    }
    /** As the firmware does: whoever answers, it does not look who that is. What is sent meanwhile waits. */
    function secure(): void {
      const stream = tls.connect({ socket, rejectUnauthorized: false });
      sockets.set(id, stream);
      carry(stream);
      stream.on("secureConnect", () => {
        isSecure = true;
      });
      stream.on("error", () => end(isSecure ? "reset" : "handshake"));
    }
  }

  return (order) => {
    if (order.ask === "open") {
      open(order);
      return;
    }
    if (order.ask === "stop") {
      stop();
      return;
    }
    const socket = sockets.get(order.id);
    if (!socket) return;
    switch (order.ask) {
      case "send": {
        const { id, bytes } = order;
        socket.write(bytes, "latin1", (error) => {
          if (!error && sockets.has(id)) tell({ news: "sent", id, bytes: bytes.length });
        });
        return;
      }
      case "pause":
        socket.pause();
        return;
      case "resume":
        socket.resume();
        return;
      case "close":
        sockets.delete(order.id);
        flush(socket);
        return;
      case "abort":
        sockets.delete(order.id);
        socket.destroy();
        return;
    }
  };
}
