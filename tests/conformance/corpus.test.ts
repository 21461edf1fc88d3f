/** `tagwire broker --strict` against the whole corpus; and the corpus itself against brokers that are wrong on purpose. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { afterAll, describe, expect, it } from "vitest";
import { startProcess } from "../support/processes.mjs";
import { corpus } from "./corpus.mjs";
import { encodePacket, matches, parsePacket, readPacket } from "./packet.mjs";
import { play, playAll } from "./play.mjs";

const broker = await startProcess("tagwire", ["--strict"]);
const results = await playAll(corpus, broker);
afterAll(() => broker.kill());

describe("tagwire broker --strict", () => {
  it.each(results.map(({ row, failure }) => [`${row.version}, ${row.clause}: ${row.name}`, failure] as const))(
    "%s",
    (_, failure) => {
      expect(failure).toBeUndefined();
    },
  );
});

/** A broker that acts on a connection as told; resolves with what the rows of `names` answer. */
async function against(serve: (socket: Socket) => void, rows: typeof corpus) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const failures = await Promise.all(
    rows.map((row, index) => play(row, { host: "127.0.0.1", port }, `x${String(index).padStart(7, "0")}`)),
  );
  for (const socket of sockets) socket.destroy();
  server.close();
  return failures;
}

describe("the corpus", () => {
  it("has hundreds of rows, and no two of a version with the same name and clause", () => {
    const names = corpus.map(({ name, clause, version }) => `${version} ${clause} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(500);
  });

  it("is as large as docs/conformance.md says", () => {
    const page = readFileSync(new URL("../../docs/conformance.md", import.meta.url), "utf8");
    expect(page).toContain(`| tagwire --strict   | ${corpus.length} of ${corpus.length}   |`);
  });

  it("names a clause of MQTT 3.1.1, or a section", () => {
    for (const { clause } of corpus)
      expect(clause).toMatch(/^(MQTT-\d\.\d+\.\d+-\d+|(MQTT 3\.1 )?section \d(\.\d+)*)$/);
  });

  it("finds a broker that takes everything: every row that wants a connection closed fails", async () => {
    const closing = corpus.filter(({ steps }) => /^A on/.test(steps[0] ?? "") && steps[2] === "A closed");
    expect(closing.length).toBeGreaterThan(100);
    const failures = await against((socket) => {
      socket.on("data", (bytes) => {
        if (bytes[0] === 0x10) socket.write(Buffer.of(0x20, 2, 0, 0));
        if (bytes.subarray(-2).equals(Buffer.of(0xc0, 0))) socket.write(Buffer.of(0xd0, 0));
      });
    }, closing);
    expect(failures.filter((failure) => failure === undefined)).toEqual([]);
  });

  it("finds a broker that closes at once: every row that wants an answer fails", async () => {
    const answered = corpus.filter(({ steps }) => steps.some((step) => / (on|<|has|quiet)( |$)/.test(step)));
    const failures = await against((socket) => socket.destroy(), answered);
    expect(failures.filter((failure) => failure === undefined)).toEqual([]);
  });
});

describe("the encoder of the corpus", () => {
  const context = { tag: "t", level: 4 as const, client: "A", bound: new Map() };

  it.each([
    [
      "PUBLISH a/b hello",
      generate({ cmd: "publish", topic: "a/b", payload: "hello", qos: 0, retain: false, dup: false }),
    ],
    [
      "PUBLISH ~/b hello qos=2 id=300 retain=1 dup=1",
      generate({ cmd: "publish", topic: "t/b", payload: "hello", qos: 2, messageId: 300, retain: true, dup: true }),
    ],
    [
      "SUBSCRIBE 7 a/+ 1 # 2",
      generate({
        cmd: "subscribe",
        messageId: 7,
        subscriptions: [
          { topic: "a/+", qos: 1 },
          { topic: "#", qos: 2 },
        ],
      }),
    ],
    ["UNSUBSCRIBE 7 a/+ #", generate({ cmd: "unsubscribe", messageId: 7, unsubscriptions: ["a/+", "#"] })],
    ["PUBREL 258", generate({ cmd: "pubrel", messageId: 258 })],
    [
      "CONNECT clean=0 keepalive=300 will=w will-message=gone will-qos=1 will-retain=1 user=u password=p",
      generate({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clientId: "tA",
        clean: false,
        keepalive: 300,
        will: { topic: "w", payload: Buffer.from("gone"), qos: 1, retain: true },
        username: "u",
        password: Buffer.from("p"),
      }),
    ],
  ])("%s is what mqtt-packet writes", (line, bytes) => {
    expect(encodePacket(line, context).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
  });

  it("spells what is wrong as it is told", () => {
    const hex = (line: string) => encodePacket(line, context).toString("hex");
    expect(hex("PINGREQ flags=3 more=00")).toBe("c30100");
    expect(hex("PUBACK 1 cut=1")).toBe("400100");
    expect(hex("PUBLISH hex:c0af x")).toBe("30050002c0af78");
    expect(hex("PINGREQ length=8080808001")).toBe("c08080808001");
  });

  it("binds an identifier once, and tells what is not the same apart", () => {
    const { packet } = readPacket(Buffer.from("3209000361 2f62 0007 7878".replaceAll(" ", ""), "hex")) ?? {
      packet: { type: "" },
    };
    const fresh = { ...context, bound: new Map<string, number>() };
    expect(matches("PUBLISH a/b xx qos=1 id=$m", packet, fresh)).toBe(true);
    expect(fresh.bound.get("$m")).toBe(7);
    expect(matches("PUBLISH a/b xx qos=1 id=$m", packet, fresh)).toBe(true);
    for (const other of [
      "PUBLISH a/b xy qos=1",
      "PUBLISH a xx qos=1",
      "PUBLISH a/b xx",
      "PUBLISH a/b xx qos=1 retain=1",
      "PUBLISH a/b xx qos=1 dup=1",
      "PUBACK 7",
    ]) {
      expect(matches(other, packet, fresh)).toBe(false);
    }
    expect(parsePacket('PUBLISH "a b" "x=1" qos=1')).toEqual({
      type: "PUBLISH",
      values: ["a b", "x=1"],
      named: { qos: "1" },
    });
  });
});
