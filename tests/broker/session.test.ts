/** Messages of QoS 1 and 2, and what is kept of them from one connection to the next. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CoreOptions } from "../../src/broker/broker.js";
import type { Limits } from "../../src/broker/limits.js";
import { type Bench, bytes, connect, createBench, disconnect, publish, subscribeAt, text } from "./bench.js";

/** A writer (1) and a reader (2) of 3.1.1 that keeps its session and wants "t" with this QoS. */
function pair(qos: 0 | 1 | 2, limits: Partial<Limits> = {}, options: CoreOptions = {}) {
  const bench = createBench(limits, options);
  bench.open(1);
  bench.say(1, connect("writer", 0));
  bench.open(2);
  bench.say(2, connect("reader", 0, 4, { keep: true }), subscribeAt(qos, "t"));
  return bench;
}

/** The reader again, on a connection of its own. */
function again(bench: Bench, id: number, keep = true) {
  bench.open(id);
  bench.say(id, connect("reader", 0, 4, { keep }));
}

/** What was sent to a connection since it was last asked. */
function news(bench: Bench, id: number) {
  const sent = bench.sent(id);
  bench.actions.length = 0;
  return sent;
}

describe("a message of QoS 1", () => {
  it("is sent with an identifier, and is done with at its PUBACK", () => {
    const bench = pair(1);
    news(bench, 2);
    bench.say(1, publish("t", "x", 2, 7));
    expect(bench.sent(1)).toBe("40020007");
    expect(bench.sent(2)).toBe("32060001740001 78".replace(" ", ""));
    bench.say(2, bytes("4002 0001"));
    bench.closed(2);
    again(bench, 3);
    expect(bench.sent(3)).toBe("20020100");
  });

  it("comes again with DUP and the same identifier on the next connection, before what came meanwhile", () => {
    const bench = pair(1);
    bench.say(1, publish("t", "1", 2, 7), publish("t", "2", 2, 8));
    bench.closed(2);
    bench.say(1, publish("t", "3", 2, 9), publish("t", "lost", 0));
    again(bench, 3);
    expect(bench.sent(3)).toBe("20020100 3a06000174000131 3a06000174000232 3206000174000333");
  });

  it.each([
    [0, 0, "3004000174"],
    [0, 1, "3004000174"],
    [1, 1, "3206000174"],
    [1, 2, "3206000174"],
    [2, 1, "3206000174"],
  ] as const)("or another: published with %i and wanted with %i it goes with the lower", (published, wanted, start) => {
    const bench = pair(wanted);
    news(bench, 2);
    bench.say(1, publish("t", "x", published << 1, published > 0 ? 5 : undefined), bytes("6202 0005"));
    expect(bench.sent(2)).toMatch(new RegExp(`^${start}`));
  });
});

describe("a message of QoS 2", () => {
  it("is sent once, released and done with", () => {
    const bench = pair(2);
    news(bench, 2);
    bench.say(1, publish("t", "x", 4, 7), bytes("6202 0007"));
    expect(bench.sent(2)).toBe("3406000174000178");
    bench.say(2, bytes("5002 0001"), bytes("5002 0001"), bytes("7002 0001"));
    expect(bench.sent(2)).toBe("3406000174000178 62020001 62020001");
    bench.closed(2);
    again(bench, 3);
    expect(bench.sent(3)).toBe("20020100");
  });

  it("that the client has is only released on the next connection", () => {
    const bench = pair(2);
    bench.say(1, publish("t", "x", 4, 7), bytes("6202 0007"));
    bench.say(2, bytes("5002 0001"));
    bench.closed(2);
    again(bench, 3);
    expect(bench.sent(3)).toBe("2002010062020001");
  });

  it("waits for its PUBREL across connections of its writer, and is forgotten with a clean session", () => {
    const bench = createBench();
    bench.open(1);
    bench.say(1, connect("reader"), subscribeAt(0, "t"));
    for (const [id, keep] of [
      [2, true],
      [3, true],
    ] as const) {
      bench.open(id);
      bench.say(id, connect("writer", 0, 4, { keep }));
      if (id === 2) bench.say(2, publish("t", "x", 4, 7));
      bench.closed(id);
    }
    bench.open(4);
    bench.say(4, connect("writer", 0, 4, { keep: true }), bytes("6202 0007"));
    expect(bench.sent(1)).toContain("300400017478");
    bench.say(4, publish("t", "y", 4, 8));
    bench.open(5);
    bench.say(5, connect("writer", 0, 4), bytes("6202 0008"));
    expect(bench.sent(5)).toBe("20020000 70020008");
    expect(bench.sent(1)).not.toContain("300400017479");
  });
});

