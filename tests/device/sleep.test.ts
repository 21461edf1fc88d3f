/** `tagwire/sleep`: what a cycle does, and how it ends where the network, the sketch or the board does not play along. */
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { bootSketch, type RunningSketch, type SketchFault } from "../../src/testing/boot-sketch.js";

// Each sketch is built once for each board, not once for each test.
vi.mock("../../src/build/build.js", async (original) => {
  const real = await original<typeof import("../../src/build/build.js")>();
  const built = new Map<string, ReturnType<typeof real.build>>();
  const build: typeof real.build = (sketch, board, given) => {
    const key = `${sketch} ${board.id}`;
    const bundle = built.get(key) ?? real.build(sketch, board, given);
    built.set(key, bundle);
    return bundle;
  };
  return { ...real, build };
});

type Sketch = "plain" | "with-done" | "done-again" | "long" | "wrong-times";
const boards = ["esp32", "esp8266"] as const;

function asleep(sketch: Sketch, board: (typeof boards)[number], faults: SketchFault[] = []): Promise<RunningSketch> {
  return bootSketch(fileURLToPath(new URL(`../fixtures/asleep/${sketch}.ts`, import.meta.url)), { board, faults });
}

/** Moves on until it has slept so often. */
function sleepTimes(running: RunningSketch, times: number): void {
  for (let n = 0; running.sleeps.length < times; n++) {
    if (n > 10_000) throw new Error(`it has slept ${running.sleeps.length} times`);
    running.advance(1_000);
  }
}
const messages = ({ published }: RunningSketch) => published.map(({ message }) => message);
const files = (running: RunningSketch) => running.board.evaluate('require("Storage").list()');

describe.each(boards)("on %s", (board) => {
  it("a cycle reads, publishes, confirms, says DISCONNECT, and sleeps", async () => {
    const running = await asleep("plain", board);
    running.advance(1_000);
    const [first] = running.sleeps;
    expect(first?.forMs).toBe(600_000);
    // CONNECT, the value with its PINGREQ, DISCONNECT: a round trip of 10 ms each, and the look in between.
    expect(first?.awakeMs).toBeLessThan(110);
    sleepTimes(running, 4);
    // Without a DISCONNECT the broker would say the will.
    expect(messages(running)).toEqual(Array(4).fill('{"value":"1"}'));
    expect(running.complaints).toEqual([]);
    // Wi-Fi has to join first: 2 s, and a wait of 1 s at most.
    for (const { awakeMs, forMs } of running.sleeps.slice(1)) {
      expect(awakeMs).toBeLessThan(3_200);
      expect(forMs).toBe(600_000);
    }
    await running.stop();
  });

  it("flash is not written while all goes well", async () => {
    const running = await asleep("plain", board);
    expect(files(running)).toContain("sleep.boots");
    sleepTimes(running, 1);
    running.advance(600_001);
    expect(files(running)).toBe("[  ]");
    await running.stop();
  });

  it("a read that throws does not keep it awake", async () => {
    const running = await asleep("plain", board);
    running.board.setPin("D5", true);
    running.advance(1_000);
    expect(running.uncaught).toEqual(["Uncaught no sensor"]);
    expect([running.published.length, running.sleeps.length]).toEqual([1, 1]);
    await running.stop();
  });

  it("a read with nothing to say lets it sleep at once, and counts for nothing", async () => {
    const running = await asleep("plain", board);
    for (let times = 1; times < 8; times++) {
      running.board.setPin("D4", true);
      running.advance(599_000);
      sleepTimes(running, times);
    }
    expect(running.published).toEqual([]);
    for (const { awakeMs, forMs } of running.sleeps) {
      expect(awakeMs).toBeLessThan(600);
      expect(forMs).toBe(600_000);
    }
    await running.stop();
  });

  it("without network it gives up in time, after five boots sleeps four times as long, and comes back", async () => {
    const running = await asleep("plain", board, [{ fault: "wifi-lost" }]);
    sleepTimes(running, 10);
    for (const { awakeMs } of running.sleeps) expect(awakeMs).toBeLessThan(21_000);
    const slept = running.sleeps.map(({ forMs }) => forMs / 1000);
    expect(slept.slice(0, 4)).toEqual([600, 600, 600, 600]);
    const tries = running.sleeps.filter(({ awakeMs }) => awakeMs > 1_000).map(({ atMs }) => atMs);
    expect(tries.length).toBeLessThanOrEqual(8);
    expect((tries.at(-1) ?? 0) - (tries.at(-2) ?? 0)).toBeGreaterThanOrEqual(2_400_000);
    running.heal();
    const before = running.sleeps.length;
    running.waitFor("t", 2_500_000);
    sleepTimes(running, before + 3);
    expect(running.sleeps.at(-1)?.forMs).toBe(600_000);
    await running.stop();
  });

  it("with a broker that confirms nothing it gives up", async () => {
    const running = await asleep("plain", board, [{ fault: "broker", does: "withhold,packet=PINGRESP" }]);
    running.advance(21_000);
    expect(running.sleeps.length).toBe(1);
    expect(running.sleeps[0]?.awakeMs).toBeGreaterThan(20_000);
    await running.stop();
  });

  it("with Storage full it sleeps all the same", async () => {
    const running = await asleep("long", board, [{ fault: "wifi-lost" }]);
    running.board.evaluate('var s=require("Storage");s.eraseAll();s.write("all","x",0,s.getFree()-64)');
    for (let times = 1; times < 8; times++) {
      sleepTimes(running, times);
      expect(running.sleeps.at(-1)?.awakeMs).toBeLessThan(21_000);
    }
    expect(running.uncaught).toEqual([]);
    await running.stop();
  });

  it("a sleep of five hours goes in steps, in which nothing is said", async () => {
    const running = await asleep("long", board);
    running.advance(1_000);
    expect(running.published.length).toBe(1);
    running.advance(2 * 18_010_000);
    expect(running.published.length).toBe(3);
    const [first = 0, second = 0, third = 0] = running.published.map(({ atMs }) => atMs / 1000);
    // An ESP32 wakes at the multiples of its clock, an ESP8266 so long after it fell asleep.
    if (board === "esp8266") expect(second - first).toBeGreaterThan(18_000);
    else expect(second - first).toBeLessThan(18_010);
    expect(Math.abs(third - second - 18_000)).toBeLessThan(10);
    for (const { forMs } of running.sleeps) expect(forMs).toBeLessThanOrEqual(2_147_000);
    expect(running.sleeps.filter(({ awakeMs }) => awakeMs < 1).length).toBeGreaterThanOrEqual(15 - 8);
    expect(running.connections.length).toBeLessThan(20);
    await running.stop();
  });

  it("a long sleep that a reset ends begins anew", async () => {
    const running = await asleep("long", board);
    running.advance(5_000_000);
    running.putFault({ fault: "board-reset" });
    running.waitFor("t", 1_000);
    running.waitFor("t", 3_500);
    running.advance(18_010_000);
    expect(running.published.length).toBe(3);
    await running.stop();
  });

  it("boots that never come to an end are a boot loop: it sleeps at once, four times as long", async () => {
    const running = await asleep("plain", board, [{ fault: "broker-down" }]);
    for (let boot = 0; boot < 10; boot++) {
      running.advance(500);
      expect(running.sleeps.length).toBe(0);
      running.putFault({ fault: "board-reset" });
    }
    running.advance(0);
    expect(running.sleeps).toMatchObject([{ awakeMs: 0 }]);
    running.heal();
    running.waitFor("t", 2_405_000);
    running.advance(1_000);
    expect(running.sleeps.at(-1)?.forMs).toBe(600_000);
    await running.stop();
  });
});

