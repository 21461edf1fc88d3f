/** What `npm run soak` does with a million packets, in small; and every truncation of every packet. */

import { describe, expect, it } from "vitest";
import { bytes, connect, createBench, disconnect, packet, pingreq, publish, subscribe, unsubscribe } from "./bench.js";

interface Soak {
  soak(options: {
    packets: number;
    seed: number;
    strict?: boolean;
  }): Promise<{ before: number; after: number; kinds: object }>;
}

describe("random and mutated packets", () => {
  it.each([false, true])(
    "neither crash the broker, nor keep it from serving others, nor grow it (strict: %s)",
    async (strict) => {
      const { soak } = (await import("../../tools/soak.mjs")) as Soak;
      const { before, after, kinds } = await soak({ packets: 20_000, seed: 20_261_124, strict });
      expect(Object.keys(kinds)).toEqual(expect.arrayContaining(["protocol-error", "disconnect", "taken-over"]));
      expect(after).toBeLessThan(before * 1.05);
    },
  );
});

describe("every truncation of every packet", () => {
  const all = [
    connect("A", 60, 4, { will: { topic: "t", message: "gone" }, username: "u", password: "p" }),
    subscribe(1, "a/#", "b"),
    unsubscribe(2, "a/#"),
    publish("a/b", "payload", 2, 5),
    publish("a/b", "payload"),
    bytes("4002 0001"),
    bytes("5002 0001"),
    bytes("6202 0001"),
    bytes("7002 0001"),
    pingreq,
    disconnect,
  ];

  it("waits for the rest, or ends its own connection if the header promises less", () => {
    const bench = createBench({}, { strict: true });
    bench.open(0);
    bench.say(0, connect("bystander"));
    let id = 0;
    for (const whole of all) {
      for (let length = 1; length < whole.length; length++) {
        for (const isHeaderTold of [false, true]) {
          id += 1;
          bench.open(id);
          if (whole !== all[0]) bench.say(id, connect(`client-${id}`, 60, 4));
          const cut = whole.subarray(0, length);
          bench.say(id, isHeaderTold && length >= 2 ? packet(whole[0] ?? 0, cut.subarray(2)) : cut);
          bench.closed(id);
        }
      }
    }
    bench.say(0, pingreq);
    expect(bench.sent(0)).toBe("20020000 d000");
    expect(bench.core.clientCount()).toBe(1);
  });
});