describe("a message of QoS 2 that comes again before its PUBREL", () => {
  it("takes no more room than once", () => {
    const bench = pair(1, { maxWaitingBytes: 500, maxInFlight: 1 });
    for (let times = 0; times < 5; times++) bench.say(1, publish("t", "x", times === 0 ? 4 : 12, 7));
    expect(bench.reason(1)).toBeUndefined();
  });
});

describe("a message of QoS 0", () => {
  it("goes to the connection that its reader has now, and to none while it is away", () => {
    const bench = pair(1);
    bench.say(1, publish("t", "x"));
    bench.closed(2);
    bench.actions.length = 0;
    bench.say(1, publish("t", "y"));
    expect(bench.actions.filter(({ action }) => action === "deliver")).toEqual([]);
    again(bench, 3);
    bench.say(1, publish("t", "z"));
    expect(bench.sent(3)).toBe("20020100 30040001747a");
  });
});

describe("acknowledgements", () => {
  it.each([
    ["PUBREC of QoS 1", 1, "5002 0001", "MQTT-4.3.2-2"],
    ["PUBCOMP of QoS 1", 1, "7002 0001", "MQTT-4.3.2-2"],
    ["PUBACK of QoS 2", 2, "4002 0001", "MQTT-4.3.3-1"],
    ["PUBCOMP before PUBREC", 2, "7002 0001", "MQTT-4.3.3-1"],
  ] as const)("that are the wrong ones end the connection: %s", (_what, qos, said, clause) => {
    const bench = pair(qos);
    bench.say(1, publish("t", "x", qos << 1, 7), bytes("6202 0007"));
    bench.say(2, bytes(said));
    expect(bench.reason(2)).toMatchObject({ kind: "protocol-error", clause });
  });

  it("of nothing are passed over with a warning, and PUBREC is answered", () => {
    const bench = pair(1, {}, { strict: true });
    news(bench, 2);
    bench.say(2, bytes("4002 0009"), bytes("5002 0009"), bytes("7002 0009"));
    expect(bench.sent(2)).toBe("62020009");
    expect(bench.events().filter(({ event }) => event === "warned")).toHaveLength(3);
  });
});

describe("packet identifiers", () => {
  it("go from 1 to 65,535 and round again, past those in use", () => {
    const bench = pair(1);
    bench.say(1, publish("t", "kept", 2, 7));
    for (let id = 2; id <= 65_535; id++) {
      bench.say(1, publish("t", "x", 2, 7));
      bench.say(2, Uint8Array.of(0x40, 2, id >> 8, id & 255));
      bench.actions.length = 0;
    }
    bench.say(1, publish("t", "x", 2, 7));
    expect(bench.sent(2)).toBe("3206000174000278");
  });
});

