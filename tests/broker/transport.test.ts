/** WebSocket and TLS with real clients: what lies between the bytes and the broker. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { connectAsync, type IClientOptions } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { BrokerEvent } from "../../src/broker/event.js";
import { type BrokerOptions, type RunningBroker, startBroker } from "../../src/broker/server.js";
import { connect, hex, pingreq, publish, subscribe } from "./bench.js";
import { dial } from "./wire.js";

const pem = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)), "utf8");
const certificate = { cert: pem("cert.pem"), key: pem("key.pem") };

const running: RunningBroker[] = [];
const events: BrokerEvent[] = [];

async function start(options: BrokerOptions = {}) {
  events.length = 0;
  const broker = await startBroker({
    port: 0,
    webSocketPort: 0,
    onEvent: (event) => events.push(event),
    ...options,
  });
  running.push(broker);
  return broker;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((broker) => broker.close()));
});

/** Publishes to itself, and says what came. */
async function echo(url: string, options: IClientOptions) {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
  const message = new Promise<[string, Buffer]>((resolve) =>
    client.once("message", (...said) => resolve([said[0], said[1]])),
  );
  await client.subscribeAsync("t", { qos: 2 });
  await client.publishAsync("t", "x".repeat(100_000), { qos: 2 });
  const [topic, payload] = await message;
  await client.endAsync();
  return `${topic} ${payload.length}`;
}

describe("npm mqtt", () => {
  const old = { protocolId: "MQIsdp", protocolVersion: 3, clientId: "old" } as const;
  it.each([
    ["ws:", {}, {}],
    ["ws: as MQTT 3.1", {}, old],
    ["wss:", { certificate }, { ca: certificate.cert }],
    ["mqtts:", { certificate }, { ca: certificate.cert }],
    ["mqtts: as MQTT 3.1", { certificate }, { ca: certificate.cert, ...old }],
  ] as const)("speaks over %s", async (name, options, clientOptions) => {
    const broker = await start(options);
    const url = name.startsWith("ws") ? broker.webSocketUrl : broker.url;
    expect(url?.split("/")[0]).toBe(name.split(" ")[0]);
    expect(await echo(url ?? "", { protocolVersion: 4, ...clientOptions })).toBe("t 100000");
  });
});

describe("WebSocket", () => {
  async function open(url = "", protocols = ["mqtt"]) {
    const socket = new WebSocket(url, protocols);
    const received: Buffer[] = [];
    socket.on("message", (data: Buffer) => received.push(data));
    await once(socket, "open");
    return { socket, received: () => hex(Buffer.concat(received)) };
  }

  it.each([["mqtt"], ["mqttv3.1"]])("takes the subprotocol %s", async (name) => {
    const { webSocketUrl } = await start();
    const { socket } = await open(webSocketUrl, ["else", name]);
    expect(socket.protocol).toBe(name);
    socket.terminate();
  });

  it("refuses a client that offers neither subprotocol, and a plain HTTP request", async () => {
    const { webSocketUrl = "" } = await start();
    const [error] = await once(new WebSocket(webSocketUrl, ["else"]), "error");
    expect(error.message).toContain("400");
    const [response] = await once(request(webSocketUrl.replace("ws:", "http:")).end(), "response");
    expect(response.statusCode).toBe(426);
    response.resume();
  });

  it("does not care where messages of WebSocket end: packets may be cut or joined", async () => {
    const { webSocketUrl } = await start();
    const { socket, received } = await open(webSocketUrl);
    const all = Buffer.concat([connect("A"), subscribe(1, "t"), publish("t", "x"), pingreq]);
    for (const cut of [all.subarray(0, 5), all.subarray(5, 30), all.subarray(30)]) socket.send(cut);
    while (!received().endsWith("d000")) await once(socket, "message");
    expect(received()).toBe("200200009003000100300400017478d000");
    socket.terminate();
  });

  it("ends a connection that sends text, with the clause", async () => {
    const { webSocketUrl } = await start();
    const { socket } = await open(webSocketUrl);
    socket.send("MQTT");
    await once(socket, "close");
    expect(events.at(-1)).toMatchObject({ event: "closed", reason: { clause: "MQTT-6.0.0-1" } });
  });

  it("lets the last reply arrive before it closes", async () => {
    const { webSocketUrl } = await start();
    const { socket, received } = await open(webSocketUrl);
    socket.send(connect("", 0, 3));
    await once(socket, "close");
    expect(received()).toBe("20020002");
  });
});

describe("TLS", () => {
  it("shuts out who does not speak it, and serves the others on", async () => {
    const broker = await start({ certificate, limits: { connectTimeoutMs: 500 } });
    const plain = await dial(broker.port);
    plain.say(connect("A"));
    await plain.end();
    const silent = await dial(broker.port);
    await silent.end();
    const socket = connectTls({ port: broker.port, host: "127.0.0.1", ca: certificate.cert });
    await once(socket, "secureConnect");
    socket.write(connect("A"));
    const [data] = await once(socket, "data");
    expect(hex(data)).toBe("20020000");
    socket.destroy();
  });

  it("takes only the ciphers that it was told", async () => {
    const ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384";
    const broker = await start({ certificate: { ...certificate, ciphers } });
    const dialTls = (list: string) =>
      connectTls({ port: broker.port, host: "127.0.0.1", ca: certificate.cert, maxVersion: "TLSv1.2", ciphers: list });
    const [error] = await once(dialTls("ECDHE-ECDSA-AES128-GCM-SHA256"), "error");
    expect(error.message).toContain("handshake failure");
    const socket = dialTls(ciphers);
    await once(socket, "secureConnect");
    socket.destroy();
  });

  it.each([
    ["what is no certificate", { cert: "hello", key: certificate.key }],
    ["a key of another certificate", { cert: certificate.cert, key: "hello" }],
    ["ciphers that nobody knows", { ...certificate, ciphers: "ROT13" }],
  ])("complains of %s", async (_what, wrong) => {
    await expect(startBroker({ port: 0, certificate: wrong })).rejects.toMatchObject({ complaint: "bad-certificate" });
  });
});
