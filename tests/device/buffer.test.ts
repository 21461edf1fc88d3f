/**
 * The buffer, the real modules as the build makes them, against a list that says what it should do: random sequences of
 * everything that a session may do with it.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import { virtualClock } from "../../src/sim/virtual-clock.js";
import { fakeNetwork } from "../sim/fakes.js";
import { type BoardId, boardIds, bundleOf, packetsIn, spelled } from "../support/device.js";

interface Buffered {
  call(name: string, ...args: unknown[]): string;
  /** Counters, less what the buffer before had counted. */
  counts(): { used: number; flight: number; waiting: number; confirmed: number; dropped: number };
}

/** A buffer that is empty. The same realm serves all runs; its counters go on counting. */
function bufferOn(virtual: VirtualBoard, board: Board, bufferBytes: number): Buffered {
  const call = (name: string, ...args: unknown[]) =>
    virtual.evaluate(`client.${name}(${args.map((arg) => spelled(board, arg)).join()})`);
  const read = () => call("counts").split(",").map(Number) as [number, number, number, number, number];
  call("start", bufferBytes);
  const [, , , confirmedBefore, droppedBefore] = read();
  return {
    call,
    counts() {
      const [used, flight, waiting, confirmed, dropped] = read();
      return { used, flight, waiting, confirmed: confirmed - confirmedBefore, dropped: dropped - droppedBefore };
    },
  };
}

/** A fresh board for each run, because a buffer has no way back to its beginning but a boot. */
async function boards(id: BoardId): Promise<{ board: Board; fresh: () => VirtualBoard }> {
  const board = loadBoard(id);
  const text = await bundleOf("buffer", id);
  const fresh = () => {
    const uncaught: string[] = [];
    return boot(text, board, {
      clock: virtualClock(),
      network: fakeNetwork(),
      random: () => 0.5,
      serial: "01020304-05060708",
      onConsole: (line) => uncaught.push(line),
    });
  };
  return { board, fresh };
}

