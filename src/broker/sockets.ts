/**
 * The sockets of the broker: TCP, TLS, and WebSocket over either, each connection as a Link that the rest of the broker
 * cannot tell apart. The only file of it that knows node:net and its kin, but for http/http-server.ts.
 */

import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";
import { Complaint } from "../complaint.js";
import type { CloseReason } from "./event.js";
import type { Limits } from "./limits.js";
import type { Sink } from "./outbox.js";
import { portOwner } from "./port-owner.js";

/** One connection of whatever kind. */
export interface Link extends Sink {
  /** `ADDRESS:PORT` of the other side, and the address alone. */
  readonly peer: string;
  readonly address: string;
  /** Sets what is called with bytes that came in, and once with the reason when the connection has ended. */
  listen(received: (bytes: Uint8Array) => void, ended: (reason: CloseReason) => void): void;
  /** Closes our half behind what was written. */
  end(): void;
  /** Cuts it. */
  destroy(): void;
  /** Cuts it behind what was written, with a reset where the other side can see one. */
  reset(): void;
  /** Reads no more, or goes on. */
  setReads(reads: boolean): void;
}

/** What TLS needs. */
export interface Certificate {
  /** PEM. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** OpenSSL's list of ciphers; Node's default unless told otherwise. */
  readonly ciphers?: string | undefined;
}

export interface Listener {
  readonly port: number;
  /** Stops listening, and cuts the connections that have not become links; the links are for others to end. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly limits: Limits;
  readonly certificate?: Certificate | undefined;
  /** The flag of the command line that says the port, for a complaint. */
  readonly flag: "--port" | "--ws" | "--http";
  /** Connections at a time; twice those of the core unless told otherwise, for some are not over their handshake. */
  readonly maxConnections?: number;
}

/** The subprotocols of MQTT over WebSocket (MQTT 3.1.1, section 6; the older name is that of MQTT 3.1's clients). */
const SUBPROTOCOLS = ["mqtt", "mqttv3.1"];

/** WebSocket messages need not end where packets do; a client may put many into one, up to so many bytes. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Listens for MQTT over TCP or TLS. */
export async function listenTcp(options: ListenOptions, opened: (link: Link) => void): Promise<Listener> {
  const { certificate, limits } = options;
  const server: Server =
    certificate === undefined
      ? createServer({ noDelay: true }, (socket) => opened(new SocketLink(socket, true)))
      : withTls(certificate, () =>
          createTlsServer({ ...certificate, noDelay: true, handshakeTimeout: limits.connectTimeoutMs }, (socket) =>
            opened(new SocketLink(socket, false)),
          ),
        );
  return listen(server, certificate !== undefined, options);
}

/** Listens for MQTT over WebSocket. */
export async function listenWebSocket(options: ListenOptions, opened: (link: Link) => void): Promise<Listener> {
  const { certificate, limits } = options;
  const timeouts = { headersTimeout: limits.connectTimeoutMs, requestTimeout: limits.connectTimeoutMs };
  const server: HttpServer =
    certificate === undefined
      ? createHttpServer(timeouts)
      : withTls(certificate, () =>
          createHttpsServer({ ...certificate, ...timeouts, handshakeTimeout: limits.connectTimeoutMs }),
        );
  server.on("request", (_request, response) => {
    response.writeHead(426, { Connection: "close", "Content-Type": "text/plain" });
    response.end("This port speaks MQTT over WebSocket, subprotocol mqtt.\n");
  });
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: false,
    maxPayload: Math.max(MAX_MESSAGE_BYTES, limits.maxPacketBytes),
    handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
    // MQTT-6.0.0-3: a client must offer one.
    verifyClient: ({ req }: { readonly req: IncomingMessage }, answer) => {
      const offered = (req.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
      answer(
        SUBPROTOCOLS.some((name) => offered.includes(name)),
        400,
        "wanted is subprotocol mqtt or mqttv3.1",
      );
    },
  });
  sockets.on("error", () => {}); // of listening: told by the server itself
  sockets.on("connection", (socket, request) => opened(new WebSocketLink(socket, request.socket)));
  return listen(server, true, options);
}

function ignore(): void {}

const GONE: CloseReason = { kind: "peer-closed", text: "the peer closed the connection without DISCONNECT" };

function broken(error: Error): CloseReason {
  return { kind: "peer-closed", text: `the connection broke: ${error.message}` };
}

/** A class, because ten thousand of them are cheaper so: they share their functions. */
class SocketLink implements Link {
  readonly address: string;
  private readonly port: number;

