/** What `connect` takes and refuses, and what it does a second time. */
import { describe, expect, it } from "vitest";
import { accepted, boardIds, bundleOf, device } from "../support/device.js";
import { connected, haveFree } from "../support/session.js";
import { decoded } from "../support/vectors.js";

describe.each([
  ["1v99", true],
  ["2v09.12", true],
  ["2v19", true],
  ["2v20", false],
  ["2v29.277", false],
] as const)("on firmware %s", (version, old) => {
  it(`connect ${old ? "stops the sketch with one line" : "goes on"}`, async () => {
    const code = `process.version=${JSON.stringify(version)};\n${await bundleOf("client", "esp32")}\nclient.connect({host:"h",key:"K",device:"D"});print("on")`;
    const { lines } = await device("esp32", { code });
    expect(lines[0]).toMatch(old ? /^Uncaught ReferenceError: "?T0"? is not defined$/ : /^on$/);
    expect(lines.includes("on")).toBe(!old);
  });
});

describe.each(boardIds)("on %s", (id) => {
  it("connect works again after end, with other options", async () => {
    const client = await connected(id, { retain: true, bufferBytes: 64, port: 1884, clientId: "one" });
    expect(client.publishValue("t", 1)).toBe(true);
    client.drain();
    client.end();
    client.turn();
    expect(client.status().state).toBe("ended");
    expect(client.connect({ device: "E", host: "other" })).toBeUndefined();
    expect(client.status().state).toBe("connecting");
    client.stand();
    expect(decoded(client.heard())[0]).toMatchObject({ clientId: expect.stringMatching(/08E$/) });
    expect(client.link()).toMatchObject({ host: "other", port: 1883 });
    client.publishValue("t", "x".repeat(200));
    client.say(accepted);
    const [published] = decoded(client.drain());
    expect(published).toMatchObject({ topic: "key/K/device/E/tag/t", retain: false });
    expect(client.status()).toMatchObject({ state: "connected", confirmed: 2, dropped: 0 });
  });

  it("connect after end has the keep-alive that is given, 60 s if none is", async () => {
    const client = await connected(id, { keepAliveS: 10 });
    client.end();
    client.turn();
    client.connect();
    client.stand();
    expect(decoded(client.heard())[0]).toMatchObject({ keepalive: 60 });
  });

  it("connect after end that followed a failure says connecting, not waiting", async () => {
    const client = await connected(id);
    client.cut();
    client.accept();
    client.end();
    client.turn();
    client.connect();
    expect(client.status().state).toBe("connecting");
  });

  it("a further connect changes nothing before the first has ended", async () => {
    const client = await device(id);
    const again = () => expect(client.connect({ device: "E", bufferBytes: 64 })).toBeUndefined();
    client.connect();
    client.publishValue("t", 1);
    again();
    client.stand();
    again();
    client.say(accepted);
    again();
    expect(decoded(client.heard()).map(({ topic }) => topic)).toContain("key/K/device/D/tag/t");
    client.cut();
    again();
    expect(client.status()).toMatchObject({ state: "waiting", waiting: 1 });
    client.accept();
    client.turn();
    expect(decoded(client.heard())[0]).toMatchObject({ topic: "key/K/device/D/tag/t" });
    expect(client.attempts()).toBe(2);
  });

  it.each([
    [{ host: "" }, "host: "],
    [{ port: 65_536 }, "port: 65536"],
    [{ port: 1.5 }, "port: 1.5"],
    [{ port: -1 }, "port: -1"],
    [{ port: Number.NaN }, "port: NaN"],
    [{ key: "my/secret" }, "key, device"],
    [{ key: "" }, "key: "],
    [{ device: "a/b" }, "key, device"],
    [{ device: "a+b" }, "key, device"],
    [{ device: "a#" }, "key, device"],
    [{ device: "" }, "device: "],
    [{ clientId: "" }, "clientId: "],
    [{ username: "" }, "username: "],
    [{ username: "u", password: "" }, "password: "],
    [{ keepAliveS: -1 }, "keepAliveS: -1"],
    [{ keepAliveS: 65_536 }, "keepAliveS: 65536"],
    [{ keepAliveS: 0.5 }, "keepAliveS: 0.5"],
    [{ bufferBytes: 65_536 }, "bufferBytes: 65536"],
    [{ bufferBytes: 100.5 }, "bufferBytes: 100.5"],
    [{ paceMs: -1 }, "paceMs: -1"],
    [{ retryMaxS: 1e9 }, "retryMaxS: 1000000000"],
    [{ replyTimeoutMs: 0.1 }, "replyTimeoutMs: 0.1"],
    [{ connectTimeoutMs: -5 }, "connectTimeoutMs: -5"],
  ])("connect refuses %j", async (options, thrown) => {
    const client = await device(id);
    expect(client.connect(options)).toBe(thrown);
    client.turn();
    expect(client.attempts()).toBe(0);
    expect(client.status().state).toBe("idle");
    expect(client.publishValue("t", 1)).toBe(false);
    expect(client.connect()).toBeUndefined();
    client.accept();
    expect(client.status().state).toBe("connected");
  });

  it("connect refuses a buffer for which there is no memory, and says how much there is", async () => {
    const client = await device(id);
    haveFree(client, 500);
    expect(client.connect({ bufferBytes: 4_501 })).toBe("bufferBytes: 4501,4500");
    expect(client.publishValue("t", 1)).toBe(false);
    expect(client.connect({ bufferBytes: 4_500, birth: { topic: "b", message: "here" } })).toBeUndefined();
    expect(client.publishValue("t", 1)).toBe(true);
  });

  it.each([
    { host: "h".repeat(255) },
    { port: 1 },
    { port: 65_535 },
    { key: "k".repeat(255) },
    { device: "d".repeat(255) },
    { keepAliveS: 0 },
    { keepAliveS: 65_535 },
    { bufferBytes: 64 },
    { bufferBytes: 65_535 },
    { username: "u".repeat(65_535) },
    { port: undefined, clientId: undefined, username: undefined, password: undefined, retain: undefined },
    { port: null, keepAliveS: null, bufferBytes: null },
  ])("connect takes %j", async (options) => {
    const client = await device(id);
    haveFree(client, 10_000);
    expect(client.connect(options)).toBeUndefined();
    expect(client.publishValue("t", 1)).toBe(true);
  });
});
