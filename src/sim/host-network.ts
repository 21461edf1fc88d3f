/**
 * A Network over the host's real sockets. A connection opened without waiting lives in this thread. One opened
 * blocking lives in a Worker, so that this thread can stand still until the outcome is known, as a board does whose
 * firmware connects with blocking sockets; the kernel accepts for a listener of this same process meanwhile.
 */
import nodeNet from "node:net";
import nodeTls from "node:tls";
import { Worker } from "node:worker_threads";
import { ends, ownSockets, type SocketNews, type SocketOrder } from "./host-sockets.js";
import { connectTimeoutMs, type Link, type LinkEnd, type LinkEvents, type Network, offlineEnd } from "./network.js";

/** Bytes that a link takes before the kernel has them: the TCP send buffer of an ESP32. */
const sendBufferBytes = 5744;

/** How much longer than the connection itself the blocked thread waits, for a Worker that has to start first. */
const workerStartMs = 5_000;

const workerText = `
const { parentPort } = require("node:worker_threads");
const take = (${ownSockets})(require("node:net"), require("node:tls"), ${JSON.stringify(ends)}, (news) => {
  if (news.news === "stopped") parentPort.close();
  else parentPort.postMessage(news);
});
parentPort.on("message", take);
`;

interface OpenLink {
  readonly events: LinkEvents;
  /** Bytes given to the socket that the kernel has not taken yet. */
  waiting: number;
  /** Whether `send` has answered false since. */
  refused: boolean;
  readonly blocking: boolean;
  /** Whether nothing comes through any more. */
  dead: boolean;
}

/**
 * Real sockets for one board. It holds no handle before the first `open` and none after `stop`.
 * @param blockedMs when `openBlocking` gives up
 */
export function hostNetwork(blockedMs = connectTimeoutMs): Network {
  const links = new Map<number, OpenLink>();
  const here = ownSockets(nodeNet, nodeTls, ends, hear);
  let worker: Worker | undefined;
  let lastId = 0;
  let isOnline = true;
  let settleHere = () => {};

  function hear(news: SocketNews): void {
    if (news.news === "stopped") {
      settleHere();
      return;
    }
    const link = links.get(news.id);
    if (!link || link.dead) return;
    switch (news.news) {
      case "connected":
        if (!link.blocking) link.events.connected();
        return;
      case "received":
        link.events.received(news.bytes);
        return;
      case "sent":
        link.waiting -= news.bytes;
        if (link.refused && link.waiting < sendBufferBytes) {
          link.refused = false;
          link.events.drained();
        }
        return;
      case "closed":
        forget(news.id);
        link.events.closed(news.why);
    }
  }

  function forget(id: number): void {
    links.delete(id);
    if (![...links.values()].some((link) => link.blocking)) worker?.unref();
  }

  function startWorker(): Worker {
    const started = new Worker(workerText, { eval: true, execArgv: [] });
    started.on("message", hear);
    started.on("error", () => {
      worker = undefined;
      for (const [id, link] of [...links]) if (link.blocking) hear({ news: "closed", id, why: "reset" });
    });
    return started;
  }

  function linkOf(id: number, link: OpenLink, give: (order: SocketOrder) => void): Link {
    function leave(ask: "close" | "abort"): void {
      if (!links.has(id)) return;
      give({ ask, id });
      forget(id);
    }
    return {
      send(bytes) {
        if (link.waiting >= sendBufferBytes) {
          link.refused = true;
          return false;
        }
        link.waiting += bytes.length;
        if (!link.dead) give({ ask: "send", id, bytes });
        return true;
      },
      pause: () => give({ ask: "pause", id }),
      resume: () => give({ ask: "resume", id }),
      close: () => leave("close"),
      abort: () => leave("abort"),
    };
  }

  return {
    setOnline(online) {
      isOnline = online;
      if (!online) for (const link of links.values()) link.dead = true;
    },

    open(host, port, events, secure = false) {
      const id = ++lastId;
      const link = { events, waiting: 0, refused: false, blocking: false, dead: false };
      links.set(id, link);
      if (!isOnline) {
        setImmediate(() => hear({ news: "closed", id, why: offlineEnd(host) }));
        return linkOf(id, link, () => {});
      }
      here({ ask: "open", id, host, port, secure, timeoutMs: connectTimeoutMs });
      return linkOf(id, link, here);
    },

    openBlocking(host, port, events, secure = false): Link | LinkEnd {
      if (!isOnline) return offlineEnd(host);
      worker ??= startWorker();
      const owner = worker;
      const give = (order: SocketOrder) => owner.postMessage(order);
      const id = ++lastId;
      const signal = new Int32Array(new SharedArrayBuffer(4));
      give({ ask: "open", id, host, port, secure, timeoutMs: blockedMs, signal });
      Atomics.wait(signal, 0, 0, blockedMs + workerStartMs);
      const answer = Atomics.load(signal, 0);
      if (answer !== 1) {
        give({ ask: "abort", id });
        if (links.size === 0) owner.unref();
        return ends[answer - 2] ?? "timeout";
      }
      const link = { events, waiting: 0, refused: false, blocking: true, dead: false };
      links.set(id, link);
      owner.ref();
      return linkOf(id, link, give);
    },

    async stop() {
      links.clear();
      const owner = worker;
      worker = undefined;
      owner?.ref();
      await Promise.all([
        new Promise<void>((settle) => {
          settleHere = settle;
          here({ ask: "stop" });
        }),
        owner &&
          new Promise<void>((settle) => {
            owner.once("exit", () => settle());
            owner.postMessage({ ask: "stop" });
          }),
      ]);
    },
  };
}
