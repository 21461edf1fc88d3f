/** `stamp`: a value says when it was put, in whole seconds, where the board knows the time. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, type Device, device, pingReq, pingResp } from "../support/device.js";
import { connected } from "../support/session.js";
import { decoded } from "../support/vectors.js";

/** The messages that go until nothing waits, as text. */
function messages(client: Device): unknown[] {
  return decoded(client.drain())
    .filter(({ cmd }) => cmd === "publish")
    .map(({ payload }) => payload);
}

const nowS = 1_767_323_045;

describe.each(boardIds)("on %s", (id) => {
  it("the time is that of putting, not of sending", async () => {
    const client = await device(id);
    client.connect({ stamp: true });
    client.board.evaluate(`setTime(${nowS}.9)`);
    client.publishValue("t", 21.5);
    client.network.failure = "refused";
    client.clock.advance(2_000);
    client.publishValue("t", "x");
    client.network.failure = undefined;
    client.clock.advance(60_000);
    client.accept();
    expect(messages(client)).toEqual([`{"value":"21.5","time":${nowS}}`, `{"value":"x","time":${nowS + 2}}`]);
  });

  it("it stays what it is when the value goes again", async () => {
    const client = await connected(id, { stamp: true });
    client.board.evaluate(`setTime(${nowS})`);
    client.publishValue("t", 1);
    client.turn();
    const first = decoded(client.heard())[0]?.payload;
    client.cut();
    client.clock.advance(3_000);
    client.accept();
    expect(first).toBe(`{"value":"1","time":${nowS}}`);
    expect(messages(client)).toEqual([first]);
  });

  it.each([0, 5, 86_400, 999_999_999])("no time goes while the clock says %i s, as after a boot", async (unsetS) => {
    const client = await connected(id, { stamp: true });
    client.board.evaluate(`setTime(${unsetS})`);
    client.publishValue("t", 1);
    client.board.evaluate(`setTime(${nowS})`);
    client.publishValue("t", 2);
    expect(messages(client)).toEqual(['{"value":"1"}', `{"value":"2","time":${nowS}}`]);
  });

  it("times beyond 2038 and up to 2106 are whole and positive", async () => {
    const client = await connected(id, { stamp: true });
    for (const time of [2_147_483_648, 4_294_967_295]) {
      client.board.evaluate(`setTime(${time})`);
      client.publishValue("t", 1);
      expect(messages(client)).toEqual([`{"value":"1","time":${time}}`]);
    }
  });

  it("each message is JSON whatever the text, for tags beyond the 32nd as well", async () => {
    const client = await connected(id, { stamp: true, bufferBytes: 8_000 });
    client.board.evaluate(`setTime(${nowS})`);
    const texts = ['q"\\', "", "21,5 °C", "\n\u0001", '","time":1', true, -0.5];
    for (let n = 0; n < 40; n++) expect(client.publishValue(`tag${n}`, texts[n % texts.length])).toBe(true);
    const said = messages(client).map((message) => JSON.parse(String(message)) as unknown);
    expect(said).toHaveLength(40);
    for (const [n, one] of said.entries()) {
      expect(one).toEqual({ value: String(texts[n % texts.length]), time: nowS });
    }
  });

  it("messages to topics of one's own have none, nor have values without it", async () => {
    for (const stamp of [true, false, undefined]) {
      const client = await connected(id, { stamp });
      client.publish("own", "plain");
      if (!stamp) client.publishValue("t", 1);
      const said = messages(client);
      expect(said).toEqual(stamp ? ["plain"] : ["plain", '{"value":"1"}']);
    }
  });

  it("a record takes the bytes of its time, and the buffer still adds up", async () => {
    const client = await device(id);
    client.connect({ stamp: true, bufferBytes: 64 });
    for (let n = 0; n < 9; n++) client.publishValue("t", n);
    const { waiting, waitingBytes, dropped } = client.status();
    expect(waiting + dropped).toBe(9);
    expect(waitingBytes).toBeLessThanOrEqual(64);
    client.stand();
    client.heard();
    client.say(accepted);
    expect(client.heard().endsWith(pingReq)).toBe(true);
    client.say(pingResp);
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: waiting });
  });
});