it("on an ESP8266 the steps of a long sleep that a reset has ended do not lengthen the next one", async () => {
  const running = await asleep("plain", "esp8266", [{ fault: "wifi-lost" }]);
  sleepTimes(running, 5);
  // 2,400 s are a step of 253 s and one of 2,147 s.
  expect(running.sleeps.at(-1)?.forMs).toBe(253_000);
  running.heal();
  running.putFault({ fault: "board-reset" });
  running.waitFor("t", 4_000);
  running.waitFor("t", 605_000);
  await running.stop();
});

it("on an ESP32 a connect that blocks delays the sleep by its 18 s, and no more", async () => {
  const running = await asleep("plain", "esp32", [{ fault: "unreachable" }]);
  sleepTimes(running, 3);
  for (const { awakeMs } of running.sleeps) {
    expect(awakeMs).toBeGreaterThan(18_000);
    expect(awakeMs).toBeLessThan(60_000);
  }
  expect(running.watchdogResets).toEqual([]);
  await running.stop();
});

it("a read with a parameter is done when it says so", async () => {
  const running = await asleep("with-done", "esp32");
  running.advance(4_900);
  expect(running.sleeps).toEqual([]);
  running.advance(1_000);
  expect(messages(running)).toEqual(['{"value":"2"}']);
  expect(running.sleeps.length).toBe(1);
  await running.stop();
});

it.each(boards)("on %s done that comes again and again puts nothing off", async (board) => {
  const running = await asleep("done-again", board, [{ fault: "broker-down", fromMs: 0, toMs: 1e9 }]);
  running.advance(20_900);
  expect(running.sleeps).toEqual([]);
  running.advance(1_500 + (board === "esp32" ? 20_000 : 0));
  expect(running.sleeps).toMatchObject([{ forMs: 600_000 }]);
  expect(running.watchdogResets).toEqual([]);
  await running.stop();
});

it("a read that never ends is given up after 20 s", async () => {
  const running = await asleep("with-done", "esp32");
  running.board.setPin("D4", true);
  running.advance(19_900);
  expect(running.sleeps).toEqual([]);
  running.advance(1_000);
  expect(running.sleeps).toMatchObject([{ forMs: 600_000 }]);
  await running.stop();
});

it("a time that is wrong throws at run time, and says which", async () => {
  const running = await asleep("wrong-times", "esp32");
  const times = ["0", "-1", "0.5", "NaN", "31536000"];
  expect(running.printed).toEqual(times.map((seconds) => `seconds: ${seconds}`));
  running.advance(100_000);
  expect(running.sleeps).toEqual([]);
  await running.stop();
});
