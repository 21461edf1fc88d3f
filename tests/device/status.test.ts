/** What the sketch is told: what `publishValue` answers, what `status` says, and what `end` does. */
import { describe, expect, it } from "vitest";
import {
  accepted,
  type BoardId,
  boardIds,
  bundleOf,
  connack,
  type Device,
  device,
  disconnect,
  packetsIn,
  pingReq,
  pingResp,
} from "../support/device.js";
import { decoded } from "../support/vectors.js";

async function connected(id: BoardId, options = {}): Promise<Device> {
  const client = await device(id);
  client.connect(options);
  client.accept();
  return client;
}

function values(said: string): unknown[] {
  return decoded(said)
    .filter(({ cmd }) => cmd === "publish")
    .map(({ payload }) => (JSON.parse(String(payload)) as { value: string }).value);
}

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
  it("a value before connect is not taken, and is counted", async () => {
    const client = await device(id);
    expect(client.publishValue("t", 1)).toBe(false);
    expect(client.publish("t", 1)).toBe(false);
    expect(client.status()).toEqual({
      state: "idle",
      waiting: 0,
      waitingBytes: 0,
      confirmed: 0,
      dropped: 2,
      reconnects: 0,
      reason: 0,
    });
  });

  it.each([Number.NaN, undefined, null])("%s is no value: it is not taken, and is counted", async (value) => {
    const client = await connected(id);
    expect(client.publishValue("t", value)).toBe(false);
    expect(client.publish("t", value)).toBe(false);
    expect(client.status()).toMatchObject({ dropped: 2, waiting: 0 });
    client.turn();
    expect(client.heard()).toBe("");
  });

  it.each([0, false, ""])("%j is a value", async (value) => {
    const client = await connected(id);
    expect(client.publishValue("t", value)).toBe(true);
    expect(client.publish("t", value)).toBe(true);
    expect(client.status()).toMatchObject({ dropped: 0, waiting: 2 });
  });

  it("what can never fit is not taken, and is counted; what just fits is taken", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.network.failure = "refused";
    client.cut();
    for (let longest = 64; longest > 40; longest--) {
      const { dropped } = client.status();
      if (client.publishValue("t", "v".repeat(longest))) {
        expect(client.status().waitingBytes).toBe(64);
        break;
      }
      expect(client.status()).toMatchObject({ dropped: dropped + 1, waiting: 0, waitingBytes: 0 });
    }
    expect(client.status().waiting).toBe(1);
  });

  it("what can never fit leaves what waits alone", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.cut();
    client.publishValue("t", 1);
    expect(client.publish("topic", "m".repeat(100))).toBe(false);
    expect(client.status()).toMatchObject({ waiting: 1, dropped: 1 });
  });

  it("when the buffer is full the oldest gives way, and is counted", async () => {
    const client = await device(id);
    client.connect({ bufferBytes: 64 });
    for (let n = 0; n < 40; n++) {
      expect(client.publishValue("t", n)).toBe(true);
      const { waiting, dropped, waitingBytes } = client.status();
      expect(waiting + dropped).toBe(n + 1);
      expect(waitingBytes).toBeLessThanOrEqual(64);
    }
    const { waiting } = client.status();
    client.accept();
    expect(values(client.drain())).toEqual(Array.from({ length: waiting }, (_, n) => String(40 - waiting + n)));
  });

  it("what is in flight does not give way", async () => {
    const client = await connected(id, { bufferBytes: 64 });
    client.publishValue("t", "flight");
    client.turn();
    expect(values(client.heard())).toEqual(["flight"]);
    for (let n = 0; n < 40; n++) client.publishValue("t", n);
    const { waiting } = client.status();
    client.cut();
    client.accept();
    const expected = Array.from({ length: waiting - 1 }, (_, n) => String(40 - (waiting - 1) + n));
    expect(values(client.drain())).toEqual(["flight", ...expected]);
  });

  it("every call is waiting, confirmed or dropped, at every time", async () => {
    const client = await device(id);
    let calls = 0;
    const put = (...args: [unknown, unknown]) => {
      client.publishValue(...args);
      calls++;
      const { waiting, confirmed, dropped } = client.status();
      expect(waiting + confirmed + dropped).toBe(calls);
    };
    put("t", 1);
    client.connect({ bufferBytes: 200 });
    for (let n = 0; n < 300; n++) {
      put(`t${n % 40}`, n % 7 === 0 ? Number.NaN : "v".repeat(n % 50));
      if (n % 10 === 3) client.clock.advance(2_000);
      if (n % 10 === 4) client.accept();
      if (n % 10 === 6) client.say(pingResp);
      if (n % 10 === 9 && client.link().closed === "no") client.cut();
    }
    client.end();
    client.clock.advance(30_000);
    put("t", 1);
    expect(client.status()).toMatchObject({ waiting: 0, waitingBytes: 0, state: "ended" });
    expect(client.status().confirmed).toBeGreaterThan(0);
  });

  it("keeps values that were put before the first connection", async () => {
    const client = await device(id);
    client.network.failure = "refused";
    client.connect();
    client.publishValue("t", 1);
    client.clock.advance(30_000);
    client.publishValue("t", 2);
    client.network.failure = undefined;
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1", "2"]);
  });

  it("goes through idle, connecting, connected, waiting, connecting, connected, ended", async () => {
    const client = await device(id);
    const seen: string[] = [];
    const see = () => {
      const { state } = client.status();
      if (state !== seen.at(-1)) seen.push(state);
    };
    see();
    client.connect();
    see();
    client.turn();
    see();
    client.stand();
    see();
    client.say(accepted);
    see();
    client.cut();
    see();
    client.clock.advance(600);
    see();
    client.stand();
    see();
    client.say(accepted);
    see();
    client.end();
    see();
    client.turn();
    see();
    expect(seen).toEqual(["idle", "connecting", "connected", "waiting", "connecting", "connected", "ended"]);
    expect(client.status()).toMatchObject({ reconnects: 1, reason: "closed" });
  });

  it("counts the connections that the broker accepted after the first", async () => {
    const client = await connected(id);
    for (let n = 1; n <= 4; n++) {
      client.cut();
      client.accept(connack(3));
      expect(client.status()).toMatchObject({ state: "refused", reconnects: n - 1 });
      client.accept();
      expect(client.status()).toMatchObject({ state: "connected", reconnects: n });
    }
  });

  it("end before connect does nothing", async () => {
    const client = await device(id);
    client.end();
    client.turn();
    expect(client.status().state).toBe("idle");
    expect(client.connect()).toBeUndefined();
    client.accept();
    expect(client.status().state).toBe("connected");
  });

  it("end sends what waits, then DISCONNECT, and takes no more", async () => {
    const client = await connected(id, { bufferBytes: 4_000 });
    for (let n = 0; n < 60; n++) client.publishValue("t", n);
    client.end();
    expect(client.publishValue("t", "late")).toBe(false);
    const seen: unknown[] = [];
    let last = "";
    for (let turns = 0; client.status().state !== "ended" && turns < 100; turns++) {
      client.turn();
      last = client.heard();
      seen.push(...values(last));
      if (last.endsWith(pingReq)) client.say(pingResp);
    }
    last = client.heard();
    expect(last).toBe(disconnect);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => String(n)));
    expect(client.status()).toMatchObject({ state: "ended", waiting: 0, confirmed: 60, dropped: 1 });
    client.turn();
    expect(client.link().closed).toBe("close");
    client.clock.advance(60_000);
    expect(client.attempts()).toBe(1);
  });

  it("end during a wait opens one connection at once for what waits", async () => {
    const client = await connected(id);
    client.chance = 0.999;
    client.cut();
    client.publishValue("t", 1);
    client.end();
    client.turn();
    expect(client.attempts()).toBe(2);
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    client.say(pingResp);
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
  });

  const lastFailures: Readonly<Record<string, (client: Device) => void>> = {
    "is refused": (client) => {
      client.stand();
      client.say(connack(5));
    },
    closes: (client) => {
      client.stand();
      client.cut();
    },
    "closes after CONNACK": (client) => {
      client.stand();
      client.say(accepted);
      client.cut("reset");
    },
    "is silent": (client) => {
      client.stand();
      client.clock.advance(10_100);
    },
    "is silent after CONNACK": (client) => {
      client.stand();
      client.say(accepted);
      client.clock.advance(10_100);
    },
  };
  it.each(Object.keys(lastFailures))("what waits is dropped where the last connection %s", async (name) => {
    const client = await connected(id);
    client.cut();
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    client.end();
    client.turn();
    lastFailures[name]?.(client);
    expect(client.status()).toMatchObject({ state: "ended", waiting: 0, waitingBytes: 0, confirmed: 0, dropped: 2 });
    client.clock.advance(100_000);
    expect(client.attempts()).toBe(2);
    expect(client.board.traffic.connectionsClosed).toBe(client.board.traffic.connectionsOpened);
  });

  it("end while a batch is outstanding waits for its reply", async () => {
    const client = await connected(id);
    client.publishValue("t", 1);
    client.turn();
    client.heard();
    client.end();
    client.clock.advance(5_000);
    expect(client.heard()).toBe("");
    client.say(pingResp);
    client.turn();
    expect(client.heard()).toBe(disconnect);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
  });

  it("end while the first connection opens uses that one", async () => {
    const client = await device(id);
    client.connect();
    client.publishValue("t", 1);
    client.end();
    client.turn();
    client.accept();
    client.turn();
    client.say(pingResp);
    client.turn();
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1, dropped: 0 });
    expect(client.attempts()).toBe(1);
  });

  it("end twice is end once", async () => {
    const client = await connected(id);
    client.publishValue("t", 1);
    client.end();
    client.end();
    client.turn();
    client.end();
    client.say(pingResp);
    client.end();
    client.turn();
    client.end();
    client.clock.advance(60_000);
    expect(packetsIn(client.link().sent.join("")).filter((packet) => packet === disconnect)).toHaveLength(1);
    expect(client.status()).toMatchObject({ state: "ended", confirmed: 1 });
    expect(client.attempts()).toBe(1);
  });

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
    expect(decoded(client.heard())[0]).toMatchObject({ clientId: expect.stringMatching(/^E01/) });
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
    [{ host: "" }, "T1 "],
    [{ host: undefined }, "T1 undefined"],
    [{ host: 5 }, "T1 5"],
    [{ host: "h".repeat(256) }, `T1 ${"h".repeat(256)}`],
    [{ port: 0 }, "T2 0"],
    [{ port: 65_536 }, "T2 65536"],
    [{ port: 1.5 }, "T2 1.5"],
    [{ port: -1 }, "T2 -1"],
    [{ port: "x" }, "T2 x"],
    [{ port: Number.NaN }, "T2 NaN"],
    [{ key: "my/secret" }, "T3 string"],
    [{ key: "" }, "T3 string"],
    [{ key: 987_654 }, "T3 number"],
    [{ key: "k".repeat(256) }, "T3 string"],
    [{ device: "a/b" }, "T4 a/b"],
    [{ device: "a+b" }, "T4 a+b"],
    [{ device: "a#" }, "T4 a#"],
    [{ device: "" }, "T4 "],
    [{ device: "a\0b" }, "T4 a\0b"],
    [{ clientId: "" }, "T5 "],
    [{ clientId: "c".repeat(24) }, `T5 ${"c".repeat(24)}`],
    [{ clientId: 7 }, "T5 7"],
    [{ username: "" }, "T6 "],
    [{ username: "u".repeat(65_536) }, `T6 ${"u".repeat(65_536)}`],
    [{ password: "without a username" }, "T7 undefined"],
    [{ username: "u", password: "" }, "T7 string"],
    [{ username: "u", password: 123_456 }, "T7 number"],
    [{ username: "u", password: "s".repeat(65_536) }, "T7 string"],
    [{ keepAliveS: -1 }, "T8 -1"],
    [{ keepAliveS: 9 }, "T8 9"],
    [{ keepAliveS: "60" }, "T8 60"],
    [{ bufferBytes: "1024" }, "T9 1024"],
    [{ port: true }, "T2 true"],
    [{ clientId: "a\0b" }, "T5 a\0b"],
    [{ keepAliveS: 65_536 }, "T8 65536"],
    [{ keepAliveS: 0.5 }, "T8 0.5"],
    [{ keepAliveS: "long" }, "T8 long"],
    [{ bufferBytes: 63 }, "T9 63"],
    [{ bufferBytes: 65_536 }, "T9 65536"],
    [{ bufferBytes: 100.5 }, "T9 100.5"],
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
    expect(client.connect(options)).toBeUndefined();
    expect(client.publishValue("t", 1)).toBe(true);
  });
});