describe("a session", () => {
  it("keeps its subscriptions while the client is away; a clean one ends with its connection", () => {
    const bench = pair(1);
    bench.say(2, disconnect);
    bench.say(1, publish("t", "x", 2, 7));
    again(bench, 3);
    expect(bench.sent(3)).toBe("20020100 3206000174000178");
    again(bench, 4, false);
    expect(bench.reason(3)).toMatchObject({ kind: "taken-over" });
    expect(bench.sent(4)).toBe("20020000");
    bench.closed(4);
    again(bench, 5);
    expect(bench.sent(5)).toBe("20020000");
    bench.say(1, publish("t", "x", 2, 7));
    expect(bench.sent(5)).toBe("20020000");
  });

  it("is not told in CONNACK to a client of 3.1, which reserves that bit", () => {
    const bench = createBench();
    for (const id of [1, 2]) {
      bench.open(id);
      bench.say(id, connect("A", 0, 3, { keep: true }));
    }
    expect(bench.sent(2)).toBe("20020000");
    expect(bench.events().at(-1)).toMatchObject({ event: "connected", session: true });
  });

  it("holds messages up to its bound; further ones are dropped and counted", () => {
    const bench = pair(1, { maxWaitingBytes: 500 });
    bench.say(2, disconnect);
    for (const payload of ["1", "2", "3", "4"]) bench.say(1, publish("t", payload, 2, 7));
    expect(bench.events().filter(({ event }) => event === "dropped")).toMatchObject([
      { client: "reader", messages: 1, from: "session" },
      { client: "reader", messages: 1, from: "session" },
    ]);
    again(bench, 3);
    expect(bench.sent(3)).toBe("20020100 3206000174000131 3206000174000232");
    // Room comes back with the acknowledgement.
    bench.say(3, bytes("4002 0001"), bytes("4002 0002"));
    bench.say(1, publish("t", "5", 2, 7));
    expect(bench.sent(3)).toContain("3206000174000335");
  });

  it("shares the room of all sessions, and gives it back when it ends", () => {
    const bench = pair(1, { maxStoredBytes: 300 });
    bench.open(3);
    bench.say(3, connect("other", 0, 4), subscribeAt(1, "t"));
    bench.say(1, publish("t", "1", 2, 7));
    expect(bench.events().filter(({ event }) => event === "dropped")).toMatchObject([{ client: "other" }]);
    again(bench, 4, false);
    bench.say(1, publish("t", "2", 2, 7));
    expect(bench.sent(3)).toContain("3206000174000132");
  });

  it("has so many messages in flight and not one more; the next goes out with an acknowledgement", () => {
    const bench = pair(1, { maxInFlight: 2 });
    news(bench, 2);
    for (const payload of ["1", "2", "3"]) bench.say(1, publish("t", payload, 2, 7));
    expect(bench.sent(2)).toBe("3206000174000131 3206000174000232");
    bench.say(2, bytes("4002 0001"));
    expect(bench.sent(2)).toBe("3206000174000131 3206000174000232 3206000174000333");
  });

  it("with too many unreleased messages of QoS 2 ends its connection", () => {
    const bench = pair(1, { maxInFlight: 2 });
    for (const id of [1, 2, 3]) bench.say(1, publish("t", "x", 4, id));
    expect(bench.reason(1)).toMatchObject({ kind: "limit" });
  });

  it("that is away longest is forgotten where there are too many", () => {
    const bench = createBench({ maxSessions: 2 });
    for (const [id, name] of ["A", "B", "C"].entries()) {
      bench.open(id);
      bench.say(id, connect(name, 0, 4, { keep: true }), disconnect);
    }
    expect(bench.events().filter(({ event }) => event === "warned")).toMatchObject([{ client: "A" }]);
    for (const [id, name] of ["A", "B"].entries()) {
      bench.open(10 + id);
      bench.say(10 + id, connect(name, 0, 4, { keep: true }));
    }
    expect([bench.sent(10), bench.sent(11)]).toEqual(["20020000", "20020100"]);
  });
});

describe("a retained message", () => {
  it.each([
    [0, 2, "31040001 74"],
    [1, 2, "33060001 74"],
    [2, 1, "33060001 74"],
    [2, 2, "35060001 74"],
    [2, 0, "31040001 74"],
  ] as const)("of QoS %i comes to a subscription with QoS %i at the lower of both", (published, wanted, start) => {
    const bench = createBench();
    bench.open(1);
    bench.say(
      1,
      connect("A"),
      publish("t", "x", (published << 1) | 1, published > 0 ? 5 : undefined),
      bytes("62020005"),
    );
    bench.open(2);
    bench.say(2, connect("B"), subscribeAt(wanted, "t"));
    expect(bench.sent(2)).toContain(start.replace(" ", ""));
  });
});

