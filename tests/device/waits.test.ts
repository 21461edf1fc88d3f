/** `retryMaxS`, `replyTimeoutMs` and `connectTimeoutMs`: the waits that a sketch may choose. */
import { describe, expect, it } from "vitest";
import { boardIds, device } from "../support/device.js";
import { connected } from "../support/session.js";

/** Milliseconds until what is asked for holds, at most so many. */
function msUntil(client: { clock: { advance(ms: number): void } }, holds: () => boolean, mostMs: number): number {
  for (let ms = 0; ms <= mostMs; ms += 5) {
    if (holds()) return ms;
    client.clock.advance(5);
  }
  throw new Error(`It does not come within ${mostMs} ms.`);
}

describe.each(boardIds)("on %s", (id) => {
  it.each([
    [1, [900, 900, 900, 900]],
    [2, [900, 1_800, 1_800, 1_800]],
    [15, [900, 1_800, 3_600, 7_200, 13_500, 13_500]],
    [60, [900, 1_800, 3_600, 7_200, 14_400, 28_800, 54_000, 54_000]],
  ])("with retryMaxS of %i the waits grow up to it", async (retryMaxS, waits) => {
    const client = await device(id);
    client.chance = 0.9;
    client.connect({ retryMaxS });
    client.turn();
    for (const wait of waits) {
      client.stand();
      client.cut();
      const before = client.attempts();
      const ms = msUntil(client, () => client.attempts() > before, 60_000);
      expect(ms).toBeGreaterThanOrEqual(wait - 10);
      expect(ms).toBeLessThanOrEqual(wait + 10);
    }
  });

  it.each([100, 2_000, 30_000])("a CONNACK is waited for %i ms", async (replyTimeoutMs) => {
    const client = await device(id);
    client.connect({ replyTimeoutMs });
    client.stand();
    const ms = msUntil(client, () => client.status().state !== "connecting", 40_000);
    expect(Math.abs(ms - replyTimeoutMs)).toBeLessThanOrEqual(10);
    expect(client.status()).toMatchObject({ reason: "silence" });
  });

  it.each([100, 2_000, 30_000])("a PINGRESP is waited for %i ms, and the value goes again", async (replyTimeoutMs) => {
    const client = await connected(id, { replyTimeoutMs });
    client.publishValue("t", "kept");
    client.turn();
    const ms = msUntil(client, () => client.status().state !== "connected", 40_000);
    expect(Math.abs(ms - replyTimeoutMs)).toBeLessThanOrEqual(10);
    expect(client.status()).toMatchObject({ reason: "silence", waiting: 1 });
    client.accept();
    client.turn();
    expect(client.heard()).toContain("kept");
  });
});

describe("on esp8266, where the SDK waits for the connection", () => {
  it.each([100, 3_000, 40_000, undefined])("it is given up after connectTimeoutMs, %s", async (connectTimeoutMs) => {
    const client = await device("esp8266");
    client.connect({ connectTimeoutMs });
    client.turn();
    const ms = msUntil(client, () => client.link().closed !== "no", 50_000);
    expect(Math.abs(ms - (connectTimeoutMs ?? 15_000))).toBeLessThanOrEqual(10);
    expect(client.status()).toMatchObject({ state: "waiting", reason: "silence" });
  });

  it("one that stands in time is not", async () => {
    const client = await device("esp8266");
    client.connect({ connectTimeoutMs: 3_000 });
    client.turn();
    client.clock.advance(2_900);
    client.stand();
    client.clock.advance(5_000);
    expect(client.link().closed).toBe("no");
  });
});
