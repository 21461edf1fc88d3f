/** The session talks in turns: what is said, when, and what a wrong or missing answer does. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accepted,
  type BoardId,
  boardIds,
  connack,
  type Device,
  device,
  disconnect,
  type Options,
  packetsIn,
  pingReq,
  pingResp,
} from "../support/device.js";
import { decoded } from "../support/vectors.js";

/** A client that is connected and has its turn. */
async function connected(id: BoardId, options?: Options): Promise<Device> {
  const client = await device(id);
  expect(client.connect(options)).toBeUndefined();
  client.accept();
  expect(client.status().state).toBe("connected");
  return client;
}

/** The values in what was said, as text. */
function values(said: string): string[] {
  const published = decoded(said).filter(({ cmd }) => cmd === "publish");
  return published.map(({ payload }) => (JSON.parse(String(payload)) as { value: string }).value);
}

/** What is said next, and after how many milliseconds; nothing after `mostMs` of silence. */
function saidWithin(client: Device, mostMs: number): { said: string; afterMs: number } {
  // Shorter than the wait for a reply.
  const steps = Math.max(200, mostMs / 5_000);
  for (let step = 1; step <= steps; step++) {
    client.clock.advance(mostMs / steps);
    const said = client.heard();
    if (said !== "") return { said, afterMs: (mostMs / steps) * step };
  }
  return { said: "", afterMs: mostMs };
}

/** That the first connection that failed was given up, and another one opens within a second. */
function expectGivenUp(client: Device, reason: string | number): void {
  const before = client.attempts();
  client.turn();
  expect(client.status().reason).toBe(reason);
  expect(client.status().state).toBe(typeof reason === "number" ? "refused" : "waiting");
  client.clock.advance(1_000);
  expect(client.attempts()).toBe(before + 1);
}

