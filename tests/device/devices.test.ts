/** `publishValue(tag, value, device)`: a gateway that publishes for others. */
import { describe, expect, it } from "vitest";
import { boardIds, type Device, device } from "../support/device.js";
import { mimic } from "../support/mimic.js";
import { connected } from "../support/session.js";
import { decoded } from "../support/vectors.js";

function published(client: Device): unknown[][] {
  return decoded(client.drain())
    .filter(({ cmd }) => cmd === "publish")
    .map(({ topic, payload }) => [topic, payload]);
}

describe.each(boardIds)("on %s", (id) => {
  it("each value goes to the topic of its device, the sketch's own if none is named", async () => {
    const client = await connected(id);
    client.publishValue("t", 1, "cellar");
    client.publishValue("t", 2);
    client.publishValue("t", 3, "dévice");
    client.publishValue("t", 4, "cellar");
    client.publishValue("t", 5, "");
    expect(published(client)).toEqual([
      ["key/K/device/cellar/tag/t", '{"value":"1"}'],
      ["key/K/device/D/tag/t", '{"value":"2"}'],
      ["key/K/device/dévice/tag/t", '{"value":"3"}'],
      ["key/K/device/cellar/tag/t", '{"value":"4"}'],
      ["key/K/device/D/tag/t", '{"value":"5"}'],
    ]);
  });

  it("the 32 short records are shared by all devices' tags, and those beyond are whole", async () => {
    const client = await device(id);
    client.connect({ bufferBytes: 8_000 });
    const bytes: number[] = [];
    for (let n = 0; n < 40; n++) {
      const before = client.status().waitingBytes;
      client.publishValue(`t${n >> 2}`, 1, `device${n % 4}`);
      bytes.push(client.status().waitingBytes - before);
    }
    expect(Math.max(...bytes.slice(0, 32))).toBeLessThan(6);
    expect(Math.min(...bytes.slice(32))).toBeGreaterThan(30);
    client.accept();
    expect(published(client)).toEqual(
      Array.from({ length: 40 }, (_, n) => [`key/K/device/device${n % 4}/tag/t${n >> 2}`, '{"value":"1"}']),
    );
  });

  it.each([0, 40])(
    "a poison value of another device is named by it, and the key stays a secret: after %i tags",
    async (tags) => {
      const client = await device(id);
      client.connect({ key: "secret", bufferBytes: 8_000 });
      const broker = mimic(client, () => ({ publish: (topic) => (topic.endsWith("/poison") ? "closed" : undefined) }));
      for (let n = 0; n < tags; n++) client.publishValue(`t${n}`, n);
      client.publishValue("poison", "bad", "cellar");
      expect(broker.run(300_000, () => client.status().waiting === 0)).toBe(true);
      const { reason } = client.status();
      expect(reason).toBe("poison cellar/tag/poison");
      expect(JSON.stringify(client.status())).not.toContain("secret");
    },
  );

  it("one of its own is named by its tag alone", async () => {
    const client = await device(id);
    client.connect({ key: "secret" });
    const broker = mimic(client, () => ({ publish: (topic) => (topic.endsWith("/poison") ? "closed" : undefined) }));
    client.publishValue("t", 1, "cellar");
    client.publishValue("poison", "bad");
    expect(broker.run(300_000, () => client.status().waiting === 0)).toBe(true);
    expect(client.status().reason).toBe("poison poison");
  });
});