describe("a will", () => {
  const will = { topic: "t", message: "gone" };

  function withWill(level: 3 | 4 = 3) {
    const bench = pair(1);
    bench.open(3);
    bench.say(3, connect("device", 10, level, { will: { ...will, qos: 1, retain: true } }));
    return bench;
  }
  const message = "320900017400 01676f6e65".replace(" ", "");

  it.each([
    ["its connection breaks", (bench: Bench) => bench.closed(3)],
    ["it says what is forbidden", (bench: Bench) => bench.say(3, bytes("f0 00"))],
    [
      "it is silent for too long",
      (bench: Bench) => {
        bench.now = 15_000;
        bench.expire();
      },
    ],
    [
      "another takes its identifier",
      (bench: Bench) => {
        bench.open(4);
        bench.say(4, connect("device"));
      },
    ],
  ])("is published, and retained, when %s", (_when, end) => {
    const bench = withWill();
    end(bench);
    expect(bench.sent(2)).toContain(message);
    bench.open(5);
    bench.say(5, connect("later"), subscribeAt(0, "#"));
    expect(bench.sent(5)).toContain("3107000174676f6e65");
    expect(bench.events()).toContainEqual(
      expect.objectContaining({ event: "published", client: "device", payload: text("gone") }),
    );
  });

  it("is not published after DISCONNECT, nor when the broker stops", () => {
    const bench = withWill();
    bench.say(3, disconnect);
    expect(bench.sent(2)).not.toContain(message);
    const other = withWill();
    other.actions.push(...other.core.stop());
    expect(other.sent(2)).not.toContain(message);
  });
});

describe("order and delivery, at random", () => {
  it("with QoS 1 and 2 everything arrives in the order of publishing, whatever connections do", () => {
    const step = fc.constantFrom("publish", "acknowledge", "break", "return");
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom(1 as const, 2 as const), (steps, qos) => {
        const bench = pair(qos, { maxInFlight: 3 });
        bench.actions.length = 0;
        let reader = 2;
        let isThere = true;
        let published = 0;
        const arrived: number[] = [];
        /** Reads what was sent to the reader; answers it if told to. */
        const read = (answers: boolean) => {
          for (let rounds = 0; rounds < 100; rounds++) {
            const sent = Buffer.from(bench.sent(reader).replaceAll(" ", ""), "hex");
            bench.actions.length = 0;
            if (sent.length === 0) return;
            for (let at = 0; at < sent.length; at += 2 + (sent[at + 1] ?? 0)) {
              const type = (sent[at] ?? 0) >> 4;
              const id = sent.subarray(at + (type === 3 ? 5 : 2), at + (type === 3 ? 7 : 4));
              if (type === 3) {
                const isNew = ((sent[at] ?? 0) & 8) === 0;
                const count = Number(sent.subarray(at + 7, at + 2 + (sent[at + 1] ?? 0)).toString());
                if (isNew) arrived.push(count);
                if (answers) bench.say(reader, Uint8Array.of(qos === 1 ? 0x40 : 0x50, 2, ...id));
              } else if (type === 6 && answers) {
                bench.say(reader, Uint8Array.of(0x70, 2, ...id));
              }
            }
          }
        };
        const back = () => {
          isThere = true;
          reader += 1;
          again(bench, reader);
        };
        for (const step of steps) {
          if (step === "publish") {
            published += 1;
            bench.say(1, publish("t", String(published), qos << 1, 7));
            if (qos === 2) bench.say(1, bytes("6202 0007"));
          } else if (step === "acknowledge" && isThere) {
            read(true);
          } else if (step === "break" && isThere) {
            read(false);
            bench.closed(reader);
            isThere = false;
          } else if (step === "return" && !isThere) {
            back();
          }
        }
        if (isThere) {
          read(false);
          bench.closed(reader);
        }
        back();
        read(true);
        expect(arrived).toEqual(Array.from({ length: published }, (_, index) => index + 1));
      }),
    );
  });
});
