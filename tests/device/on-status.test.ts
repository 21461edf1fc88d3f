/** `onStatus`: told of each change of the state, in a turn of its own. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, connack, type Device, device, pingResp } from "../support/device.js";

const noting = "function(){print(client.status().state)}";

/** Connects with that function as onStatus. */
function connect(client: Device, onStatus = noting, more = ""): void {
  client.board.evaluate(`client.connect({host:"broker",key:"K",device:"D",onStatus:${onStatus}${more}})`);
}

/** The states that were printed since the last call, each once in a row. */
function told(client: Device): string[] {
  const lines = client.lines.splice(0);
  return lines.filter((line, n) => line !== lines[n - 1]);
}

describe.each(boardIds)("on %s", (id) => {
  it("is told of each change, from the first connection to the end", async () => {
    const client = await device(id);
    connect(client);
    client.stand();
    expect(told(client)).toEqual(["connecting"]);
    client.say(accepted);
    client.turn();
    expect(told(client)).toEqual(["connected"]);
    client.cut();
    client.turn();
    expect(told(client)).toEqual(["waiting"]);
    client.accept(connack(5));
    client.turn();
    expect(told(client)).toEqual(["connecting", "refused"]);
    client.accept();
    client.turn();
    expect(told(client)).toEqual(["connecting", "connected"]);
    client.board.evaluate("client.end()");
    client.turn();
    client.turn();
    expect(told(client)).toEqual(["ended"]);
  });

  it("is told nothing while nothing changes", async () => {
    const client = await device(id);
    connect(client);
    client.accept();
    client.turn();
    told(client);
    client.publishValue("t", 1);
    client.turn();
    client.say(pingResp);
    client.clock.advance(29_000);
    expect(told(client)).toEqual([]);
  });

  it("is told in a turn of its own, not within the sketch's call", async () => {
    const client = await device(id);
    connect(client, "function(){print('told')}");
    client.board.evaluate("print('after connect')");
    client.accept();
    client.turn();
    client.board.evaluate("client.end();print('after end')");
    client.turn();
    client.turn();
    expect(told(client)).toEqual(["after connect", "told", "after end", "told"]);
  });

  it("one that throws disturbs nothing", async () => {
    const client = await device(id);
    connect(client, "function(){throw new Error('mine')}");
    client.publishValue("t", 1);
    client.accept();
    client.drain();
    client.cut();
    client.accept();
    client.publishValue("t", 2);
    client.drain();
    expect(client.status()).toMatchObject({ state: "connected", confirmed: 2, reconnects: 1, dropped: 0 });
    expect(client.uncaught.length).toBeGreaterThan(2);
    expect(client.uncaught.every((message) => message.includes("mine"))).toBe(true);
  });

  it("may put values, end and connect", async () => {
    const client = await device(id);
    connect(
      client,
      "function(){var s=client.status().state;if(s=='connected'){client.publishValue('t','from it');client.end()}if(s=='ended'&&!global.again){global.again=1;client.connect({host:'other',key:'K',device:'D'})}}",
    );
    client.accept();
    client.turn();
    expect(client.heard()).toContain("from it");
    client.say(pingResp);
    client.turn();
    client.turn();
    client.accept();
    expect(client.link().host).toBe("other");
    expect(client.status()).toMatchObject({ state: "connected" });
    expect(client.uncaught).toEqual([]);
  });

  it("a method of the options is as good as a function", async () => {
    const client = await device(id);
    client.board.evaluate('client.connect({host:"b",key:"K",device:"D",onStatus(){print("told")}})');
    client.accept();
    client.turn();
    expect(told(client)).toContain("told");
  });
});
