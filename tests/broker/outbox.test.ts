/** Sinks stand for sockets here. The planted fault is a sink that keeps its write callback to itself. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOutbox, REPLY_HOLD_MS, type Sink } from "../../src/broker/outbox.js";
import { text } from "./bench.js";

/** A socket whose writes are handed over only when the test says so. */
function createSink(log: string[], name: string) {
  const unfinished: { bytes: number; done: () => void }[] = [];
  const sink: Sink = {
    write: (bytes, done) => {
      log.push(`${name}<${Buffer.from(bytes).toString()}`);
      unfinished.push({ bytes: bytes.length, done });
      return false;
    },
    waitingBytes: () => unfinished.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const finish = () => {
    for (const { done } of unfinished.splice(0)) done();
  };
  return { sink, finish };
}

function setUp(maxWaitingBytes = 1000) {
  const log: string[] = [];
  const outbox = createOutbox(maxWaitingBytes, () => 0);
  const [a, b, c] = [createSink(log, "A"), createSink(log, "B"), createSink(log, "C")];
  outbox.open(1, a.sink);
  outbox.open(2, b.sink);
  outbox.open(3, c.sink);
  return { log, outbox, a, b, c };
}

describe("a reply", () => {
  it("leaves with the turn where nothing was sent to anyone", () => {
    const { log, outbox } = setUp();
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    expect(log).toEqual(["A<PINGRESP"]);
  });

  it("stays back until every subscriber's socket has handed over the messages before it", () => {
    const { log, outbox, b, c } = setUp();
    outbox.deliver(2, 1, text("22.5"), 0);
    outbox.deliver(3, 1, text("22.5"), 0);
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    expect(log).toEqual(["B<22.5", "C<22.5"]);
    b.finish();
    expect(log).toEqual(["B<22.5", "C<22.5"]);
    c.finish();
    expect(log).toEqual(["B<22.5", "C<22.5", "A<PINGRESP"]);
  });

  it("does not wait for messages of others", () => {
    const { log, outbox } = setUp();
    outbox.deliver(2, 3, text("from C"), 0);
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    expect(log).toEqual(["B<from C", "A<PINGRESP"]);
  });

  it("does not wait for messages of a later turn", () => {
    const { log, outbox, b } = setUp();
    outbox.deliver(2, 1, text("first"), 0);
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    outbox.deliver(3, 1, text("second"), 1);
    outbox.flush(1);
    b.finish();
    expect(log.at(-1)).toBe("A<PINGRESP");
  });

  it("keeps its place behind an earlier one that waits", () => {
    const { log, outbox, b, c } = setUp();
    outbox.deliver(2, 1, text("first"), 0);
    outbox.reply(1, text("one"), 0);
    outbox.flush(0);
    outbox.deliver(3, 1, text("second"), 0);
    outbox.reply(1, text("two"), 0);
    outbox.flush(0);
    c.finish();
    expect(log).toEqual(["B<first", "C<second"]);
    b.finish();
    expect(log.slice(2)).toEqual(["A<onetwo"]);
  });

  it("waits for a reader whose socket takes no more for one second, and then no more until that has caught up", () => {
    const { log, outbox, a, b } = setUp();
    outbox.deliver(2, 1, text("stuck"), 100);
    outbox.reply(1, text("one"), 100);
    outbox.flush(100);
    expect(outbox.nextRelease()).toBe(100 + REPLY_HOLD_MS);
    outbox.release(99 + REPLY_HOLD_MS);
    expect(log).toEqual(["B<stuck"]);
    outbox.release(100 + REPLY_HOLD_MS);
    expect(log).toEqual(["B<stuck", "A<one"]);
    a.finish();
    expect(outbox.nextRelease()).toBe(Number.POSITIVE_INFINITY);

    outbox.deliver(2, 1, text("queued"), 2000);
    outbox.reply(1, text("two"), 2000);
    outbox.flush(2000);
    expect(log.slice(2).sort()).toEqual(["A<two", "B<queued"]);
    b.finish();

    outbox.deliver(2, 1, text("again"), 3000);
    outbox.reply(1, text("three"), 3000);
    outbox.flush(3000);
    expect(log.at(-1)).toBe("B<again");
    b.finish();
    expect(log.at(-1)).toBe("A<three");
  });

  it("goes on when a reader that it waits for is gone", () => {
    const { log, outbox, b } = setUp();
    outbox.deliver(2, 1, text("x"), 0);
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    outbox.close(2, 0);
    b.finish(); // a destroyed socket calls its callbacks too
    expect(log.at(-1)).toBe("A<PINGRESP");
  });

  it("is gone with its connection", () => {
    const { log, outbox, b } = setUp();
    outbox.deliver(2, 1, text("x"), 0);
    outbox.reply(1, text("PINGRESP"), 0);
    outbox.flush(0);
    outbox.close(1, 0);
    b.finish();
    expect(log).toEqual(["B<x"]);
  });

  it("never overtakes, whatever is sent and whenever sockets hand over", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("deliver" as const), to: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant("reply" as const) }),
      fc.record({ kind: fc.constant("flush" as const) }),
      fc.record({ kind: fc.constant("finish" as const), to: fc.integer({ min: 1, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = createOutbox(1e6, () => 0);
        const handed = new Set<string>();
        const owed = new Map<string, string[]>();
        const delivered: string[] = [];
        const replies: string[] = [];
        const finishers = [1, 2, 3].map((id) => {
          const isQuick = id === 3; // a socket that says at once that all is handed over
          const unfinished: (() => void)[] = [];
          outbox.open(id, {
            waitingBytes: () => 0,
            write: (bytes, done) => {
              const parts = Buffer.from(bytes).toString().split(";").filter(Boolean);
              for (const part of parts) {
                // Its own messages need only stand before the reply in the same stream.
                if (id === 1 || isQuick) handed.add(part);
                if (!part.startsWith("r")) continue;
                for (const message of owed.get(part) ?? []) {
                  expect(handed.has(message), `${part} before ${message}`).toBe(true);
                }
                replies.push(part);
              }
              unfinished.push(() => {
                for (const part of parts) handed.add(part);
                done();
              });
              return isQuick;
            },
          });
          return () => {
            for (const finish of unfinished.splice(0)) finish();
          };
        });
        let count = 0;
        for (const step of steps) {
          count += 1;
          if (step.kind === "deliver") {
            delivered.push(`m${count}`);
            outbox.deliver(step.to, 1, text(`m${count};`), 0);
          } else if (step.kind === "reply") {
            owed.set(`r${count}`, [...delivered]);
            outbox.reply(1, text(`r${count};`), 0);
          } else {
            outbox.flush(0);
            if (step.kind === "finish") finishers[step.to - 1]?.();
          }
        }
        outbox.flush(0);
        for (const _ of [1, 2]) for (const finish of finishers) finish();
        expect(replies).toEqual([...owed.keys()]);
      }),
    );
  });
});