describe.each(boardIds)("on %s", (id) => {
  it("values put in the same turn share a batch", async () => {
    const client = await connected(id);
    client.board.evaluate("for (var index = 0; index < 4; index++) client.publishValue('t', index)");
    client.turn();
    const said = client.heard();
    expect(values(said)).toEqual(["0", "1", "2", "3"]);
    expect(packetsIn(said)).toHaveLength(5);
    expect(said.endsWith(pingReq)).toBe(true);
  });

  it("has one batch outstanding, and the next goes when its reply came", async () => {
    const client = await connected(id, { bufferBytes: 4_000 });
    client.publishValue("t", "first");
    client.turn();
    expect(values(client.heard())).toEqual(["first"]);
    for (let n = 0; n < 100; n++) client.publishValue("t", n);
    client.clock.advance(9_900);
    expect(client.heard()).toBe("");
    expect(client.status()).toMatchObject({ confirmed: 0, waiting: 101 });
    const seen: string[] = [];
    for (let turns = 0; client.status().waiting > 0 && turns < 100; turns++) {
      client.say(pingResp);
      const said = client.heard();
      expect(said.split(pingReq)).toHaveLength(client.status().waiting > 0 ? 2 : 1);
      seen.push(...values(said));
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
    expect(client.status()).toMatchObject({ confirmed: 101, waiting: 0, dropped: 0 });
  });

  it("a batch is one chunk of the board at most, PINGREQ included, or one value", async () => {
    const client = await connected(id, { bufferBytes: 8_000 });
    const { chunkBytes } = client.profile;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 60 }),
        (sizes, tagLength) => {
          for (const size of sizes) expect(client.publishValue("t".repeat(tagLength), "v".repeat(size))).toBe(true);
          const batches: string[][] = [];
          let batch = "";
          for (let turns = 0; client.status().waiting > 0; turns++) {
            if (turns > 200) throw new Error("no end");
            client.turn();
            batch += client.heard();
            if (!batch.endsWith(pingReq)) continue;
            if (batch !== pingReq) batches.push(packetsIn(batch));
            batch = "";
            client.say(pingResp);
          }
          for (const packets of batches) {
            if (packets.length > 2) expect(packets.join("").length).toBeLessThanOrEqual(chunkBytes);
          }
          // Nor less: the first value of a batch would have made the one before too large. Only the first batch may have
          // gone before the rest was put.
          let before = Number.POSITIVE_INFINITY;
          for (const packets of batches.slice(1)) {
            expect(before + (packets[0] ?? "").length).toBeGreaterThan(chunkBytes);
            before = packets.join("").length;
          }
          expect(batches.flatMap((packets) => values(packets.join(""))).map((value) => value.length)).toEqual(sizes);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("fills a chunk to its last byte", async () => {
    const client = await connected(id, { bufferBytes: 4_000 });
    const room = client.profile.chunkBytes - 2;
    const packetBytes = (message: string) => message.length + 5 + (message.length + 3 > 127 ? 1 : 0);
    const first = "a".repeat(60);
    const second = "b".repeat(room - packetBytes(first) - 6);
    expect(packetBytes(first) + packetBytes(second)).toBe(room);
    client.board.evaluate(`client.publish("t",${JSON.stringify(first)});client.publish("t",${JSON.stringify(second)})`);
    client.turn();
    expect(client.heard()).toHaveLength(room + 2);
    client.say(pingResp);
    client.board.evaluate(
      `client.publish("t",${JSON.stringify(first)});client.publish("t",${JSON.stringify(`${second}!`)})`,
    );
    client.turn();
    expect(decoded(client.heard()).map(({ payload }) => payload)).toEqual([first, undefined]);
  });

  it.each([10, 20, 60, 300, 65_535])("is silent no longer than a keep-alive of %i s", async (keepAliveS) => {
    const client = await connected(id, { keepAliveS });
    for (let round = 0; round < 3; round++) {
      expect(saidWithin(client, keepAliveS * 1000).said).toBe(pingReq);
      client.say(pingResp);
    }
    expect(client.status()).toMatchObject({ state: "connected", reconnects: 0 });
  });

  it("is silent no longer than the keep-alive where replies are slow", async () => {
    const client = await connected(id, { keepAliveS: 20 });
    client.publishValue("t", 1);
    client.turn();
    expect(client.heard()).not.toBe("");
    client.clock.advance(9_000);
    client.say(pingResp);
    expect(saidWithin(client, 11_000).said).toBe(pingReq);
  });

  it("never pings with a keep-alive of 0", async () => {
    const client = await connected(id, { keepAliveS: 0 });
    for (let days = 0; days < 10; days++) client.clock.advance(86_400_000);
    expect(client.heard()).toBe("");
    client.publishValue("t", 1);
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
  });

  it("pings within 60 s, and not much more often, where no keep-alive is given", async () => {
    const client = await connected(id);
    const { said, afterMs } = saidWithin(client, 60_000);
    expect(said).toBe(pingReq);
    expect(afterMs).toBeGreaterThan(40_000);
  });

  it("gives up a connection whose PINGRESP is missing for 10 s", async () => {
    const client = await connected(id);
    client.publishValue("t", "kept");
    client.turn();
    client.clock.advance(9_990);
    expect(client.link().closed).toBe("no");
    client.clock.advance(20);
    expect(client.link().closed).toBe("close");
    expectGivenUp(client, "silence");
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["kept"]);
  });

  it("gives up a connection whose keep-alive is not answered for 10 s", async () => {
    const client = await connected(id, { keepAliveS: 10 });
    expect(saidWithin(client, 10_000).said).toBe(pingReq);
    client.clock.advance(9_950);
    expect(client.link().closed).toBe("no");
    client.clock.advance(60);
    expect(client.link().closed).toBe("close");
    expectGivenUp(client, "silence");
  });

  it("gives up a connection whose CONNACK is missing for 10 s after it stands", async () => {
    const client = await device(id);
    client.connect();
    client.turn();
    if (id === "esp8266") client.clock.advance(12_000);
    client.stand();
    client.clock.advance(9_980);
    expect(client.link().closed).toBe("no");
    client.clock.advance(30);
    expect(client.link().closed).toBe("close");
    expectGivenUp(client, "silence");
  });

  it("waits 10 s for each reply, not for each of its bytes", async () => {
    const client = await device(id);
    client.connect();
    client.stand();
    client.clock.advance(6_000);
    client.say(accepted.slice(0, 2));
    client.clock.advance(6_000);
    expect(client.status().reason).toBe("silence");
  });

  it("takes replies that come byte by byte", async () => {
    const client = await device(id);
    client.connect();
    client.publishValue("t", 1);
    client.stand();
    client.say(accepted, 1);
    expect(client.status().state).toBe("connected");
    client.say(pingResp, 1);
    expect(client.status()).toMatchObject({ confirmed: 1, reason: 0 });
  });

  it("reads a reply before the close that comes with it", async () => {
    const client = await connected(id);
    client.publishValue("t", 1);
    client.turn();
    client.link().events.received(pingResp);
    client.cut();
    expect(client.status()).toMatchObject({ confirmed: 1, waiting: 0, reason: "closed" });
  });

  const wrongGreetings: readonly (readonly [string, string])[] = [
    ["garbage", "HTTP/1.1 400 Bad Request\r\n"],
    ["a byte too many", `${accepted}\0`],
    ["CONNACK twice", accepted + accepted],
    ["PINGRESP", pingResp],
    ["MQTT 3.1.1's session present", "\x20\x02\x01\0"],
    ["a CONNACK of another length", "\x20\x03\0\0"],
    ["NUL", "\0"],
    ["a dash", "-"],
  ];
  it.each(wrongGreetings)("gives up a connection that greets with %s", async (_, bytes) => {
    for (const pieceBytes of [bytes.length, 1]) {
      const client = await device(id);
      client.connect();
      client.publishValue("t", "kept");
      client.stand();
      client.heard();
      client.say(bytes, pieceBytes);
      expectGivenUp(client, "garbage");
      expect(client.status()).toMatchObject({ waiting: 1, confirmed: 0, dropped: 0 });
      client.accept();
      client.turn();
      expect(values(client.heard())).toEqual(["kept"]);
    }
  });

  it.each([
    ["garbage", "\xff"],
    ["a PINGRESP and more", `${pingResp}\0`],
    ["PINGRESP twice", pingResp + pingResp],
    ["CONNACK", accepted],
    ["CONNACK 5", connack(5)],
    ["a PUBLISH", "\x30\x04\0\x01tm"],
    ["a PINGRESP with a body", "\xd0\x01"],
    ["SUBACK", "\x90\x03\0\x01\0"],
  ])("gives up a connection that answers a batch with %s", async (_, bytes) => {
    const client = await connected(id);
    client.publishValue("t", "kept");
    client.turn();
    client.say(bytes);
    expectGivenUp(client, "garbage");
    const { confirmed, waiting } = client.status();
    expect(confirmed + waiting).toBe(1);
  });

  it.each([
    ["PINGRESP", pingResp],
    ["a byte", "\0"],
    ["a dash", "-"],
    ["CONNACK", accepted],
  ])("gives up a connection that says %s when nothing is owed", async (_, bytes) => {
    const client = await connected(id);
    client.clock.advance(1_000);
    client.say(bytes);
    expectGivenUp(client, "garbage");
  });

  it.each([1, 2, 3, 4, 5])("takes CONNACK %i for a refusal, and tries again", async (code) => {
    for (const pieceBytes of [4, 1]) {
      const client = await device(id);
      client.connect();
      client.publishValue("t", "kept");
      client.stand();
      client.heard();
      client.say(connack(code), pieceBytes);
      expect(client.heard()).toBe("");
      expect(client.status()).toMatchObject({ state: "refused", reason: code, waiting: 1 });
      expectGivenUp(client, code);
      client.accept();
      client.turn();
      expect(values(client.heard())).toEqual(["kept"]);
      expect(client.status()).toMatchObject({ state: "connected", reconnects: 0 });
    }
  });

  it.each([6, 7, 8, 9, 10, 128, 255])(
    "gives up a connection after CONNACK %i, which nobody has defined",
    async (code) => {
      const client = await device(id);
      client.connect();
      client.publishValue("t", "kept");
      client.stand();
      client.say(connack(code));
      expect(client.link().closed).toBe("close");
      expect(client.status()).toMatchObject({ state: "waiting", waiting: 1 });
      expect(["garbage", code]).toContain(client.status().reason);
      client.accept();
      expect(client.status()).toMatchObject({ state: "connected", reconnects: 0 });
    },
  );

  it("gives up a connection that sends a PINGRESP along with CONNACK", async () => {
    const client = await device(id);
    client.connect();
    client.publishValue("t", "kept");
    client.stand();
    client.say(accepted + pingResp);
    expectGivenUp(client, "garbage");
    expect(client.status()).toMatchObject({ waiting: 1, confirmed: 0 });
  });

  it.each(["closed", "reset"] as const)("opens anew after a connection that ended with %s", async (why) => {
    const client = await connected(id);
    client.publishValue("t", "kept");
    client.turn();
    client.cut(why);
    expectGivenUp(client, "closed");
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["kept"]);
    expect(client.status()).toMatchObject({ reconnects: 1 });
  });

  it("is not disturbed by what becomes of a connection that it gave up", async () => {
    const client = await connected(id);
    client.chance = 0;
    const old = client.link();
    client.say("garbage");
    client.stand();
    expect(client.link()).not.toBe(old);
    old.events.received("more garbage");
    old.events.closed("reset");
    client.turn();
    client.say(accepted);
    expect(client.status()).toMatchObject({ state: "connected", reason: "garbage", reconnects: 1 });
    expect(client.attempts()).toBe(2);
  });

  it("never has more than one connection, whatever happens", async () => {
    const client = await connected(id);
    for (let n = 0; n < 20; n++) {
      client.publishValue("t", n);
      client.turn();
      if (n % 3 === 0) client.say("\xff");
      else if (n % 3 === 1) client.cut();
      else client.clock.advance(10_100);
      client.accept();
      client.clock.advance(100);
      expect(client.board.traffic.connectionsOpened - client.board.traffic.connectionsClosed).toBe(1);
    }
    expect(client.uncaught).toEqual([]);
  });

  it("says what it said before, in order, on the next connection", async () => {
    const client = await connected(id);
    for (let n = 0; n < 5; n++) client.publishValue("t", n);
    client.turn();
    client.cut();
    for (let n = 5; n < 8; n++) client.publishValue("t", n);
    client.accept();
    const seen: string[] = [];
    for (let turns = 0; turns < 9; turns++) {
      client.turn();
      seen.push(...values(client.heard()));
      client.say(pingResp);
      if (client.status().waiting === 0) break;
    }
    expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    expect(client.status()).toMatchObject({ confirmed: 8, dropped: 0 });
  });

  it("throws nothing into the sketch", async () => {
    const client = await connected(id);
    client.network.failure = "refused";
    client.publishValue("t", 1);
    client.turn();
    client.cut("reset");
    client.clock.advance(60_000);
    expect(client.uncaught).toEqual([]);
  });

  it("ends the connection after DISCONNECT", async () => {
    const client = await connected(id);
    client.end();
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.link().closed).toBe("close");
  });
});

