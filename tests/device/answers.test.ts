/** What a wrong or a missing answer of the broker does. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, connack, device, pingReq, pingResp } from "../support/device.js";
import { connected, expectGivenUp, saidWithin, values } from "../support/session.js";

describe.each(boardIds)("on %s", (id) => {
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
});
