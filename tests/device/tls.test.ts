/** `tagwire/tls`: the session over `require("tls")`, whose handshake comes after it says that it is connected. */
import { describe, expect, it } from "vitest";
import { accepted, bundleOf, type Device, device, pingReq, pingResp } from "../support/device.js";
import { values } from "../support/session.js";

// An ESP8266 has no TLS.
describe.each(["esp32", "espruinowifi", "linux"] as const)("on %s", (id) => {
  // Functions go by their text.
  const connectWith = (client: Device, given: string): string =>
    client.board.evaluate(
      `(function(){try{client.connect({host:"broker",port:8883,key:"K",device:"D",socket:client.tls(${given})})}catch(e){return ""+e}})()`,
    );

  async function connecting(given = ""): Promise<Device> {
    const client = await device(id, { code: await bundleOf("tls", id) });
    expect(connectWith(client, given)).toBe("undefined");
    return client;
  }

  /** The handshake of the newest connection succeeds. */
  function shake(client: Device): void {
    client.stand();
    expect(client.heard()).toBe("");
    client.link().full = false;
    client.link().events.drained();
    client.turn();
    expect(client.heard()).toMatch(/^\x10/);
  }

  /** The next connection, all of it. */
  function acceptNext(client: Device): void {
    const before = client.network.links.length;
    for (let ms = 0; client.network.links.length === before && ms < 15_000; ms += 5) client.clock.advance(5);
    shake(client);
    client.say(accepted);
    expect(client.status().state).toBe("connected");
  }

  it("opens TLS, says CONNECT behind the handshake, and goes on as ever", async () => {
    const client = await connecting();
    client.publishValue("t", 1);
    shake(client);
    expect(client.link()).toMatchObject({ host: "broker", port: 8883, secure: true });
    client.say(accepted);
    client.turn();
    const said = client.heard();
    expect(values(said)).toEqual(["1"]);
    expect(said.endsWith(pingReq)).toBe(true);
    client.say(pingResp);
    expect(client.status()).toMatchObject({ state: "connected", confirmed: 1 });
  });

  it("a handshake that is refused ends the connection, is told by the firmware, and is tried again", async () => {
    const client = await connecting();
    client.publishValue("t", 1);
    client.stand();
    client.cut("handshake");
    expect(client.status()).toMatchObject({ state: "waiting", reason: "closed", waiting: 1, dropped: 0 });
    expect(client.uncaught.join()).toContain("mbedtls_ssl_handshake returned");
    acceptNext(client);
    expect(client.drain()).toContain('{"value":"1"}');
  });

  it("a plain server that says nothing is given up after replyTimeoutMs", async () => {
    const client = await connecting();
    client.stand();
    client.clock.advance(10_010);
    expect(client.status()).toMatchObject({ state: "waiting", reason: "silence" });
    acceptNext(client);
  });

  it("certificate and key go to the firmware, with each connection", async () => {
    const der = `"0"+new Array(200).join("x")`;
    const client = await connecting(`{ca:${der},cert:${der},key:${der}}`);
    client.board.evaluate(
      'var open=require("tls").connect,seen=[];require("tls").connect=function(w,c){seen.push(Object.keys(w).join());return open({host:w.host,port:w.port},c)}',
    );
    acceptNext(client);
    client.cut();
    acceptNext(client);
    expect(client.board.evaluate("seen.join(';')")).toBe("host,port,ca,cert,key;host,port,ca,cert,key");
  });

  it.each(["ca", "cert", "key"])(
    "a %s that is no certificate throws at once, and nothing of it is told",
    async (part) => {
      const client = await device(id, { code: await bundleOf("tls", id) });
      const text = `"-----BEGIN "+new Array(200).join("x")`;
      expect(connectWith(client, `{${part}:${text}}`)).toBe(`${part}: no DER`);
      expect(client.status().state).toBe("idle");
    },
  );

  it("one that only the firmware finds to be none is a failure with its sentence", async () => {
    const client = await connecting('{cert:"hello"}');
    client.turn();
    expect(client.status()).toMatchObject({ state: "waiting", reason: "Could not open file : UNKNOWN" });
    expect(client.uncaught).toEqual([]);
  });

  it("too little memory is refused with the figures, ahead of each try, until there is enough", async () => {
    const client = await device(id, { code: await bundleOf("tls", id) });
    client.board.evaluate("var free=1200;process.memory=function(){return{free:free,blocksize:14}}");
    expect(connectWith(client, "")).toBe("undefined");
    client.publishValue("t", 1);
    client.clock.advance(60_000);
    expect(client.status()).toMatchObject({
      state: "waiting",
      reason: "tls: 1200 JsVars free, 3000 wanted",
      waiting: 1,
    });
    expect(client.attempts()).toBe(0);
    client.board.evaluate("free=3000");
    acceptNext(client);
    expect(client.drain()).toContain('{"value":"1"}');
  });
});
