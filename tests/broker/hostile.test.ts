/** What one client could do to the broker's memory and to the others, with nothing but packets that it may send. */
import { describe, expect, it } from "vitest";
import { connect, createBench, pingreq, publish, subscribe, subscribeAt } from "./bench.js";

describe("a client", () => {
  it("has its will held against the bound of levels, as a message is", () => {
    const bench = createBench({ maxTopicLevels: 10 });
    bench.open(1);
    bench.say(1, connect("A", 60, 4, { will: { topic: "/".repeat(10), message: "gone", retain: true } }));
    expect(bench.reason(1)).toMatchObject({ kind: "limit", text: expect.stringContaining("11 levels") });
    bench.open(2);
    bench.say(2, connect("B"), subscribe(1, "#"), pingreq);
    expect(bench.sent(2)).toBe("20020000 9003000100 d000");
    expect(bench.events().some(({ event }) => event === "published")).toBe(false);
  });

  it("is sent no more retained bytes for one SUBSCRIBE than may wait for it, and told so", () => {
    const maxWaitingBytes = 10_000;
    const bench = createBench({ maxWaitingBytes });
    bench.open(1);
    bench.say(1, connect("A"), publish("t", "x".repeat(1_000), 1));
    const before = bench.actions.length;
    bench.say(1, subscribe(1, ...Array.from({ length: 500 }, () => "#")));
    const news = bench.actions.slice(before);
    const delivered = news.flatMap((action) => (action.action === "deliver" ? [action.bytes.length] : []));
    const sum = delivered.reduce((total, length) => total + length, 0);
    expect(sum).toBeGreaterThan(maxWaitingBytes / 2);
    expect(sum).toBeLessThanOrEqual(maxWaitingBytes);
    expect(bench.events()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: "dropped", client: "A", messages: 500 - delivered.length }),
        expect.objectContaining({ event: "warned", text: expect.stringContaining("retained messages") }),
      ]),
    );
  });

  it("has 65,535 messages in flight at most, whatever the bound is", () => {
    const bench = createBench({ maxInFlight: 70_000, maxWaitingBytes: 1e9, maxStoredBytes: 1e9 });
    bench.open(1);
    bench.open(2);
    bench.say(1, connect("W"));
    bench.say(2, connect("R"), subscribeAt(1, "t"));
    const message = publish("t", "x", 2, 1);
    let delivered = 0;
    for (let n = 0; n < 65_540; n++) {
      for (const { action } of bench.core.receive(1, message, 0)) delivered += Number(action === "deliver");
    }
    expect(delivered).toBe(65_535);
  });

  it("that is away is not counted among those who get a message of QoS 0", () => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, connect("R", 60, 3, { keep: true }), subscribeAt(1, "t"));
    bench.closed(1);
    bench.open(2);
    bench.say(2, connect("W"), publish("t", "x"), publish("t", "x", 2, 1));
    const published = bench.events().flatMap((event) => (event.event === "published" ? [event.subscribers] : []));
    expect(published).toEqual([0, 1]);
  });
});
