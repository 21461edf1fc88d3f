/** What a test of a sketch can do: waits, faults put and healed while it runs, the device's status, memory and pins. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { estimate } from "../../src/build/estimate.js";
import {
  type BootOptions,
  bootSketch,
  type RunningSketch,
  type SketchFault,
  type Status,
} from "../../src/testing/boot-sketch.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "running-sketch-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function sketch(...lines: string[]): string {
  const file = join(folder, `sketch${files++}.ts`);
  writeFileSync(file, lines.join("\n"));
  return file;
}

const connecting = [
  'import { connect, publish, publishValue } from "tagwire";',
  'connect({ host: "broker.example", key: "K", device: "D", keepAliveS: 10 });',
];
/** A count each second, from 1 on. */
const counting = () =>
  sketch(...connecting, "let n = 0;", 'setInterval(() => publishValue("count", ++n), 1000);', 'publish("hello", n);');

async function running(
  file: string,
  test: (sketch: RunningSketch) => void,
  options: Partial<BootOptions> = {},
): Promise<void> {
  const one = await bootSketch(file, { board: "esp32", ...options });
  try {
    test(one);
  } finally {
    await one.stop();
  }
}

const countOf = ({ message }: { readonly message: string }) => Number((JSON.parse(message) as { value: string }).value);
const counts = ({ published }: RunningSketch) => [
  ...new Set(published.filter(({ topic }) => topic.endsWith("/count")).map(countOf)),
];
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("waitFor", () => {
  it("moves the time to the moment at which a message arrives, by tag, by filter and by function", async () => {
    await running(counting(), (one) => {
      const first = one.waitFor("count", 5_000);
      expect(first).toMatchObject({ topic: "key/K/device/D/tag/count", message: '{"value":"1"}' });
      expect(first.atMs).toBeGreaterThan(1_000);
      expect(first.atMs).toBeLessThan(1_100);
      expect(one.published.at(-1)).toBe(first);
      expect(countOf(one.waitFor("key/+/device/D/tag/#", 1_000))).toBe(2);
      expect(countOf(one.waitFor(({ message }) => message.includes('"5"'), 5_000))).toBe(5);
      // Those that came already are taken at once, each by one wait.
      expect(countOf(one.waitFor("count", 0))).toBe(3);
      expect(countOf(one.waitFor("count", 0))).toBe(4);
      expect(one.waitFor("hello", 0).message).toBe("0");
      expect(countOf(one.waitFor("count", 1_000))).toBe(6);
    });
  });

  it("finds each of those that come in one packet", async () => {
    const both = sketch(...connecting, 'setTimeout(() => { publishValue("a", 1); publishValue("b", 2); }, 500);');
    await running(both, (one) => {
      expect(countOf(one.waitFor("a", 1_000))).toBe(1);
      expect(countOf(one.waitFor("b", 0))).toBe(2);
    });
  });

  it("in vain throws a sentence with what arrived, and how things stand", async () => {
    await running(counting(), (one) => {
      expect(() => one.waitFor("cuont", 500)).toThrow(
        /^waitFor of "cuont" found nothing within 500 ms: what arrived is hello 0 at 0\.0 s; the device says it is connected, and 0 wait\.$/,
      );
      one.advance(20);
      expect(() => one.waitFor("cuont", 100)).toThrow("within 100 ms: nothing arrived; the device");
      expect(() => one.waitFor("cuont", 10_000)).toThrow(
        /what arrived is 10 others, the last of them count \{"value":"8"\} at 8\.\d s, .*"9".*"10"/,
      );
      const wrong = (message: { message: string }) => {
        assert.equal(countOf(message), -1, `it is ${countOf(message)}`);
        return true;
      };
      expect(() => one.waitFor(wrong, 1_000)).toThrow(
        /^waitFor of a message by a function found nothing .* \(the function says: it is 11\); the device/,
      );
      one.putFault({ fault: "broker-down" });
      expect(() => one.waitFor("cuont", 10_000)).toThrow(
        /nothing arrived; the device says it is waiting, and \d+ wait, the last reason was "\w+.*"\.$/,
      );
      one.putFault({ fault: "power-cut" });
      expect(() => one.waitFor("cuont", 10_000)).toThrow("nothing arrived; the board has no power.");
    });
  });

  it("refuses a filter that is none, and a time that is none", async () => {
    await running(counting(), (one) => {
      expect(() => one.waitFor("a/#/b", 1)).toThrow(/^waitFor of "a\/#\/b": the topic filter has a #/);
      for (const time of [undefined, Number.NaN, -1, Number.POSITIVE_INFINITY]) {
        expect(() => one.waitFor("count", time as number)).toThrow(`within ${time}; wanted are milliseconds`);
      }
    });
  });

  it("says so where the sketch never returns", async () => {
    const endless = sketch(...connecting, "let n = 0;", "setTimeout(() => { while (n >= 0) n++; print(n); }, 100);");
    await running(endless, (one) => {
      expect(() => one.waitFor("count", 1_000)).toThrow("the sketch never returns from a call");
      expect(() => one.status()).toThrow("There is no status: the sketch never returns");
    });
  });
});

describe("a fault that is put now lasts until heal, and then every count arrives", () => {
  /** What is to be seen within 30 s of it: whether counts still come, and how the device says things stand. */
  const faults: readonly [fault: SketchFault, comes: boolean, sees: Partial<Status>][] = [
    [{ fault: "reset" }, true, { state: "connected", reconnects: 1 }],
    [{ fault: "close" }, true, { state: "connected", reconnects: 1 }],
    [{ fault: "half-open" }, true, { state: "connected", reconnects: 1 }],
    [{ fault: "refused" }, true, { state: "connected", reconnects: 0 }],
    [{ fault: "latency", ms: 2_000 }, true, { state: "connected", reconnects: 0 }],
    [{ fault: "stall" }, false, { state: "connecting", waiting: 30 }],
    [{ fault: "drip", everyMs: 1 }, true, { state: "connected", reconnects: 0 }],
    [{ fault: "broker-down" }, false, { state: "waiting", waiting: 30 }],
    [{ fault: "broker-stopped" }, false, { state: "connecting", waiting: 30 }],
    [{ fault: "wifi-lost" }, false, { state: "waiting", waiting: 30 }],
    [{ fault: "broker", does: "withhold,packet=PINGRESP" }, true, { confirmed: 11 }],
  ];

  it.each(faults)("%j", async (fault, comes, sees) => {
    await running(counting(), (one) => {
      one.advance(10_500);
      expect(counts(one)).toEqual(upTo(10));
      one.putFault(fault);
      one.advance(30_000);
      const came = counts(one).length - 10;
      if (comes) expect(came).toBeGreaterThan(10);
      else expect(came).toBe(0);
      expect(one.status()).toMatchObject(sees);
      one.heal();
      one.advance(60_000);
      expect(counts(one)).toEqual(upTo(100));
      expect(one.status()).toMatchObject({ state: "connected", waiting: 0, dropped: 0, confirmed: 101 });
    });
  });

  it.each(["refused", "unreachable", "no-dns"] as const)("from the boot: %s", async (fault) => {
    await running(
      counting(),
      (one) => {
        one.advance(40_000);
        expect(one.published).toEqual([]);
        one.heal();
        one.waitFor("count", 40_000);
        one.advance(2_000);
        expect(one.status()).toMatchObject({ state: "connected", waiting: 0, dropped: 0 });
      },
      { faults: [{ fault }] },
    );
  });
});

describe("faults of the board", () => {
  const withStorage = () =>
    sketch(
      ...connecting,
      'const storage = require("Storage");',
      "let n = 0;",
      'const boots = Number(storage.read("boots") || 0) + 1;',
      'storage.write("boots", String(boots));',
      'setInterval(() => publishValue("count", ++n + boots * 100), 1000);',
    );

  it("the reset button: RAM goes, Storage and time stay", async () => {
    await running(withStorage(), (one) => {
      one.advance(5_500);
      one.putFault({ fault: "board-reset" });
      one.advance(3_500);
      expect(counts(one)).toEqual([101, 102, 103, 104, 105, 201, 202, 203]);
      expect(one.status()).toMatchObject({ confirmed: 3, reconnects: 0 });
    });
  });

  it("a power cut: nothing runs until it is healed, and nobody is told", async () => {
    await running(withStorage(), (one) => {
      one.advance(5_500);
      one.putFault({ fault: "power-cut" });
      one.advance(60_000);
      expect(counts(one)).toHaveLength(5);
      expect(() => one.status()).toThrow("There is no status: the board has no power.");
      one.heal();
      expect(countOf(one.waitFor(({ message }) => message.includes('"201"'), 2_000))).toBe(201);
    });
  });

  it("healed before any time went by, a power cut is a moment long", async () => {
    await running(withStorage(), (one) => {
      one.advance(5_500);
      one.putFault({ fault: "power-cut" });
      one.heal();
      one.advance(1_500);
      expect(counts(one).at(-1)).toBe(201);
    });
  });

  it("a sensor gives what the fault says, then what it gave before", async () => {
    const reading = sketch(
      ...connecting,
      "setInterval(() => {",
      "  try {",
      '    publish("level", `${analogRead(D34)}`);',
      "  } catch (error) {",
      '    publish("level", `${error}`);',
      "  }",
      "}, 1000);",
    );
    await running(reading, (one) => {
      const level = () => one.waitFor("level", 1_100).message;
      expect(level()).toBe("0");
      one.board.setAnalog("D34", () => 0.25);
      expect(level()).toBe("0.25");
      one.putFault({ fault: "sensor", pin: "D34", gives: "nan" });
      expect(level()).toBe("NaN");
      one.heal();
      one.putFault({ fault: "sensor", pin: "D34", gives: "throws" });
      expect(level()).toContain("the sensor does not answer");
      one.heal();
      one.putFault({ fault: "sensor", pin: "D35", gives: 1 });
      expect(level()).toBe("0.25");
      expect(() => one.board.setAnalog("D99", () => 1)).toThrow(/^ESP32 has no pin "D99"; known are D0, /);
    });
  });

  it("the clock jumps, and a line is typed", async () => {
    await running(sketch("let n = 7;", "setInterval(() => print(Math.round(getTime()), n++), 1000);"), (one) => {
      one.advance(1_100);
      const seconds = Number.parseInt(one.printed[0] ?? "", 10);
      one.putFault({ fault: "console", types: "print('typed')" });
      one.advance(0);
      expect(one.printed.at(-1)).toBe("typed");
      one.putFault({ fault: "clock-step", byMs: 3_600_000 });
      one.advance(1_000);
      expect(Number.parseInt(one.printed.at(-1) ?? "", 10)).toBeGreaterThanOrEqual(seconds + 3_600);
    });
  });
});

describe("faults with times", () => {
  it("are counted from the boot, at the boot and later, and heal forgets those to come", async () => {
    const faults = [{ fault: "broker-down", fromMs: 5_500, toMs: 10_500 }] as const;
    await running(
      counting(),
      (one) => {
        one.advance(10_400);
        expect(counts(one)).toEqual(upTo(5));
        one.advance(20_000);
        expect(counts(one)).toEqual(upTo(30));
        one.putFault({ fault: "broker-down", fromMs: 40_500, toMs: 50_500 });
        one.putFault({ fault: "power-cut", fromMs: 60_500, toMs: 70_500 });
        one.advance(15_000);
        expect(counts(one)).toEqual(upTo(40));
        one.heal();
        one.advance(54_500);
        expect(counts(one)).toEqual(upTo(99));
        expect(one.status()).toMatchObject({ waiting: 0, dropped: 0, reconnects: 2 });
      },
      { faults },
    );
  });

  it("a mistake is a sentence", async () => {
    await running(counting(), (one) => {
      one.advance(5_500);
      const put = (fault: object) => () => one.putFault(fault as SketchFault);
      expect(put({ fault: "rest" })).toThrow('faults[0] has "rest" for "fault"; known are latency,');
      expect(put({ fault: "toString" })).toThrow('faults[0] has "toString" for "fault"');
      expect(put({ fault: "reset", toMs: 9 })).toThrow("wanted is none but fault, atMs");
      expect(put({ fault: "sensor", gives: 1 })).toThrow("faults[0].pin of the fault sensor is missing");
      expect(put({ fault: "reset", atMs: 5_000 })).toThrow(
        "The fault reset begins at 5000 ms, and it is 5500 ms since the boot; wanted is a time to come, or none for now.",
      );
      expect(put({ fault: "stall", toMs: 5_000 })).toThrow("wanted is a toMs after its fromMs");
      one.putFault({ fault: "broker-down" });
      expect(put({ fault: "broker-stopped" })).toThrow("contradict each other: broker-down and broker-stopped");
      one.heal();
      one.putFault({ fault: "broker-stopped" });
    });
    const refused = bootSketch(counting(), { board: "esp32", faults: [{ fault: "rest" } as unknown as SketchFault] });
    await expect(refused).rejects.toMatchObject({ complaint: "bad-faults" });
  });

  it("heal is not for the sketch to call", async () => {
    const reading = sketch("setInterval(() => analogRead(D34), 1000);");
    await running(reading, (one) => {
      let said = "";
      one.board.setAnalog("D34", () => {
        try {
          one.heal();
        } catch (error) {
          said = (error as Error).message;
        }
        return 0;
      });
      one.advance(1_500);
      expect(said).toMatch(/^heal\(\) was called within a call of the sketch's/);
    });
  });
});

describe("status and memory", () => {
  it("are there though the sketch imports no status, and the memory is that of the script for a board", async () => {
    const file = counting();
    const one = await bootSketch(file, { board: "esp32", faults: [{ fault: "refused" }] });
    one.advance(5_500);
    expect(one.status()).toMatchObject({ state: "waiting", waiting: 6, confirmed: 0, dropped: 0 });
    expect(one.status().waitingBytes).toBeGreaterThan(6);
    const { code } = await build(file, loadBoard("esp32"));
    expect(await one.estimateMemory()).toEqual(estimate(code, loadBoard("esp32")));
    await one.stop();
  });

  it("there is none where the sketch has no use for tagwire", async () => {
    await running(sketch("setInterval(() => print(1), 1000);"), (one) => {
      expect(() => one.status()).toThrow(/^There is no status: .*sketch\d+\.ts does not import tagwire\.$/);
      expect(() => one.waitFor("a", 10)).toThrow(/nothing arrived; .*sketch\d+\.ts does not import tagwire\.$/);
    });
  });
});

it("types know the faults", () => {
  const faults: SketchFault[] = [{ fault: "reset" }, { fault: "stall", toMs: 5 }];
  // @ts-expect-error There is none of that name.
  faults.push({ fault: "rest" });
  // @ts-expect-error It happens at once.
  faults.push({ fault: "reset", toMs: 5 });
  // @ts-expect-error Which pin?
  faults.push({ fault: "sensor", gives: "nan" });
  // @ts-expect-error A board is reset by a fault.
  const reset = (one: RunningSketch) => one.board.reset();
  expect([faults.length, typeof reset]).toEqual([5, "function"]);
});
