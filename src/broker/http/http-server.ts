/**
 * The broker's HTTP port, on node:http: who asks is checked first, then the route is found, then the body is read, up to
 * its bound. Every request has an end: its headers and body must be there in time, and its answer must be taken.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { Complaint } from "../../complaint.js";
import { type Listener, type ListenOptions, listen, withTls } from "../sockets.js";
import { refusal } from "./guard.js";
import { answerText, findRoute, type HttpAnswer, type HttpRoute } from "./route.js";

/** Connections at a time; one more is closed as soon as it opens. */
const MAX_CONNECTIONS = 100;

/** Characters of answers that wait to be taken: beyond that there is no further one for a while. */
const MAX_WAITING = 64 * 1024 * 1024;

const MAX_HEADER_BYTES = 16 * 1024;

/** Between two looks for requests that take too long, in milliseconds. */
const CHECK_MS = 500;

/** How long a connection may wait for its next request, in milliseconds. */
const KEEP_ALIVE_MS = 5_000;

export interface HttpOptions extends ListenOptions {
  /** What those who ask must show; undefined if nothing. */
  readonly token?: string | undefined;
  readonly routes: readonly HttpRoute[];
}

/** Listens for HTTP, or HTTPS where there is a certificate. */
export async function listenHttp(options: HttpOptions): Promise<Listener> {
  const { certificate, limits, host, token, routes } = options;
  const settings = {
    headersTimeout: limits.connectTimeoutMs,
    requestTimeout: limits.connectTimeoutMs,
    connectionsCheckingInterval: CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server: Server =
    certificate === undefined
      ? createServer(settings)
      : withTls(certificate, () =>
          createHttpsServer({ ...certificate, ...settings, handshakeTimeout: limits.connectTimeoutMs }),
        );
  // Also while an answer waits to be taken.
  server.timeout = limits.connectTimeoutMs;
  const scheme = certificate === undefined ? "http" : "https";
  const guard = { host, scheme, isToken: token === undefined ? undefined : tokenCheck(token) } as const;
  /** Characters of answers that are not taken yet. */
  let waiting = 0;
  server.on("request", async (request, response) => {
    const isFull = waiting > MAX_WAITING;
    const said =
      refusal(request.headers, guard) ?? (isFull ? FULL : await answer(request, routes, limits.maxPacketBytes));
    if (said === "gone") return;
    waiting += said.body.length;
    response.once("close", () => {
      waiting -= said.body.length;
    });
    send(request, response, said);
  });
  return listen(server, true, { ...options, maxConnections: MAX_CONNECTIONS });
}

const FULL = answerText(503, "too many answers wait to be taken", { "Retry-After": "1" });

async function answer(
  request: IncomingMessage,
  routes: readonly HttpRoute[],
  maxBytes: number,
): Promise<HttpAnswer | "gone"> {
  const { method = "", url = "" } = request;
  const [path = ""] = url.split("?");
  const found = findRoute(routes, method, path);
  if ("status" in found) return found;
  const { route, parameters } = found;
  const body = route.method === "GET" || route.method === "DELETE" ? NOTHING : await bodyOf(request, maxBytes);
  if (!(body instanceof Uint8Array)) return body;
  const { remoteAddress, remotePort } = request.socket;
  return answerOf(() => route.answer({ parameters, body, client: `HTTP ${remoteAddress}:${remotePort}` }));
}

/** A mistake of who asks is an answer; any other error is a bug of ours and stays one. */
function answerOf(answer: () => HttpAnswer): HttpAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Complaint) return answerText(400, error.sentence);
    throw error;
  }
}

const NOTHING = new Uint8Array(0);

/** The body; an answer if it is not taken; "gone" if who asked went away. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | HttpAnswer | "gone"> {
  const type = request.headers["content-type"];
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
    return answerText(415, "the Content-Type of the body is another, wanted application/json");
  }
  const tooLarge = answerText(413, `the body has more than ${maxBytes} bytes`);
  if (Number(request.headers["content-length"]) > maxBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return tooLarge;
      chunks.push(chunk);
    }
  } catch {
    return "gone";
  }
  return Buffer.concat(chunks);
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  // What is left of a body that nobody wants is not waited for.
  const isUnread =
    !request.complete && (request.headers["transfer-encoding"] ?? request.headers["content-length"] ?? "0") !== "0";
  response.writeHead(status, {
    "Content-Length": Buffer.byteLength(body),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...headers,
    ...(isUnread ? { Connection: "close" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Compares digests, so that the time says nothing about where a token differs. */
function tokenCheck(token: string): (seen: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  return (seen) => timingSafeEqual(digest(seen), wanted);
}