describe("a reader", () => {
  it("gets all messages of a turn in one write", () => {
    const { log, outbox } = setUp();
    for (const message of ["1", "2", "3"]) outbox.deliver(2, 1, text(message), 0);
    outbox.flush(0);
    expect(log).toEqual(["B<123"]);
  });

  it("loses what does not fit into its bounded queue, and gets messages again after reading", () => {
    const { outbox, b } = setUp(10);
    expect(outbox.deliver(2, 1, text("12345678"), 0)).toBe(true);
    expect(outbox.deliver(2, 1, text("901"), 0)).toBe(false);
    outbox.flush(0);
    expect(outbox.deliver(2, 1, text("901"), 0)).toBe(false);
    expect(outbox.deliver(3, 1, text("901"), 0)).toBe(true);
    b.finish();
    expect(outbox.deliver(2, 1, text("901"), 0)).toBe(true);
  });

  it("cannot pile up replies, held back or not", () => {
    const { outbox } = setUp(5);
    outbox.deliver(2, 1, text("x"), 0);
    expect(outbox.reply(1, text("12345"), 0)).toBe(true);
    expect(outbox.reply(1, text("12345"), 0)).toBe(true);
    expect(outbox.reply(1, text("1"), 0)).toBe(false);
  });

  it("has room for replies again once those that were held back have left", () => {
    const { outbox, a, b } = setUp(5);
    for (let times = 0; times < 3; times++) {
      outbox.deliver(2, 1, text("x"), 0);
      expect(outbox.reply(1, text("1234567890"), 0)).toBe(true);
      outbox.flush(0);
      b.finish();
      a.finish();
    }
  });

  it("cannot pile up messages that may not be dropped", () => {
    const { outbox } = setUp(5);
    expect(outbox.mustDeliver(2, 1, text("1234567890"), 0)).toBe(true);
    expect(outbox.mustDeliver(2, 1, text("1"), 0)).toBe(false);
  });

  it("shares the bytes of a turn with the others who get the same messages", () => {
    const outbox = createOutbox(1000, () => 0);
    const writes: Uint8Array[] = [];
    for (const id of [1, 2]) {
      outbox.open(id, {
        write: (bytes) => {
          writes.push(bytes);
          return true;
        },
        waitingBytes: () => 0,
      });
    }
    for (const message of [text("one"), text("two")]) for (const id of [1, 2]) outbox.deliver(id, 3, message, 0);
    outbox.flush(0);
    expect(writes.map((bytes) => Buffer.from(bytes).toString())).toEqual(["onetwo", "onetwo"]);
    expect(writes[0]).toBe(writes[1]);
  });
});
