/** The packets that a bundle says on a virtual board, byte for byte, and read by a codec that is not ours. */
import mqttPacket from "mqtt-packet";
import { describe, expect, it } from "vitest";
import {
  accepted,
  boardIds,
  type Device,
  device,
  disconnect,
  type Options,
  packetsIn,
  pingReq,
  pingResp,
} from "../support/device.js";
import { haveFree } from "../support/session.js";
import { decoded, hexOf, serial, type Vector, vectors } from "../support/vectors.js";

function take(client: Device, put: NonNullable<Vector["put"]>): boolean {
  return "tag" in put ? client.publishValue(put.tag, put.value) : client.publish(put.topic, put.message);
}

/** Connects, and answers the CONNECT packet. */
function greeting(client: Device, options?: Options): string {
  expect(client.connect(options)).toBeUndefined();
  client.stand();
  return client.heard();
}

describe.each(boardIds)("a bundle for %s", (id) => {
  it.each(vectors.map((vector) => [vector.put ? "PUBLISH" : "CONNECT", vector.name, vector] as const))(
    "says %s: %s",
    async (_, __, { options, put, hex, fields }) => {
      const client = await device(id, { serial });
      haveFree(client, 10_000);
      const connect = greeting(client, options);
      if (!put) {
        expect(hexOf(connect)).toBe(hex);
        expect(decoded(connect)).toEqual([expect.objectContaining(fields)]);
        return;
      }
      expect(take(client, put)).toBe(true);
      client.say(accepted);
      const said = packetsIn(client.heard());
      expect(said.map(hexOf)).toEqual([hex, hexOf(pingReq)]);
      expect(decoded(said[0] ?? "")).toEqual([expect.objectContaining(fields)]);
    },
  );

  it.each([127, 128, 16_383, 16_384, 60_000])("writes a body of %i bytes with its length", async (bytes) => {
    const client = await device(id);
    haveFree(client, 10_000);
    const message = "m".repeat(bytes - 3);
    greeting(client, { bufferBytes: 65_535 });
    expect(client.publish("t", message)).toBe(true);
    client.say(accepted);
    const [said = ""] = packetsIn(client.drain());
    const fields = { cmd: "publish", topic: "t", payload: message, qos: 0, dup: false, retain: false } as const;
    expect(hexOf(said)).toBe(mqttPacket.generate(fields).toString("hex"));
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 1, dropped: 0 });
  });

  it("writes a CONNECT whose length takes three bytes", async () => {
    const client = await device(id);
    const fields = { username: "u".repeat(9_000), password: "p".repeat(9_000) };
    const connect = greeting(client, { clientId: "c", ...fields });
    for (let turn = 0; turn < 50; turn++) client.turn();
    expect(decoded(connect + client.heard())).toEqual([expect.objectContaining(fields)]);
  });

  it("escapes every character as JSON demands", async () => {
    const client = await device(id);
    greeting(client, { bufferBytes: 4_000 });
    const values: string[] = [];
    for (let code = 0; code < 0x100; code++) values.push(`<${String.fromCharCode(code)}>`);
    for (const value of values) expect(client.publishValue("t", value)).toBe(true);
    client.say(accepted);
    const said = decoded(client.drain()).filter(({ cmd }) => cmd === "publish");
    expect(said.map(({ payload }) => JSON.parse(String(payload)))).toEqual(values.map((value) => ({ value })));
  });

  it("spells numbers as the board does", async () => {
    const client = await device(id);
    greeting(client);
    const numbers = [21.5, -0, 1e21, 1 / 3, -1e-7, 4_294_967_296, Number.POSITIVE_INFINITY];
    for (const number of numbers) client.publishValue("t", number);
    client.say(accepted);
    const said = decoded(client.drain()).filter(({ cmd }) => cmd === "publish");
    const spelled = (number: number) => client.board.evaluate(`""+(${Object.is(number, -0) ? "-0" : number})`);
    expect(said.map(({ payload }) => payload)).toEqual(numbers.map((number) => `{"value":"${spelled(number)}"}`));
  });

  it("sends what a message is as text", async () => {
    const client = await device(id);
    greeting(client);
    for (const message of [22.5, true, "", "x"]) client.publish("t", message);
    client.say(accepted);
    const said = decoded(client.heard()).filter(({ cmd }) => cmd === "publish");
    expect(said.map(({ payload }) => payload)).toEqual(["22.5", "true", "", "x"]);
  });

  it("says nothing but CONNECT before CONNACK 0", async () => {
    const client = await device(id);
    const connect = greeting(client);
    for (let n = 0; n < 50; n++) client.publishValue(`t${n}`, n);
    client.clock.advance(9_900);
    client.say(accepted.slice(0, 3));
    expect(client.heard()).toBe("");
    client.say(accepted.slice(3));
    expect(client.heard()).not.toBe("");
    expect(decoded(connect)).toHaveLength(1);
  });

  it("says nothing before the connection stands", async () => {
    const client = await device(id);
    client.connect();
    client.publishValue("t", 1);
    client.turn();
    if (client.profile.connectFailure === "emits") expect(client.heard()).toBe("");
    client.stand();
    expect(decoded(client.heard())).toEqual([expect.objectContaining({ cmd: "connect" })]);
  });

  it("keeps alive with PINGREQ alone and leaves with DISCONNECT", async () => {
    const client = await device(id);
    greeting(client, { keepAliveS: 10 });
    client.say(accepted);
    client.clock.advance(10_000);
    expect(client.heard()).toBe(pingReq);
    client.say(pingResp);
    client.end();
    client.turn();
    expect(client.heard()).toBe(disconnect);
    client.turn();
    expect(client.link().closed).toBe("close");
  });

  it("sends every byte of a message and of a topic's text as it is", async () => {
    const client = await device(id);
    greeting(client);
    const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
    // Source text of its own: the helper would write it as UTF-8.
    const text = JSON.stringify(bytes).replace(/[\x7f-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
    client.board.evaluate(`client.publish("t", ${text}); client.publish(${text}, "m")`);
    client.say(accepted);
    const wire = client.profile.strings === "bytes" ? bytes : Buffer.from(bytes, "utf8").toString("latin1");
    const [first = "", second = ""] = packetsIn(client.drain()).filter((packet) => packet !== pingReq);
    expect(first.slice(-wire.length)).toBe(wire);
    expect(second.slice(-wire.length - 1)).toBe(`${wire}m`);
  });
});