  /** @param isPlain nothing lies between the socket and the operating system */
  constructor(
    private readonly socket: Socket,
    private readonly isPlain: boolean,
  ) {
    this.address = socket.remoteAddress ?? "unknown";
    this.port = socket.remotePort ?? 0;
    socket.on("error", ignore); // `ended` tells it
  }

  get peer(): string {
    return `${this.address}:${this.port}`;
  }

  listen(received: (bytes: Uint8Array) => void, ended: (reason: CloseReason) => void): void {
    const { socket } = this;
    socket.on("data", received);
    socket.on("close", () => ended(socket.errored ? broken(socket.errored) : GONE));
  }

  write(bytes: Uint8Array, done: () => void): boolean {
    this.socket.write(bytes, done);
    // Node tries to write at once: an empty queue means that the operating system has it all.
    return this.isPlain && this.socket.writableLength === 0;
  }

  waitingBytes(): number {
    return this.socket.writableLength;
  }

  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  reset(): void {
    this.socket.write("", () => reset(this.socket));
  }

  setReads(reads: boolean): void {
    if (reads) this.socket.resume();
    else this.socket.pause();
  }
}

/** Node resets only what is TCP itself; what lies over it is cut. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

class WebSocketLink implements Link {
  readonly address: string;
  readonly peer: string;

  constructor(
    private readonly socket: WebSocket,
    private readonly under: Socket,
  ) {
    this.address = under.remoteAddress ?? "unknown";
    this.peer = `${this.address}:${under.remotePort ?? 0}`;
  }

  listen(received: (bytes: Uint8Array) => void, ended: (reason: CloseReason) => void): void {
    const { socket } = this;
    let reason = GONE;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) {
        received(data);
        return;
      }
      reason = { kind: "protocol-error", text: "a WebSocket message is text, wanted binary", clause: "MQTT-6.0.0-1" };
      socket.terminate();
    });
    socket.on("error", (error) => {
      reason = broken(error);
    });
    socket.on("close", () => ended(reason));
  }

  write(bytes: Uint8Array, done: () => void): boolean {
    this.socket.send(bytes, done);
    return false;
  }

  waitingBytes(): number {
    return this.socket.bufferedAmount;
  }

  end(): void {
    this.socket.close();
  }

  destroy(): void {
    this.socket.terminate();
  }

  reset(): void {
    this.under.write("", () => reset(this.under));
  }

  setReads(reads: boolean): void {
    if (reads) this.socket.resume();
    else this.socket.pause();
  }
}

/** Certificates and ciphers are read when the server is made: a mistake in them is the command line's. */
export function withTls<T>(certificate: Certificate, create: () => T): T {
  try {
    return create();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const flags = certificate.ciphers === undefined ? "--cert and --key-file" : "--cert, --key-file and --ciphers";
    throw new Complaint(
      "bad-certificate",
      `TLS does not take what ${flags} name: ${said}.`,
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 365 -subj /CN=localhost makes a pair.",
    );
  }
}

/** Starts to listen. @param hasHandshake a connection is a link only after a while, so that those which are not yet are cut from here */
export async function listen(server: Server, hasHandshake: boolean, options: ListenOptions): Promise<Listener> {
  const { host, port, limits, maxConnections = 2 * limits.maxConnections } = options;
  server.maxConnections = maxConnections;
  // Handshakes that fail are connections that never came to be.
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
  const underneath = new Set<Socket>();
  if (hasHandshake) {
    server.on("connection", (socket: Socket) => {
      underneath.add(socket);
      socket.once("close", () => underneath.delete(socket));
    });
  }
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(listenComplaint(error, options));
    server.once("error", failed);
    server.listen({ port, host, backlog: 1024 }, () => {
      server.off("error", failed);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of underneath) socket.destroy();
      }),
  };
}

function listenComplaint(error: NodeJS.ErrnoException, { host, port, flag }: ListenOptions): Error {
  const remedy = `Choose another with ${flag} PORT, or let ${flag} 0 pick one.`;
  switch (error.code) {
    case "EADDRINUSE": {
      const owner = portOwner(port) ?? "another program";
      return new Complaint("port-taken", `Port ${port} on ${host} is taken by ${owner}, wanted a free one.`, remedy);
    }
    case "EACCES": {
      const wanted = "wanted one that may, usually 1024 to 65535";
      return new Complaint(
        "bad-option",
        `Port ${port} on ${host} may not be listened on by this user, ${wanted}.`,
        remedy,
      );
    }
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