/** A packet's first bytes, length and all. */
function publishPacket(topic: string, message: string): string {
  const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");
  const body = `${String.fromCharCode(bytes(topic).length >> 8, bytes(topic).length & 255)}${bytes(topic)}${bytes(message)}`;
  let length = "";
  let rest = body.length;
  do {
    length += String.fromCharCode((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return `0${length}${body}`;
}

interface Item {
  readonly packet: string;
  readonly bytes: number;
  readonly name: string;
}

/** What the buffer should do, with a list. How many go at once is the buffer's to say: suspicion has tests of its own. */
function model(size: number) {
  let items: Item[] = [];
  let flying = 0;
  let confirmed = 0;
  let dropped = 0;
  const sum = (list: Item[]) => list.reduce((bytes, item) => bytes + item.bytes, 0);
  return {
    put(item: Item): boolean {
      if (item.bytes > size - sum(items.slice(0, flying))) {
        dropped++;
        return false;
      }
      while (sum(items) + item.bytes > size) {
        items.splice(flying, 1);
        dropped++;
      }
      items.push(item);
      return true;
    },
    take(count: number): string[] {
      flying = count;
      return items.slice(0, flying).map(({ packet }) => packet);
    },
    confirm() {
      confirmed += flying;
      items = items.slice(flying);
      flying = 0;
    },
    rewind() {
      flying = 0;
    },
    giveUp(): string {
      expect(flying, "what is given up went alone").toBe(1);
      flying = 0;
      dropped++;
      return items.shift()?.name ?? "";
    },
    flying: () => flying,
    counts: () => ({
      used: sum(items),
      flight: sum(items.slice(0, flying)),
      waiting: items.length,
      confirmed,
      dropped,
    }),
  };
}

type Step =
  | { do: "value"; tag: number; value: string }
  | { do: "message"; topic: string; message: string }
  | { do: "take" | "confirm" | "lost" | "closed" };

const text = fc.oneof(
  fc.string({ maxLength: 20, unit: fc.constantFrom(...'abc"\\\n\x01\x7fé€') }),
  fc.nat(30).map((length) => "x".repeat(length)),
  fc.nat(400).map((length) => "x".repeat(length)),
);
const stepOf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("value" as const), tag: fc.nat(40), value: text }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("message" as const), topic: text, message: text }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("take" as const, "confirm" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("take" as const, "closed" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lost" as const) }) },
);

describe.each(boardIds)("the buffer on %s", (id) => {
  it("does what a list would do", async () => {
    const { board, fresh } = await boards(id);
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 64, max: 160 }), fc.integer({ min: 64, max: 700 })),
        fc.array(stepOf, { minLength: 1, maxLength: 120, size: "max" }),
        (size, steps) => {
          const buffer = bufferOn(fresh(), board, size);
          const expected = model(size);
          const order: string[] = [];
          let puts = 0;
          let owed = false;
          const see = (why: Step) => {
            const counts = buffer.counts();
            expect(counts, JSON.stringify(why)).toEqual(expected.counts());
            expect(counts.waiting + counts.confirmed + counts.dropped).toBe(puts);
            expect(counts.used).toBeLessThanOrEqual(size);
          };
          for (const step of steps) {
            switch (step.do) {
              case "value": {
                const tag = `tag${step.tag}`;
                if (!order.includes(tag)) order.push(tag);
                const escaped = JSON.stringify(step.value)
                  .slice(1, -1)
                  .replace(/[\x7f-\uffff]/g, (c) => c);
                const topic = `key/K/device/D/tag/${tag}`;
                const message = `{"value":"${escaped}"}`;
                const packet = publishPacket(topic, message);
                const bytes =
                  order.indexOf(tag) < 32
                    ? 4 + Buffer.byteLength(escaped) // its quote among them, behind which a time may stand
                    : 3 + 2 + topic.length + Buffer.byteLength(message);
                const taken = buffer.call("value", tag, step.value);
                puts++;
                expect(taken).toBe(String(expected.put({ packet, bytes, name: tag })));
                break;
              }
              case "message": {
                const { topic, message } = step;
                const bytes = 5 + Buffer.byteLength(topic) + Buffer.byteLength(message);
                const taken = buffer.call("message", topic, message);
                puts++;
                const packet = publishPacket(topic, message);
                expect(taken).toBe(String(expected.put({ packet, bytes, name: topic })));
                break;
              }
              case "take":
                if (owed) break;
                {
                  const batch = packetsIn(buffer.call("take"));
                  expect(batch).toEqual(expected.take(batch.length));
                  owed = true;
                }
                break;
              case "confirm":
                if (!owed) break;
                if (expected.flying() > 0) {
                  buffer.call("confirm");
                  expected.confirm();
                }
                owed = false;
                break;
              case "closed":
                if (buffer.call("strike") === "true") expect(buffer.call("poison")).toBe(expected.giveUp());
                buffer.call("rewind");
                expected.rewind();
                owed = false;
                break;
              case "lost":
                buffer.call("rewind");
                expected.rewind();
                owed = false;
                break;
            }
            see(step);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it("keeps its suspicion of what is in flight while others give way", async () => {
    const { board, fresh } = await boards(id);
    const buffer = bufferOn(fresh(), board, 100);
    buffer.call("value", "suspect", "1");
    for (let closes = 0; closes < 3; closes++) {
      buffer.call("take");
      buffer.call("strike");
      buffer.call("rewind");
    }
    expect(buffer.call("take"), "the PINGREQ ahead of it").toBe("");
    expect(packetsIn(buffer.call("take"))).toHaveLength(1);
    for (let n = 0; n < 20; n++) buffer.call("value", "other", "1234567");
    buffer.call("strike");
    buffer.call("rewind");
    expect(buffer.call("take"), "the PINGREQ ahead of it, on the next connection").toBe("");
    expect(packetsIn(buffer.call("take"))).toHaveLength(1);
  });

  it("ends its suspicion once as much as was in the batch has arrived", async () => {
    const { board, fresh } = await boards(id);
    const buffer = bufferOn(fresh(), board, 400);
    for (const tag of ["a", "b", "c"]) buffer.call("value", tag, "123456789");
    for (let closes = 0; closes < 3; closes++) {
      buffer.call("take");
      buffer.call("strike");
      buffer.call("rewind");
    }
    for (let n = 0; n < 4; n++) buffer.call("value", "d", "123456789");
    for (const tag of ["a", "b", "c"]) {
      expect(buffer.call("take"), `the PINGREQ ahead of ${tag}`).toBe("");
      expect(packetsIn(buffer.call("take")), `${tag} alone`).toHaveLength(1);
      buffer.call("confirm");
    }
    expect(packetsIn(buffer.call("take")), "the others, without a PINGREQ ahead").toHaveLength(4);
  });

  it("gives up what no connection survives, after three connections of its batch and three of its own", async () => {
    const { board, fresh } = await boards(id);
    const buffer = bufferOn(fresh(), board, 400);
    for (const tag of ["a", "b", "poison", "c"]) buffer.call("value", tag, "1");
    const given: string[] = [];
    let closes = 0;
    while (buffer.counts().waiting > 0 && closes < 20) {
      const batch = buffer.call("take");
      if (batch.includes("/poison")) {
        closes++;
        if (buffer.call("strike") === "true") given.push(buffer.call("poison"));
        buffer.call("rewind");
      } else if (buffer.counts().flight > 0) buffer.call("confirm");
    }
    expect(given).toEqual(["poison"]);
    expect(closes).toBe(6);
    expect(buffer.counts()).toMatchObject({ confirmed: 3, dropped: 1 });
  });
});
