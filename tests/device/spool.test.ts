/** `tagwire/spool`: what was put outlives a reset and a power cut, wherever it comes. */
import { describe, expect, it } from "vitest";
import { type BoardId, bundleOf, type Device, device, type Options, pingReq, pingResp } from "../support/device.js";
import { values } from "../support/session.js";

interface SpoolOptions extends Options {
  file?: string;
  bytes?: number;
}

interface Spooled {
  restored: number;
  unstored: number;
  spoiled: number;
  made: number;
}

async function spooling(id: BoardId, options: SpoolOptions = {}): Promise<Device> {
  const client = await device(id, { code: await bundleOf("spooled", id) });
  expect(client.connect(options)).toBeUndefined();
  return client;
}

/** Boots again, and connects. */
function reboot(client: Device, options: SpoolOptions = {}): void {
  client.board.reset();
  expect(client.connect(options)).toBeUndefined();
}

/** Connects if it has to, and answers until nothing is said; what was said meanwhile. */
function deliver(client: Device): string {
  if (client.status().state !== "connected") client.accept();
  let all = "";
  for (let turns = 0; turns < 200; turns++) {
    client.turn();
    const said = client.heard();
    if (!said.endsWith(pingReq)) return all;
    all += said;
    client.say(pingResp);
  }
  throw new Error("It talks without end.");
}

const spooled = (client: Device) => JSON.parse(client.board.evaluate("JSON.stringify(client.spooled())")) as Spooled;

