/** The broker's HTTP port: who may ask, what is bounded, and what is answered besides a value's fate (values.test.ts). */
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { connect as connectSocket, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { csv } from "../../src/broker/http/csv.js";
import { refusal } from "../../src/broker/http/guard.js";
import { answerText, findRoute, type HttpRoute } from "../../src/broker/http/route.js";
import { startBroker, type TestBroker, type TestBrokerOptions } from "../../src/broker/test-broker.js";
import { ask, put } from "../support/http.js";

const T = "key/K/device/D/tag/t";
const value = (of: string) => JSON.stringify({ value: of });

const brokers: TestBroker[] = [];
const sockets: Socket[] = [];

async function start(options: TestBrokerOptions = {}): Promise<string> {
  const broker = await startBroker({ httpPort: 0, ...options });
  brokers.push(broker);
  return broker.httpUrl ?? "";
}

/** A socket that says something, and what it got when the other side closed. */
function raw(url: string, says: string): { socket: Socket; opened: Promise<void>; end: Promise<string> } {
  const socket = connectSocket({ host: "127.0.0.1", port: Number(new URL(url).port) });
  sockets.push(socket);
  let received = "";
  socket.on("error", () => {}); // a reset is a way to close
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.write(says);
  const opened = new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  return { socket, opened, end: new Promise((resolve) => socket.once("close", () => resolve(received))) };
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

describe("who may ask by HTTP", () => {
  const loopback = { host: "127.0.0.1", scheme: "http" } as const;

  it.each([
    ["127.0.0.1:8080", undefined],
    ["127.0.0.1", undefined],
    ["localhost:8080", "http://localhost:8080"],
    ["LOCALHOST", "http://localhost"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["192.168.1.10:8080", undefined],
  ])("one who calls the broker %j and comes from %j may", (host, origin) => {
    expect(refusal({ host, origin }, loopback)).toBeUndefined();
  });

  it.each([
    [undefined, undefined, 421],
    ["", undefined, 421],
    ["evil.example", undefined, 421],
    ["evil.example:8080", "http://evil.example:8080", 421],
    ["127.0.0.1.evil.example", undefined, 421],
    ["localhost@evil.example", undefined, 421],
    ["127.0.0.1:8080/x", undefined, 421],
    ["127.0.0.1:8080", "http://evil.example", 403],
    ["127.0.0.1:8080", "http://127.0.0.1:9090", 403],
    ["127.0.0.1:8080", "https://127.0.0.1:8080", 403],
    ["127.0.0.1:8080", "null", 403],
    ["127.0.0.1:8080", "", 403],
  ])("one who calls the broker %j and comes from %j gets %d", (host, origin, status) => {
    expect(refusal({ host, origin }, loopback)).toMatchObject({ status });
  });

  it("the name that is listened on is ours too", () => {
    const guard = { host: "Desk.local", scheme: "http" } as const;
    expect(refusal({ host: "desk.local:8080" }, guard)).toBeUndefined();
    expect(refusal({ host: "other.local:8080" }, guard)).toMatchObject({ status: 421 });
  });

  it("is checked on every path, also of those that are none, before a body is read", async () => {
    const url = await start();
    for (const path of ["/healthz", "/values", "/nothing"]) {
      expect(await ask(url, path, { headers: { Host: "evil.example" } })).toMatchObject({ status: 421 });
      expect(await ask(url, path, { headers: { Origin: "http://evil.example" } })).toMatchObject({ status: 403 });
    }
    const headers = { Origin: "http://evil.example", "Content-Type": "application/json" };
    const answer = await ask(url, `/resources/${T}`, { method: "PUT", headers, body: value("1") });
    expect([answer.status, brokers[0]?.values()]).toEqual([403, []]);
  });

  it("is who has the token, where there is one, and the token is in no answer", async () => {
    const url = await start({ httpToken: "correct-horse-battery" });
    const authorized = (Authorization: string) => ask(url, "/values", { headers: { Authorization } });
    const missing = await ask(url, "/values");
    expect(missing).toMatchObject({ status: 401, headers: { "www-authenticate": 'Bearer realm="tagwire"' } });
    expect(JSON.parse(missing.body).text).toBe("there is no token, wanted Authorization: Bearer TOKEN");
    for (const seen of [
      "Bearer correct-horse-batterx",
      "Bearer correct-horse-battery2",
      "Basic correct-horse-battery",
    ]) {
      const answer = await authorized(seen);
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain("correct-horse");
    }
    expect(await authorized("Bearer correct-horse-battery")).toMatchObject({ status: 200, body: "[]\n" });
    expect(await authorized("bearer  correct-horse-battery")).toMatchObject({ status: 200 });
  });
});

describe("a route", () => {
  const route = (method: HttpRoute["method"], path: string): HttpRoute => ({
    method,
    path,
    answer: () => answerText(200, path),
  });
  const routes = [route("GET", "/a/:x"), route("PUT", "/a/:x"), route("GET", "/a/:x/b"), route("GET", "/rest/*all")];
  const found = (method: string, path: string) => {
    const answer = findRoute(routes, method, path);
    return "route" in answer ? { path: answer.route.path, ...answer.parameters } : answer.status;
  };

  it.each([
    ["GET", "/a/1", { path: "/a/:x", x: "1" }],
    ["HEAD", "/a/1", { path: "/a/:x", x: "1" }],
    ["GET", "/a/caf%C3%A9%2F", { path: "/a/:x", x: "café/" }],
    ["GET", "/a/__proto__/b", { path: "/a/:x/b", x: "__proto__" }],
    ["GET", "/rest/1/2//3", { path: "/rest/*all", all: "1/2//3" }],
    ["GET", "/rest/", { path: "/rest/*all", all: "" }],
    ["DELETE", "/a/1", 405],
    ["GET", "/a/", 404],
    ["GET", "/a", 404],
    ["GET", "/rest", 404],
    ["GET", "/a/1/c", 404],
    ["GET", "//a/1", 404],
    ["GET", "*", 404],
    ["GET", "/a/%", 400],
    ["GET", "/a/%ff", 400],
  ])("for %s %s is %j", (method, path, wanted) => {
    expect(found(method, path)).toEqual(wanted);
  });

  it("that has other methods names them", () => {
    expect(findRoute(routes, "POST", "/a/1")).toMatchObject({ status: 405, headers: { Allow: "GET, PUT" } });
  });
});

describe("values by HTTP", () => {
  it("are listed with their history, as JSON and as CSV", async () => {
    const url = await start({ limits: { maxHistory: 3 } });
    for (const sent of ["1", "2.5", "-3", "4,5"]) await put(url, T, value(sent));
    await put(url, "key/K/device/D/tag/u", value("on"));
    const history = JSON.parse((await ask(url, `/resources/${T}/history`)).body);
    expect(history).toMatchObject([
      { value: "2.5", stored: "2" },
      { value: "-3", stored: "-3" },
      { value: "4,5", stored: "4" },
    ]);
    for (const { at } of history) expect(new Date(at).toISOString()).toBe(at);
    const table = await ask(url, `/resources/${T}/history.csv`);
    expect(table.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    expect(table.body.replaceAll(/20\S+?Z/g, "TIME")).toBe(
      'at,value,stored\r\nTIME,2.5,2\r\nTIME,-3,-3\r\nTIME,"4,5",4\r\n',
    );
    expect(JSON.parse((await ask(url, "/values")).body)).toEqual(brokers[0]?.values());
    const lasts = await ask(url, "/values.csv");
    expect(lasts.body.replaceAll(/20\S+?Z/g, "TIME")).toBe(
      'key,device,tag,at,value,stored\r\nK,D,t,TIME,"4,5",4\r\nK,D,u,TIME,on,0\r\n',
    );
  });

  it("are none where none came: 404, and an empty history", async () => {
    const url = await start();
    expect(await ask(url, `/resources/${T}`)).toMatchObject({ status: 404 });
    expect(await ask(url, `/resources/${T}/history`)).toMatchObject({ status: 200, body: "[]\n" });
    expect((await ask(url, "/resources/keys/K/device/D/tag/t")).body).toContain("did you mean key/K/device/D/tag/t?");
  });

  it("are not there where the rules are off, and healthz is", async () => {
    const url = await start({ endpoint: false });
    expect(JSON.parse((await ask(url, "/values")).body)).toMatchObject({
      paths: ["/healthz", "/faults", "/faults/:id"],
    });
    expect(JSON.parse((await ask(url, "/healthz")).body)).toEqual({ status: "ok", clients: 0 });
  });

  it.each(["%00", "%2B", "%23", "a%2B"])("a level %s, which no topic name has, is refused", async (level) => {
    const url = await start();
    const answer = await put(url, `key/K/device/D/tag/${level}`, value("1"));
    expect([answer.status, brokers[0]?.values()]).toEqual([400, []]);
  });

  it("of hostile names and messages do no harm on a terminal, and are the same values", async () => {
    const url = await start();
    const nasty = "\u001b]0;x\u0007\u009b2J\u202e\u2028<script>";
    const topic = `key/K/device/${encodeURIComponent(nasty)}/tag/t`;
    const message = `{"value":${JSON.stringify(nasty).replace("\\u001b", "\\u001B")},\t\n"x":"\u009b\u202e"}`;
    expect(await put(url, topic, message)).toMatchObject({ status: 200 });
    const bodies = await Promise.all(
      [`/resources/${topic}`, `/resources/${topic}/history`, "/values"].map(
        async (path) => (await ask(url, path)).body,
      ),
    );
    for (const body of bodies) expect(body).not.toMatch(/[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    const [last = "", history = "", lasts = ""] = bodies;
    expect(JSON.parse(last)).toEqual({ value: nasty, x: "\u009b\u202e" });
    expect(JSON.parse(history)).toMatchObject([{ value: nasty }]);
    expect(JSON.parse(lasts)).toMatchObject([{ device: nasty }]);
    expect((await ask(url, "/values.csv")).body).not.toMatch(/[^\P{Cc}\r\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

it.each([
  ["=1+1", "'=1+1"],
  ["+x", "'+x"],
  ["-cmd", "'-cmd"],
  ["@x", "'@x"],
  ["-5", "-5"],
  ["+1.5e-3", "+1.5e-3"],
  ['a"b', '"a""b"'],
  ["a,b", '"a,b"'],
  ["a\r\n=b", "a\\x0d\\x0a=b"],
  ["\t=b", "\\x09=b"],
])("the cell %j of a CSV is %s", (text, cell) => {
  expect(csv([[text]])).toBe(`${cell}\r\n`);
});

describe("what is asked by HTTP is bounded", () => {
  const json = { "Content-Type": "application/json" };

  it("a body: by its announced length, and by what comes", async () => {
    const url = await start({ limits: { maxPacketBytes: 1000 } });
    const path = `/resources/${T}`;
    const filled = (bytes: number) => `${value("1")}${" ".repeat(bytes - value("1").length)}`;
    expect(await put(url, T, filled(1000))).toMatchObject({ status: 200 });
    expect(await put(url, T, filled(1001))).toMatchObject({ status: 413, headers: { connection: "close" } });
    const chunks = [filled(600), " ".repeat(401)];
    expect(await ask(url, path, { method: "PUT", headers: json, chunks })).toMatchObject({ status: 413 });
    // Refused as soon as it is announced: nothing of it comes.
    const announced = `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n`;
    expect(await raw(url, announced).end).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("a body is JSON by its Content-Type", async () => {
    const url = await start();
    const withType = (headers: Record<string, string>) =>
      ask(url, `/resources/${T}`, { method: "PUT", headers, body: value("1") });
    expect(await withType({})).toMatchObject({ status: 415 });
    expect(await withType({ "Content-Type": "text/plain" })).toMatchObject({ status: 415 });
    expect(await withType({ "Content-Type": "application/json5" })).toMatchObject({ status: 415 });
    expect(await withType({ "Content-Type": "Application/JSON; charset=utf-8" })).toMatchObject({ status: 200 });
  });

  it.each([
    ["headers that do not end", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "],
    [
      "a body that does not end",
      `PUT /resources/${T} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
    ],
    ["nothing at all", ""],
  ])("the time of a request: %s", async (_what, says) => {
    const url = await start({ limits: { connectTimeoutMs: 100 } });
    expect(await raw(url, says).end).toMatch(/^(HTTP\/1\.1 408 [\s\S]*)?$/);
  });

  it.each([
    ["headers", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "],
    [
      "a body",
      `PUT /resources/${T} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n`,
    ],
  ])("the time of a request that is never silent: %s, a byte at a time", async (_what, says) => {
    const url = await start({ limits: { connectTimeoutMs: 500 } });
    const { socket, end } = raw(url, says);
    const drip = setInterval(() => socket.write("x"), 20);
    try {
      expect(await end).toMatch(/^(HTTP\/1\.1 408 [\s\S]*)?$/);
    } finally {
      clearInterval(drip);
    }
  });

  it("answers that wait to be taken, and the time for which they do", async () => {
    const url = await start({ limits: { connectTimeoutMs: 2_000 } });
    for (let count = 0; count < 100; count++) await put(url, T, value("x".repeat(200_000)));
    for (let count = 0; count < 5; count++) {
      raw(url, `GET /resources/${T}/history HTTP/1.1\r\nHost: localhost\r\n\r\n`).socket.pause();
    }
    const status = async () => (await ask(url, "/healthz")).status;
    await expect.poll(status, { timeout: 10_000 }).toBe(503);
    // Nobody reads on or goes away: they are cut off.
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
  });

  it("headers", async () => {
    const url = await start();
    const end = raw(url, `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`).end;
    expect(await end).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("connections, a hundred at a time", async () => {
    const url = await start();
    const open = Array.from({ length: 100 }, () => raw(url, ""));
    await Promise.all(open.map(({ opened }) => opened));
    expect(await raw(url, "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").end).toBe("");
    open[0]?.socket.destroy();
    await open[0]?.end;
    await expect
      .poll(() => raw(url, "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").end)
      .toMatch(/^HTTP\/1\.1 200 /);
  });

  it("what is no HTTP ends its connection and nothing else", async () => {
    const url = await start();
    expect(await raw(url, "\x10\x0e\x00\x04MQTT").end).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask(url, "/healthz")).toMatchObject({ status: 200 });
  });
});

describe("the HTTP port", () => {
  it("is complained about by its flag where it is taken, and then nothing listens", async () => {
    const taken = Number(new URL(await start()).port);
    const other = await startBroker();
    await other.close();
    await expect(startBroker({ port: other.port, httpPort: taken })).rejects.toMatchObject({
      complaint: "port-taken",
      remedy: "Choose another with --http PORT, or let --http 0 pick one.",
    });
    brokers.push(await startBroker({ port: other.port }));
  });

  it("speaks TLS where the others do", async () => {
    const file = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
    const url = await start({ certificate: { cert: file("cert"), key: file("key") } });
    expect(url).toMatch(/^https:/);
    const status = new Promise((resolve, reject) => {
      const { port } = new URL(url);
      get({ host: "localhost", port, path: "/healthz", ca: file("cert"), agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once("error", reject);
    });
    expect(await status).toBe(200);
  });

  it("answers HEAD as GET, without the body", async () => {
    const url = await start();
    await put(url, T, value("1"));
    const head = await ask(url, `/resources/${T}`, { method: "HEAD" });
    expect(head).toMatchObject({ status: 200, body: "", headers: { "content-length": "13" } });
  });
});
