/** The session talks in turns: what is said, and when. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepted, boardIds, device, disconnect, packetsIn, pingReq, pingResp } from "../support/device.js";
import { connected, saidWithin, values } from "../support/session.js";
import { decoded } from "../support/vectors.js";

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
    expect(afterMs).toBeGreaterThan(29_000);
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

  it("ends the connection after DISCONNECT", async () => {
    const client = await connected(id);
    client.end();
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.link().closed).toBe("close");
  });
});
