/** `tagwire/spool`: what was put outlives a reset and a power cut, wherever it comes. */
import { describe, expect, it } from "vitest";
import { type BoardId, bundleOf, type Device, device, type Options } from "../support/device.js";
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
    client.accept();
    const said = client.drain();
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
        client.accept();
        arrived.push(...values(client.drain()));
      }
      if (n % 5 === 4) reboot(client, { bytes: 256 });
    }
    client.accept();
    arrived.push(...values(client.drain()));
    expect(arrived).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
    expect(client.uncaught).toEqual([]);
  });
});
