/** `socket`: a function in place of `net.connect`, whose answer has a socket's shape. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, type Device, device, pingReq, pingResp } from "../support/device.js";

/**
 * A socket of the board's own making, as the global `fake`: `said` is what was written, `fake.on_data(bytes)` is what
 * the far end says. `opens` is what happens of itself once the SDK has its listeners.
 */
const fakes = `var fakes=[],wheres=[];
function open(where,connected){
  var s={said:"",ended:0,on:function(name,f){s["on_"+name]=f},write:function(b){s.said+=b;return false},end:function(){s.ended++}};
  fakes.push(s);wheres.push(where.host+":"+where.port);s.connected=connected;return s}`;

async function withFake(id: (typeof boardIds)[number], socket = "open", more = ""): Promise<Device> {
  const client = await device(id);
  client.board.evaluate(fakes);
  client.board.evaluate(`client.connect({host:"broker",port:8883,key:"K",device:"D",socket:${socket}${more}})`);
  client.turn();
  return client;
}

/** What was written to the newest fake since the last call, one char a byte. */
function written(client: Device): string {
  const text = client.board.evaluate(
    "(function(){var s=fakes[fakes.length-1],t=s.said;s.said='';return JSON.stringify(t)})()",
  );
  return JSON.parse(text) as string;
}

function says(client: Device, bytes: string): void {
  client.board.evaluate(`(function(s){s.on_data.call(s,${JSON.stringify(bytes)})})(fakes[fakes.length-1])`);
  client.turn();
}

/** It stands, where the SDK waits to be told. */
function stands(client: Device): void {
  if (client.profile.connectFailure === "emits") client.board.evaluate("fakes[0].connected.call(fakes[0])");
  client.turn();
}

describe.each(boardIds)("on %s", (id) => {
  it("is asked with host and port, and all goes through what it answers", async () => {
    const client = await withFake(id);
    client.publishValue("t", 1);
    stands(client);
    expect(client.board.evaluate("wheres.join()")).toContain("broker:8883");
    expect(written(client)).toContain("MQIsdp");
    says(client, accepted);
    client.turn();
    const said = written(client);
    expect(said).toContain('{"value":"1"}');
    expect(said.endsWith(pingReq)).toBe(true);
    says(client, pingResp);
    expect(client.status()).toMatchObject({ state: "connected", confirmed: 1 });
    expect(client.attempts()).toBe(0);
  });

  it("is asked again after its socket closed, and the old one's events mean nothing", async () => {
    const client = await withFake(id);
    stands(client);
    written(client);
    says(client, accepted);
    client.board.evaluate("(function(s){s.on_close.call(s,false)})(fakes[0])");
    expect(client.status()).toMatchObject({ state: "waiting", reason: "closed" });
    client.clock.advance(1_000);
    expect(client.board.evaluate("fakes.length")).toBe("2");
    client.board.evaluate("(function(s){s.on_data.call(s,'junk');s.on_close.call(s,true)})(fakes[0])");
    expect(client.status().state).toBe("connecting");
    expect(client.board.evaluate("fakes[0].ended")).toBe("1");
  });

  it("one that throws is a failure like any other, with what it threw as the reason", async () => {
    const client = await withFake(id, "function(){throw new Error('no TLS here')}");
    client.publishValue("t", 1);
    client.clock.advance(5_000);
    expect(client.status()).toMatchObject({ state: "waiting", reason: "no TLS here", waiting: 1, dropped: 0 });
    expect(client.uncaught).toEqual([]);
  });

  it("one that never opens is given up", async () => {
    const client = await withFake(id);
    client.clock.advance(id === "esp8266" ? 15_010 : 10_010);
    expect(client.status()).toMatchObject({ state: "waiting", reason: "silence" });
    expect(client.board.evaluate("fakes[0].ended")).toBe("1");
    client.clock.advance(1_000);
    expect(client.board.evaluate("fakes.length")).toBe("2");
  });

  it("one whose write throws is a failure like any other", async () => {
    const client = await withFake(
      id,
      "function(w,c){var s=open(w,c);s.write=function(){throw new Error('broken pipe')};return s}",
    );
    if (id !== "esp8266") {
      expect(client.status()).toMatchObject({ state: "waiting", reason: "broken pipe" });
      expect(client.uncaught).toEqual([]);
    }
  });

  it("a list of hosts goes to it one by one", async () => {
    const client = await device(id);
    client.board.evaluate(fakes);
    client.board.evaluate('client.connect({host:["a","b"],key:"K",device:"D",socket:open})');
    client.clock.advance(60_000);
    expect(client.board.evaluate("wheres.slice(0,3).join()")).toContain("a:1883,b:1883,a:1883");
  });
});
