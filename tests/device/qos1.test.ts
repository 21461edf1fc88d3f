/** QoS 1: what is said, and when it counts as arrived. */
import { describe, expect, it } from "vitest";
import {
  accepted,
  boardIds,
  bundleOf,
  type Device,
  device,
  packetsIn,
  pingReq,
  pingResp,
  puback,
} from "../support/device.js";

/** A PUBLISH as the broker reads it. */
interface Said {
  readonly flags: number;
  readonly id: number;
  readonly value: string;
}

function publishes(stream: string): Said[] {
  return packetsIn(stream)
    .filter((packet) => packet.charCodeAt(0) >> 4 === 3)
    .map((packet) => {
      const body = packet.slice(packet.charCodeAt(1) > 127 ? 3 : 2);
      const topicEnd = 2 + body.charCodeAt(0) * 256 + body.charCodeAt(1);
      return {
        flags: packet.charCodeAt(0) & 15,
        id: body.charCodeAt(topicEnd) * 256 + body.charCodeAt(topicEnd + 1),
        value: (JSON.parse(body.slice(topicEnd + 2)) as { value: string }).value,
      };
    });
}

async function qos1(id: (typeof boardIds)[number], options = {}): Promise<Device> {
  const client = await device(id, { code: await bundleOf("client-qos1", id) });
  client.connect(options);
  client.accept();
  client.turn();
  client.heard();
  return client;
}

function put(client: Device, ...values: (string | number)[]): Said[] {
  client.board.evaluate(`${JSON.stringify(values)}.forEach(function(v){client.publishValue('t',v)})`);
  client.turn();
  return publishes(client.heard());
}

describe.each(boardIds)("on %s", (id) => {
  it("a batch is PUBLISH packets with identifiers, and no PINGREQ", async () => {
    const client = await qos1(id);
    client.board.evaluate("for (var index = 0; index < 4; index++) client.publishValue('t', index)");
    client.turn();
    const said = client.heard();
    expect(said.endsWith(pingReq)).toBe(false);
    expect(publishes(said).map(({ value }) => value)).toEqual(["0", "1", "2", "3"]);
    expect(publishes(said).map(({ flags }) => flags)).toEqual([2, 2, 2, 2]);
    expect(new Set(publishes(said).map((one) => one.id)).size).toBe(4);
  });

  it("is confirmed when each was acknowledged, in whatever order", async () => {
    const client = await qos1(id);
    const [a, b, c] = put(client, "a", "b", "c") as [Said, Said, Said];
    client.say(puback(c.id));
    client.say(puback(a.id));
    expect(client.status()).toMatchObject({ waiting: 3, confirmed: 0 });
    client.say(puback(b.id));
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 3, dropped: 0 });
  });

  it("says it again on the next connection, with the same identifiers and DUP", async () => {
    const client = await qos1(id, { cleanSession: false });
    const first = put(client, "a", "b");
    client.say(puback((first[0] as Said).id));
    client.cut();
    client.accept();
    client.turn();
    const second = publishes(client.heard());
    expect(second).toEqual(first.map((said) => ({ ...said, flags: 10 })));
    for (const said of second) client.say(puback(said.id));
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 2 });
    const [third] = put(client, "c") as [Said];
    expect(third.flags).toBe(2);
    expect(first.map((said) => said.id)).not.toContain(third.id);
  });

  it.each([1, 2, 3, 4, 5, 7])("passes over what nobody waits for, in pieces of %i bytes", async (piece) => {
    const client = await device(id, { code: await bundleOf("client-qos1", id) });
    const strange = puback(0x4002) + puback(1) + puback(0xd000);
    client.connect({});
    client.publishValue("t", "a");
    client.stand();
    client.heard();
    client.say(strange + accepted + strange, piece);
    client.turn();
    const [a] = publishes(client.heard()) as [Said];
    client.say(strange + puback(a.id) + puback(a.id) + strange, piece);
    expect(client.status()).toMatchObject({ state: "connected", waiting: 0, confirmed: 1, reason: 0 });
    client.say(strange, piece);
    const [b] = put(client, "b") as [Said];
    client.say(puback(a.id) + strange, piece);
    expect(client.status()).toMatchObject({ state: "connected", waiting: 1, confirmed: 1, reason: 0 });
    client.say(puback(b.id), piece);
    client.clock.advance(30_100);
    expect(client.heard()).toBe(pingReq);
    client.say(puback(b.id) + strange + pingResp + strange, piece);
    client.clock.advance(20_000);
    expect(client.status()).toMatchObject({ state: "connected", waiting: 0, confirmed: 2, reason: 0 });
  });

  it("the PINGRESP of before is no answer to the next PINGREQ", async () => {
    const client = await qos1(id);
    const silentMs = 30_000;
    client.clock.advance(silentMs);
    expect(client.heard()).toBe(pingReq);
    client.say(pingResp);
    client.clock.advance(silentMs);
    expect(client.heard()).toBe(pingReq);
    client.say(pingResp[0] as string);
    client.clock.advance(10_000);
    expect(client.status()).toMatchObject({ state: "waiting", reason: "silence" });
  });

  it("what never is acknowledged ends the connection by silence", async () => {
    const client = await qos1(id);
    const [a] = put(client, "a", "b") as [Said, Said];
    client.say(puback(a.id));
    client.clock.advance(10_100);
    expect(client.status()).toMatchObject({ state: "waiting", waiting: 2, confirmed: 0, reason: "silence" });
  });

  it.each([1, 2, 3, 4, 5])("a refusal with code %i is told once the broker closes", async (code) => {
    const client = await device(id, { code: await bundleOf("client-qos1", id) });
    client.connect({});
    client.accept(`\x20\x02\0${String.fromCharCode(code)}`);
    client.cut();
    expect(client.status()).toMatchObject({ state: "refused", reason: code });
  });

  it("a connection that ends in the midst of an acknowledgement confirms nothing", async () => {
    const client = await qos1(id);
    for (let n = 0; n < 300; n++) {
      const [a] = put(client, n) as [Said];
      client.say(puback(a.id).slice(0, 3));
      client.cut();
      expect(client.status()).toMatchObject({ confirmed: n, waiting: 1 });
      client.accept();
      client.turn();
      const [again] = publishes(client.heard()) as [Said];
      client.say(puback(again.id));
    }
  });
});
