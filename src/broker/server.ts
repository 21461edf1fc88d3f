/**
 * The broker on real sockets: the only file of it that knows node:net, a clock and a timer. It does what the core's
 * actions say, one write per socket and turn, and has one timer for everything that has an end.
 */

import { createServer, type Server, type Socket } from "node:net";
import { Complaint } from "../complaint.js";
import type { Action, ConnectionId } from "./action.js";
import { createBroker } from "./broker.js";
import type { BrokerEvent, CloseReason } from "./event.js";
import { defaultLimits, type Limits } from "./limits.js";
import { createOutbox } from "./outbox.js";

/** How long a peer may take to close its half after ours was closed, in milliseconds. */
const LINGER_MS = 1000;

/** setTimeout's largest delay, in milliseconds; what lies further off is looked at again then. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export interface BrokerOptions {
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 1883 unless told otherwise; 0 picks a free one. */
  readonly port?: number;
  readonly onEvent?: (event: BrokerEvent) => void;
  /** Milliseconds of a clock that does not run backwards; for tests. */
  readonly now?: () => number;
  /** Bounds that differ from `defaultLimits`. */
  readonly limits?: Partial<Limits>;
}

export interface RunningBroker {
  readonly host: string;
  readonly port: number;
  /** `mqtt://HOST:PORT`. */
  readonly url: string;
  /** How many clients are connected. */
  clientCount(): number;
  /** Cuts all connections and stops listening; afterwards no socket and no timer is left. */
  close(): Promise<void>;
}

/**
 * Starts a broker and resolves when it listens. Rejects with the Complaint `port-taken` where another program has the
 * port, and `bad-option` where the host or port cannot be listened on.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<RunningBroker> {
  const { host = "127.0.0.1", port = 1883, onEvent, now = () => performance.now(), limits = {} } = options;
  const core = createBroker(limits);
  const { maxWaitingBytes } = { ...defaultLimits, ...limits };
  const outbox = createOutbox(maxWaitingBytes);
  const sockets = new Map<ConnectionId, Socket>();
  /** Our half is closed, the peer's not yet: when they are cut, in the order of time. */
  const lingering = new Map<Socket, number>();
  let lastId = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  const server = createServer({ noDelay: true }, (socket) => {
    lastId += 1;
    open(lastId, socket);
  });

  function open(id: ConnectionId, socket: Socket): void {
    const peer = `${socket.remoteAddress ?? "unknown"}:${socket.remotePort ?? 0}`;
    let ending: CloseReason = { kind: "peer-closed", text: "the peer closed the connection without DISCONNECT" };
    sockets.set(id, socket);
    outbox.open(id, {
      write: (bytes, done) => socket.write(bytes, () => done(now())),
      waitingBytes: () => socket.writableLength,
    });
    socket.on("data", (bytes) => turn(core.receive(id, bytes, now())));
    socket.on("error", (error) => {
      ending = { kind: "peer-closed", text: `the connection broke: ${error.message}` };
    });
    socket.on("close", () => {
      sockets.delete(id);
      lingering.delete(socket);
      turn(core.closed(id, ending));
      outbox.close(id, now());
    });
    turn(core.accept(id, now(), peer));
  }

  /** Does what the core said. */
  function turn(actions: readonly Action[]): void {
    const dropped = new Map<string, { messages: number; bytes: number }>();
    const at = now();
    for (const action of actions) perform(action, at, dropped);
    outbox.flush(at);
    for (const [client, { messages, bytes }] of dropped) onEvent?.({ event: "dropped", client, messages, bytes });
    armTimer();
  }

  function perform(action: Action, at: number, dropped: Map<string, { messages: number; bytes: number }>): void {
    switch (action.action) {
      case "deliver":
        if (outbox.deliver(action.to, action.from, action.bytes, at)) {
          onEvent?.(action.event);
        } else {
          const sum = dropped.get(action.event.client) ?? { messages: 0, bytes: 0 };
          dropped.set(action.event.client, { messages: sum.messages + 1, bytes: sum.bytes + action.bytes.length });
        }
        return;
      case "reply":
        if (!outbox.reply(action.to, action.bytes, at)) cutOff(action.to);
        return;
      case "close":
        hangUp(action.connection);
        return;
      case "tell":
        onEvent?.(action.event);
    }
  }

  /** A client that asks and never reads: replies are not dropped, and may not pile up either. */
  function cutOff(id: ConnectionId): void {
    const text = `more than ${maxWaitingBytes} bytes wait for it, replies that it asked for among them`;
    turn(core.closed(id, { kind: "limit", text }));
    outbox.close(id, now());
    sockets.get(id)?.destroy();
  }

  /** Closes our half after what is written, so that the last reply arrives; the peer has a second to close its half. */
  function hangUp(id: ConnectionId): void {
    const socket = sockets.get(id);
    outbox.close(id, now());
    if (socket === undefined) return;
    socket.end();
    lingering.set(socket, now() + LINGER_MS);
  }

  /** One timer for deadlines of clients, replies held back, and peers that do not close. */
  function armTimer(): void {
    const [cutAt = Number.POSITIVE_INFINITY] = lingering.values();
    const at = Math.min(core.nextExpiry(), outbox.nextRelease(), cutAt);
    if (at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(tick, Math.min(Math.max(at - now(), 1), LONGEST_TIMEOUT_MS));
  }

  function tick(): void {
    timerAt = Number.POSITIVE_INFINITY;
    for (const [socket, cutAt] of lingering) {
      if (cutAt > now()) break;
      socket.destroy();
    }
    outbox.release(now());
    turn(core.expire(now()));
  }

  await listen(server, host, port);
  const address = server.address();
  const boundPort = address !== null && typeof address === "object" ? address.port : port;

  return {
    host,
    port: boundPort,
    url: `mqtt://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    clientCount: core.clientCount,
    close: async () => {
      const ended = [...sockets.values()].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      const stopped = new Promise((resolve) => server.close(resolve));
      turn(core.stop());
      for (const socket of sockets.values()) socket.destroy();
      await Promise.all([stopped, ...ended]);
      clearTimeout(timer);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(listenComplaint(error, host, port));
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

function listenComplaint(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Complaint(
        "port-taken",
        `Port ${port} on ${host} is taken by another program, wanted a free one.`,
        "Choose another with --port PORT, or let --port 0 pick one.",
      );
    case "EACCES":
      return new Complaint(
        "bad-option",
        `Port ${port} on ${host} may not be listened on by this user, wanted one that may, usually 1024 to 65535.`,
        "Choose another with --port PORT, or let --port 0 pick one.",
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Complaint(
        "bad-option",
        `The host "${host}" is no address of this machine, wanted one to listen on.`,
        "Choose another with --host ADDRESS; 127.0.0.1 is always there.",
      );
    default:
      return error;
  }
}