describe.each(["esp32", "esp8266", "linux"] as const)("on %s", (id) => {
  it("a value put before a reset arrives after it", async () => {
    const client = await spooling(id);
    expect(client.publishValue("temperature", 21.5)).toBe(true);
    expect(client.publishValue("wind", "é")).toBe(true);
    expect(client.publishValue("temperature", 22)).toBe(true);
    expect(client.publish("other", "\u0001{}")).toBe(true);
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 0, made: 1 });
    reboot(client);
    expect(spooled(client)).toEqual({ restored: 4, unstored: 0, spoiled: 0, made: 0 });
    expect(client.status()).toMatchObject({ waiting: 4, confirmed: 0, dropped: 0 });
    client.publishValue("wind", 3);
    const said = deliver(client);
    expect(said).toContain("key/K/device/D/tag/temperature");
    expect(said).toContain("other\x01{}");
    expect(said.match(/"value":"[^"]*"/g)).toEqual(['"value":"21.5"', '"value":"Ã©"', '"value":"22"', '"value":"3"']);
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 5, dropped: 0 });
    reboot(client);
    expect(spooled(client)).toMatchObject({ restored: 0, made: 0 });
  });

  it("through many files all arrive, once and in order, with a reset between any two", async () => {
    const client = await spooling(id, { bytes: 256 });
    const arrived: string[] = [];
    for (let n = 0; n < 300; n++) {
      expect(client.publishValue(`tag ${n % 3}`, n)).toBe(true);
      if (n % 7 === 6) {
        arrived.push(...values(deliver(client)));
      }
      if (n % 5 === 4) reboot(client, { bytes: 256 });
    }
    arrived.push(...values(deliver(client)));
    expect(arrived).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
    expect(client.uncaught).toEqual([]);
  });

  it("what was sent and not answered goes again after a reset, and after a loss", async () => {
    const client = await spooling(id);
    client.publishValue("t", 1);
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    reboot(client);
    client.accept();
    client.turn();
    expect(values(client.heard())).toEqual(["1"]);
    client.publishValue("t", 2);
    client.cut();
    expect(values(deliver(client))).toEqual(["1", "2"]);
    reboot(client);
    client.publishValue("t", 3);
    expect(values(deliver(client))).toEqual(["3"]);
  });

  it.each([
    ["K", "poison bad"],
    // The one that it was put under is a key as well.
    ["K2", "poison key/***/device/D/tag/bad"],
  ])("a value that no connection survives is given up, in the file too, with the key %s", async (key, reason) => {
    const client = await spooling(id);
    client.publishValue("bad", 1);
    client.publishValue("t", 2);
    reboot(client, { key });
    for (let losses = 0; losses < 12 && client.status().dropped === 0; losses++) {
      client.accept();
      for (let turns = 0; turns < 4; turns++) {
        client.turn();
        const said = client.heard();
        if (said.includes("tag/bad")) client.cut();
        else if (said.endsWith(pingReq)) client.say(pingResp);
      }
    }
    expect(client.status()).toMatchObject({ dropped: 1, reason });
    reboot(client);
    expect(values(deliver(client)).filter((value) => value === "1")).toEqual([]);
  });

  it("`flush` waits for what was stored before the boot, too", async () => {
    const client = await spooling(id);
    client.publishValue("t", 1);
    reboot(client);
    client.board.evaluate("client.flushed()");
    deliver(client);
    client.turn();
    expect(client.lines.filter((line) => line.startsWith("flushed"))).toEqual(["flushed undefined"]);
  });

  it("what `end` leaves behind waits in the file, and goes out after the next `connect`", async () => {
    const client = await spooling(id);
    client.network.failure = "refused";
    client.publishValue("t", 1);
    client.end();
    client.clock.advance(20_000);
    expect(client.status()).toMatchObject({ state: "ended", waiting: 1, dropped: 0 });
    expect(client.publishValue("t", 2)).toBe(false);
    client.network.failure = undefined;
    client.connect();
    client.publishValue("t", 3);
    expect(values(deliver(client))).toEqual(["1", "3"]);
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 2, dropped: 1 });
  });

  it.each([
    ["is there still: it is not restored once more", false, { waiting: 3, dropped: 0 }, { restored: 2, spoiled: 0 }],
    ["was erased: it is counted as spoiled and dropped", true, { waiting: 0, dropped: 3 }, { restored: 2, spoiled: 3 }],
  ])("what `end` left and the next `connect` finds %s", async (_, erased, status, counts) => {
    const client = await spooling(id);
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    reboot(client);
    client.publishValue("t", 3);
    for (let times = 0; times < 2; times++) {
      client.network.failure = "refused";
      client.end();
      client.clock.advance(20_000);
      expect(client.status().state).toBe("ended");
      client.network.failure = undefined;
      if (erased) client.board.storage.eraseAll();
      client.connect();
      expect(client.status()).toMatchObject({ confirmed: 0, ...status });
      expect(spooled(client)).toMatchObject(counts);
    }
  });

  it("a full file takes no more, and says so; what it has arrives, and then it takes again", async () => {
    const client = await spooling(id, { bytes: 256 });
    let taken = 0;
    while (client.publishValue("t", taken)) taken++;
    expect(taken).toBeGreaterThan(10);
    expect(client.publishValue("t", 0)).toBe(false);
    expect(client.status()).toMatchObject({ waiting: taken, dropped: 2 });
    reboot(client, { bytes: 256 });
    expect(client.publishValue("t", 0)).toBe(false);
    expect(values(deliver(client))).toEqual(Array.from({ length: taken }, (_, n) => String(n)));
    expect(client.publishValue("t", 0)).toBe(true);
    expect(values(deliver(client))).toEqual(["0"]);
    expect(spooled(client).made).toBe(1);
  });

  it.each([
    ["a value that is larger than the file", "t", "x".repeat(300)],
    ["a value that is larger than half of it", "t", "x".repeat(130)],
    ["a value whose topic is larger than the file", "t".repeat(300), 1],
    ["a value whose topic leaves it no room in half of it", "t".repeat(100), 1],
  ])("%s is not taken, and counted; no file is made for it, and others are taken as ever", async (_, tag, value) => {
    const client = await spooling(id, { bytes: 256 });
    for (let n = 0; n < 10; n++) {
      expect(client.publishValue(tag, value)).toBe(false);
      // while something waits, and while nothing does
      if (n % 3 === 1) expect(client.publishValue("t", n)).toBe(true);
      if (n % 3 === 2) expect(values(deliver(client))).toEqual([String(n - 1)]);
    }
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 3, dropped: 10 });
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 0, made: 1 });
  });

  it("more tags than the file has room for go from file to file", async () => {
    const client = await spooling(id, { bytes: 256 });
    for (let n = 0; n < 60; n++) {
      expect([n, client.publishValue(`${n % 12}${"t".repeat(20)}`, n)]).toEqual([n, true]);
      expect(values(deliver(client))).toEqual([String(n)]);
    }
    // that of two tags is more than half of it
    expect(spooled(client).made).toBeLessThanOrEqual(31);
  });

  it("tags that are used no more make way for others: the next file knows nothing of them", async () => {
    const client = await spooling(id, { bytes: 4096 });
    for (let n = 0; n < 60; n++) {
      client.publishValue(`tag ${n}`, n);
      if (n % 10 === 9) deliver(client);
    }
    while (spooled(client).made < 2) {
      client.publishValue("t", 0);
      deliver(client);
    }
    const bytes = [1, 2].map((n) => {
      client.publishValue("new", n);
      return client.status().waitingBytes;
    });
    // the topic stands in the file once
    expect((bytes[1] ?? 0) - (bytes[0] ?? 0)).toBeLessThan(15);
    reboot(client, { bytes: 4096 });
    expect(values(deliver(client))).toEqual(["1", "2"]);
  });
});