describe("on esp8266, where a connection takes its time", () => {
  it("gives up one that does not stand for 15 s", async () => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.clock.advance(14_980);
    expect(client.link().closed).toBe("no");
    client.clock.advance(30);
    expect(client.link().closed).toBe("close");
    expectGivenUp(client, "silence");
  });

  it.each([accepted, pingResp, "\0", "-", "garbage"])("gives up one that greets it with %j", async (bytes) => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.link().events.connected();
    client.link().events.received(bytes);
    client.turn();
    expect(client.status()).toMatchObject({ state: "waiting", reason: "garbage" });
    expect(client.heard()).toBe("");
  });

  it.each(["refused", "not-found", "unreachable", "timeout"] as const)("opens anew after %s", async (why) => {
    const client = await device("esp8266");
    client.connect();
    client.turn();
    client.cut(why);
    expectGivenUp(client, "closed");
  });
});

describe.each(["esp32", "linux"] as const)("on %s, where a failed connection throws", (id) => {
  it.each([
    ["refused", "Unable to create socket"],
    ["not-found", "Unable to locate host"],
    ["unreachable", "Unable to create socket"],
    ["timeout", "Unable to create socket"],
  ] as const)("opens anew after %s", async (why, reason) => {
    const client = await device(id);
    client.network.failure = why;
    client.connect();
    client.publishValue("t", "kept");
    client.turn();
    expectGivenUp(client, reason);
    client.network.failure = undefined;
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["kept"]);
    expect(client.uncaught).toEqual([]);
  });
});
