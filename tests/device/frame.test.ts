/** `tagwire/subscribe`: what the broker says is the same to the sketch however the network has cut it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boardIds, pingReq, pingResp } from "../support/device.js";
import { type Listener, listening, publish, suback } from "../support/listener.js";

const unsuback = "\xb0\x02u\x02";

/** Everything that a broker may say, a message of one byte too many and one that is much too long among it. */
const recorded = [
  publish("c/a", "on"),
  publish("c/é/x", "wärmer"),
  suback(0),
  publish("c", ""),
  publish("c/fits", "x".repeat(512 - 3 - 2 - 6)),
  publish("c/over", "x".repeat(512 - 3 - 2 - 6 + 1)),
  pingResp,
  unsuback,
  publish("c/long", "y".repeat(2_000)),
  suback(128),
  publish("d", "nobody's"),
  publish("c/z", "\0\x01\xff"),
].join("");

/** What the sketch has of a stream, said in pieces that end at these places, while a PINGRESP is owed. */
function outcome(client: Listener, stream: string, ends: readonly number[]): unknown {
  const before = client.subscriptions();
  const { confirmed } = client.status();
  client.publishValue("t", 1);
  client.turn();
  expect(client.heard().endsWith(pingReq)).toBe(true);
  let start = 0;
  for (const end of [...ends, stream.length]) {
    if (end > start) client.say(stream.slice(start, end));
    start = end;
  }
  const { received, skipped, granted, refused } = client.subscriptions();
  return {
    calls: client.calls(),
    received: received - before.received,
    skipped: skipped - before.skipped,
    granted: granted - before.granted,
    refused: refused - before.refused,
    confirmed: client.status().confirmed - confirmed,
    state: client.status().state,
  };
}

const wanted = {
  calls: [
    ["c/#", "c/a", "on"],
    ["c/#", "c/é/x", "wärmer"],
    ["c/#", "c", ""],
    ["c/#", "c/fits", "x".repeat(501)],
    ["c/#", "c/z", "\0\x01ÿ"],
  ],
  received: 6,
  skipped: 2,
  granted: 1,
  refused: 1,
  confirmed: 1,
  state: "connected",
};

describe.each(boardIds)("on %s", (id) => {
  async function client(): Promise<Listener> {
    const one = await listening(id, ["c/#"]);
    one.heard();
    one.say(pingResp);
    return one;
  }

  it("whole, and in single bytes", async () => {
    const one = await client();
    expect(outcome(one, recorded, [])).toEqual(wanted);
    const each = Array.from({ length: recorded.length }, (_, index) => index);
    expect(outcome(one, recorded, each)).toEqual(wanted);
  });

  it("cut in two anywhere", async () => {
    const one = await client();
    for (let at = 1; at < recorded.length; at++) {
      expect(outcome(one, recorded, [at]), `cut at ${at}`).toEqual(wanted);
    }
  });

  it("cut into many", async () => {
    const one = await client();
    fc.assert(
      fc.property(fc.array(fc.nat(recorded.length), { maxLength: 40 }), (places) => {
        expect(
          outcome(
            one,
            recorded,
            places.sort((a, b) => a - b),
          ),
        ).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it("where the build knows the only filter, too", async () => {
    const one = await listening(id, [], {}, "listener-alone");
    one.heard();
    one.say(pingResp);
    // What its broker sends is all for it, and nothing is said about what it never ends.
    const sent = recorded.replace(publish("d", "nobody's"), "").replace(unsuback, "");
    const each = Array.from({ length: sent.length }, (_, index) => index);
    for (const ends of [[], each, [3, 200, 201, 1_500], [600, 602, 606]]) {
      expect(outcome(one, sent, ends)).toEqual({ ...wanted, received: 5 });
    }
    one.say(publish("c", "throw"));
    expect(one.calls()).toEqual([["c/#", "c", "throw"]]);
    expect(one.subscriptions()).toMatchObject({ thrown: 1 });
  });

  it("where the build knows all filters and that the broker keeps the session, too", async () => {
    const one = await listening(id, [], {}, "listener-kept");
    expect(one.heard()).toMatch(/\x01\xc0\0$/);
    one.say(suback(1, 0) + pingResp);
    expect(one.subscriptions()).toMatchObject({ granted: 1, refused: 1 });
    const sent = [
      publish("c/a", "on", 1, 0x0102),
      publish("c/é/x", "wärmer", 1, 0x0304),
      publish("c", "nobody's", 1, 0x0506),
      publish("c/a", "y".repeat(600), 1, 0x0708),
      publish("c/a", ""),
    ].join("");
    const each = Array.from({ length: sent.length }, (_, index) => index);
    for (const ends of [[], each, [3, 20, 21, 600]]) {
      let start = 0;
      for (const end of [...ends, sent.length]) {
        if (end > start) one.say(sent.slice(start, end));
        start = end;
      }
      let said = "";
      for (let heard = one.heard(); heard.endsWith(pingReq); heard = one.heard()) {
        said += heard.slice(0, -2);
        one.say(pingResp);
      }
      expect(said).toBe("\x40\x02\x01\x02\x40\x02\x03\x04\x40\x02\x05\x06\x40\x02\x07\x08");
      expect(one.calls()).toEqual([
        ["c/a", "c/a", "on"],
        ["c/é/x", "c/é/x", "wärmer"],
        ["c/a", "c/a", ""],
      ]);
    }
    expect(one.status()).toMatchObject({ state: "connected", reconnects: 0 });
  });

  it("where nobody asks for the counters a SUBACK is no message, whatever comes behind it", async () => {
    const one = await listening(id, [], {}, "listener-uncounted");
    for (const codes of [
      [0, 0],
      [128, 128],
    ]) {
      one.say(suback(...codes) + publish("a", "on") + pingResp);
      expect(one.calls()).toEqual([
        ["a", "on"],
        ["a", "on"],
      ]);
      one.publishValue("t", 1);
      one.turn();
    }
    expect(one.status()).toMatchObject({ state: "connected", reconnects: 0 });
  });

  it("what had begun on a connection that ended is forgotten", async () => {
    const one = await client();
    for (const begun of [
      publish("c/a", "on").slice(0, 5),
      publish("c/long", "y".repeat(2_000)).slice(0, 600),
      "\x30",
    ]) {
      one.say(begun);
      one.cut();
      one.accept();
      one.turn();
      one.heard();
      one.say(pingResp);
      expect(outcome(one, recorded, [])).toEqual(wanted);
    }
  });

  it("a length of more than four bytes, and any other nonsense, end in a new connection", async () => {
    const one = await client();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constant("\x30\xff\xff\xff\xff\x7f"),
          fc.constant("\x30\xff\xff\xff\xff\xff"),
          fc.constant("\x00"),
          fc.constant("\xe0\x00"),
          fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
        ),
        (nonsense) => {
          one.say(nonsense);
          one.publishValue("t", 1);
          // Whatever became of it: with a broker that answers, what waits arrives and all is well again.
          for (let ms = 0; one.status().waiting > 0 && ms < 60_000; ms += 100) {
            one.clock.advance(100);
            if (one.link().closed !== "no") one.accept();
            if (one.heard().endsWith(pingReq)) one.say(pingResp);
          }
          expect(one.status()).toMatchObject({ state: "connected", waiting: 0, dropped: 0 });
          one.calls();
        },
      ),
      { numRuns: 60 },
    );
  });
});