describe("a Storage that is not as it should be", () => {
  const storageOf = (client: Device) => client.board.storage;
  const goesOn = (client: Device) => {
    const taken = client.publishValue("t", "on");
    expect([taken, spooled(client)]).toEqual([true, expect.anything()]);
    return values(deliver(client));
  };

  it("full: values wait in RAM, and are counted; once there is room, the file is made", async () => {
    const client = await device("esp32", { code: await bundleOf("spooled", "esp32") });
    storageOf(client).write("filler", "x", 0, storageOf(client).stats().freeBytes - 500);
    client.connect();
    expect(goesOn(client)).toEqual(["on"]);
    expect(spooled(client)).toEqual({ restored: 0, unstored: 1, spoiled: 0, made: 0 });
    // as large as the buffer in RAM would be
    client.cut();
    let taken = 0;
    while (client.publishValue("t", taken)) taken++;
    expect(taken).toBeGreaterThan(60);
    expect(values(deliver(client)).length).toBe(taken);
    storageOf(client).erase("filler");
    expect(goesOn(client)).toEqual(["on"]);
    expect(goesOn(client)).toEqual(["on"]);
    expect(spooled(client)).toMatchObject({ unstored: taken + 2, made: 1 });
  });

  it("erased under way: what waited is counted as spoiled and dropped, and it goes on", async () => {
    const client = await spooling("esp32");
    client.publishValue("t", 1);
    client.publishValue("t", 2);
    storageOf(client).eraseAll();
    deliver(client);
    expect(client.status()).toMatchObject({ waiting: 0, dropped: 2 });
    // the first finds out
    client.publishValue("t", 3);
    expect(goesOn(client)).toEqual(["on"]);
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 2, made: 2 });
    expect(client.uncaught).toEqual([]);
  });

  it("erased while the board was off: the file is made anew", async () => {
    const client = await spooling("esp32");
    client.publishValue("t", 1);
    storageOf(client).eraseAll();
    reboot(client);
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 0, made: 1 });
    expect(goesOn(client)).toEqual(["on"]);
  });

  it.each<[SpoolOptions, string]>([
    [{ bytes: 255 }, "bytes: 255"],
    [{ bytes: 60_001 }, "bytes: 60001"],
  ])("%j, which the build can't see, is refused at the start", async (given, thrown) => {
    const client = await device("esp32", { code: await bundleOf("spooled", "esp32") });
    expect(client.connect(given)).toBe(thrown);
  });

  it("another version's file is replaced, and its values that wait are counted as spoiled and dropped", async () => {
    const client = await spooling("esp32");
    for (let n = 0; n < 5; n++) {
      client.publishValue("t", n);
      if (n === 1) expect(values(deliver(client))).toEqual(["0", "1"]);
    }
    const { flash } = storageOf(client);
    // "U" in its first byte becomes "T", the version without `stamp`
    flash.write(flash.read(0, flash.pageBytes).indexOf("U"), "T");
    reboot(client);
    expect(spooled(client)).toEqual({ restored: 3, unstored: 0, spoiled: 3, made: 1 });
    expect(client.status()).toMatchObject({ waiting: 0, confirmed: 0, dropped: 3 });
    expect(goesOn(client)).toEqual(["on"]);
    reboot(client);
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 0, made: 0 });
  });

  it("without a file, `end` drops what waits, and the next `connect` neither restores nor counts it", async () => {
    const client = await device("esp32", { code: await bundleOf("spooled", "esp32") });
    storageOf(client).write("filler", "x", 0, storageOf(client).stats().freeBytes - 500);
    client.connect();
    client.publishValue("t", 1);
    client.network.failure = "refused";
    client.end();
    client.clock.advance(20_000);
    client.network.failure = undefined;
    client.connect();
    expect(client.status()).toMatchObject({ waiting: 0, dropped: 1 });
    expect(spooled(client)).toEqual({ restored: 0, unstored: 1, spoiled: 0, made: 0 });
    expect(goesOn(client)).toEqual(["on"]);
  });

  it.each([
    ["another program's", '{"settings":1}'],
    ["another program's, which looks like a value torn,", "V\0\xfa0abcd"],
  ])("%s file of that name is replaced, and counted", async (_, bytes) => {
    const client = await device("esp32", { code: await bundleOf("spooled", "esp32") });
    storageOf(client).write("q", bytes);
    client.connect();
    expect(spooled(client)).toEqual({ restored: 0, unstored: 0, spoiled: 0, made: 1 });
    expect(goesOn(client)).toEqual(["on"]);
  });

  it("compacted as the power goes: whatever that costs, it goes on, and the file is there or made anew", async () => {
    let made = 0;
    for (const byte of [1, 2, 5, 6, 40, 300, 2_000, 4_097, 4_130, 5_000, 9_000, 12_000]) {
      const client = await device("esp32", { code: await bundleOf("spooled", "esp32") });
      const storage = storageOf(client);
      storage.write("filler", "x", 0, storage.stats().freeBytes - 6_000);
      const connecting = { bytes: 4096 } as Options;
      client.connect(connecting);
      expect(spooled(client).made).toBe(1);
      client.board.storage.flash.failAt(byte, () => client.board.powerOff());
      for (let n = 0; n < 400 && client.board.evaluate("1") !== ""; n++) {
        client.publishValue("t", `value ${n}`);
        if (n % 40 === 39) deliver(client);
      }
      expect(client.board.evaluate("1")).toBe("");
      reboot(client, connecting);
      made += spooled(client).made;
      expect([byte, goesOn(client).at(-1)]).toEqual([byte, "on"]);
    }
    expect(made).toBeGreaterThan(0);
  });

  it("corrupted at any byte, it sends nothing that was not put, and goes on", async () => {
    const client = await spooling("esp32", { bytes: 256 });
    const put: string[] = [];
    for (let n = 0; n < 4; n++) {
      client.publishValue(n % 2 ? "odd" : "even", `value ${n}`);
      put.push(`${n % 2 ? "odd" : "even"} value ${n}`);
    }
    const { flash } = storageOf(client);
    const image = flash.read(0, flash.pageBytes);
    const begin = image.indexOf("U");
    const end = image.indexOf("\xff\xff\xff", begin);
    let lost = 0;
    for (let at = begin; at < end; at++) {
      flash.erasePage(0);
      flash.write(0, image);
      flash.write(at, String.fromCharCode(image.charCodeAt(at) & (at % 2 ? 0 : 0x55)));
      reboot(client, { bytes: 256 });
      const said = deliver(client);
      const got = [...said.matchAll(/tag\/(\w+)[^{]*{"value":"([^"]*)"/g)].map(([, tag, value]) => `${tag} ${value}`);
      for (const one of got) expect([at, put]).toEqual([at, expect.arrayContaining([one])]);
      lost += put.length - got.length;
      expect([at, client.status().waiting]).toEqual([at, 0]);
      // It may be the first put that finds out.
      client.publishValue("even", "first");
      deliver(client);
      expect([at, goesOn(client).at(-1)]).toEqual([at, "on"]);
    }
    expect(lost).toBeGreaterThan(10);
    expect(client.uncaught).toEqual([]);
  });
});
