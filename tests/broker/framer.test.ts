import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFramer, next, push } from "../../src/broker/framer.js";
import {
  bytes,
  connect,
  createBench,
  disconnect,
  hex,
  packet,
  pingreq,
  publish,
  subscribe,
  unsubscribe,
} from "./bench.js";

/** One client's life, as it would be recorded from a socket. */
const stream = new Uint8Array(
  Buffer.concat([
    connect("recorded"),
    subscribe(1, "temperature", "key/+/device/+/tag/+"),
    publish("temperature", "22.5"),
    publish("key/k/device/d/tag/t", '{"value":"12"}', 1),
    publish("long", "x".repeat(200)),
    publish("temperature", "23", 2, 7),
    publish("temperature", "24", 4, 8),
    packet(0x62, 0, 8),
    unsubscribe(2, "temperature"),
    pingreq,
    disconnect,
  ]),
);

/** What comes of the stream when it arrives in these pieces. */
function outcome(pieces: readonly Uint8Array[]) {
  const bench = createBench();
  bench.open(1);
  for (const piece of pieces) bench.say(1, piece);
  return { sent: bench.sent(1).replaceAll(" ", ""), events: bench.events() };
}

describe("the framer", () => {
  it("gives the same packets wherever the stream is cut in two", () => {
    const whole = outcome([stream]);
    expect(whole.events.at(-1)).toMatchObject({ event: "closed", reason: { kind: "disconnect" } });
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(outcome([stream.subarray(0, cut), stream.subarray(cut)]), `cut at ${cut}`).toEqual(whole);
    }
  });

  it("gives the same packets byte by byte, and in pieces of any size", () => {
    const whole = outcome([stream]);
    expect(outcome([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          pieces.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(outcome(pieces)).toEqual(whole);
      }),
    );
  });

  it("never changes a payload that it gave out", () => {
    const framer = createFramer();
    const first = publish("t", "first");
    push(framer, first.subarray(0, 3));
    push(framer, first.subarray(3));
    expect(next(framer, 1000)).toBe("packet");
    const given = framer.bytes.subarray(framer.start, framer.end);
    const before = hex(given);
    for (let i = 0; i < 20; i++) {
      push(framer, publish("t", "other").subarray(0, 4));
      push(framer, publish("t", "other").subarray(4));
      next(framer, 1000);
    }
    expect(hex(given)).toBe(before);
  });

  it("takes a packet of exactly the bound and refuses one byte more at its header", () => {
    const framer = createFramer();
    push(framer, bytes("30 08 0001 74 0000000000"));
    expect(next(framer, 10)).toBe("packet");
    expect(framer.first).toBe(0x30);
    push(framer, bytes("30 09"));
    expect(next(framer, 10)).toMatchObject({ type: "flaw", text: expect.stringContaining("11 bytes") });
  });

  it("refuses a Remaining Length of five bytes without waiting for more", () => {
    const framer = createFramer();
    push(framer, bytes("30 ff ff ff"));
    expect(next(framer, 2 ** 30)).toBe("incomplete");
    push(framer, bytes("80"));
    expect(next(framer, 2 ** 30)).toMatchObject({ type: "flaw", clause: expect.stringContaining("2.2.3") });
  });

  it("holds on to no buffer while nothing is half there", () => {
    const framer = createFramer();
    push(framer, pingreq);
    expect(next(framer, 1000)).toBe("packet");
    expect(next(framer, 1000)).toBe("incomplete");
    expect(framer.bytes).toHaveLength(0);
  });
});
