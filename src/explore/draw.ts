/** A scenario from a seed: any sketch, board and schedule that the promise of docs/delivery.md holds for. */
import { boardIds, loadBoard } from "../boards.js";
import { type Fault, healedMs } from "../sim/faults/schedule.js";
import { seededRandom } from "../sim/seeded-random.js";
import { type Chance, drawFurther } from "./draw-further.js";
import type { Scenario, Shape } from "./scenario.js";

function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    whole,
    one: (...of) => of[whole(0, of.length - 1)] as (typeof of)[number],
    is: (percent) => random() * 100 < percent,
  };
}

/** The scenario of that seed. */
export function drawScenario(seed: number): Scenario {
  // The simulation's own chance begins at the seed: ours is another.
  const chance = chanceOf(seed ^ 0x2545f491);
  const board = chance.one(...boardIds());
  const shape = oftenNumbers(withManners(drawShape(chance), chanceOf(seed ^ 0x1b873593)), chanceOf(seed ^ 0x68e31da4));
  const faults = drawFaults(chance, chance.whole(1, 5), loadBoard(board).connectFailure === "throws");
  const forMs = Math.max(healedMs(faults), 5_000) + chance.whole(0, 20_000);
  const endMs = chance.is(25) ? chance.whole(1, forMs + 10_000) : 0;
  return drawFurther({ board, seed, shape, endMs, forMs, faults }, chanceOf(seed ^ 0x7f4a7c15));
}

/** What may follow the number that a value begins with. */
function drawTail(chance: Chance): string {
  const filled = (most: number) => "x".repeat(chance.whole(0, most));
  return chance.one("", "", ".5", "é€", '"q\\', "\n\u0001", filled(20), filled(140), filled(140), filled(700));
}

function drawShape(chance: Chance): Shape {
  return {
    options: {
      host: chance.one("broker", "192.168.1.10"),
      key: chance.one("K", "k".repeat(40)),
      device: chance.one("D", "a device of some length", "dévice"),
      ...(chance.is(60) && { bufferBytes: chance.one(64, 150, 256, 1_024, 4_000, 8_192) }),
      ...(chance.is(60) && { keepAliveS: chance.one(0, 10, 15, 20, 60, 300) }),
      ...(chance.is(30) && { retain: true }),
      ...(chance.is(30) && { stamp: true }),
      ...(chance.is(30) && { username: "me", password: "pass" }),
      ...(chance.is(20) && { clientId: "somebody" }),
    },
    burst: chance.one(1, 1, 1, 2, 5, 30),
    everyMs: chance.one(50, 300, 1_000, 1_000, 5_000, 10_000),
    count: chance.whole(1, chance.one(20, 150, 400)),
    tags: chance.one(1, 3, 31, 32, 33, 50, 300),
    tails: Array.from({ length: chance.whole(1, 4) }, () => drawTail(chance)),
    messageEach: chance.one(0, 0, 2, 7),
    noneEach: chance.one(0, 0, 9),
    againMs: chance.one(0, 0, 0, 7_000),
  };
}

/** What says how the SDK goes about it; from a chance of its own. */
function withManners(shape: Shape, chance: Chance): Shape {
  const presence = (message: string) => ({ topic: "alive/D", message, retain: chance.is(50) });
  const options = {
    ...shape.options,
    ...(chance.is(15) && { paceMs: chance.one(500, 2_000) }),
    ...(chance.is(15) && { retryMaxS: chance.one(1, 3, 40) }),
    ...(chance.is(15) && { replyTimeoutMs: chance.one(2_000, 5_000, 10_000) }),
    ...(chance.is(15) && { birth: presence("here") }),
    ...(chance.is(15) && { will: presence("gone") }),
  };
  return { ...shape, options };
}

/** Half of them put numbers alone, as most sketches do: those have a way of their own past the buffer. */
function oftenNumbers(shape: Shape, chance: Chance): Shape {
  return chance.is(50) ? { ...shape, tails: [""], messageEach: chance.one(0, 0, 0, 7) } : shape;
}

function drawFaults(chance: Chance, count: number, blocks: boolean): Fault[] {
  const faults: Fault[] = [];
  let ms = chance.whole(0, 8_000);
  for (let n = 0; n < count; n++) {
    faults.push(...drawFault(chance, ms, blocks));
    ms = healedMs(faults) + chance.whole(1, 12_000);
  }
  return faults;
}

/** Something that begins at that time; more than one fault where one alone would mean little. */
function drawFault(chance: Chance, atMs: number, blocks: boolean): Fault[] {
  const fromMs = atMs;
  const toMs = atMs + chance.one(200, 2_000, 9_000, 25_000);
  const end: Fault = { fault: chance.one("reset", "close"), atMs };
  const direction = chance.one("up", "down", "both");
  switch (chance.whole(0, 21)) {
    case 0:
      return [end];
    case 1:
      return Array.from(
        { length: chance.whole(2, 5) },
        (_, n): Fault => ({ fault: "reset", atMs: atMs + n * chance.one(3, 500, 1_500) }),
      );
    case 2:
      return [{ fault: "half-open", atMs, direction }];
    case 3:
      return [
        { fault: "half-open", atMs, direction },
        { fault: "reset", atMs: atMs + chance.whole(1, 12_000) },
      ];
    case 4:
      return [{ fault: "stall", fromMs, toMs, direction }];
    case 5:
      return [{ fault: "broker-stopped", fromMs, toMs }];
    case 6:
      return [{ fault: "broker-down", fromMs, toMs, keepsState: chance.is(50) }];
    case 7:
      return [
        end,
        { fault: "broker", atMs, does: `${chance.one("silence", "withhold,packet=CONNACK")},forMs=${toMs - fromMs}` },
      ];
    case 8:
      return [end, { fault: "broker", atMs, does: `refuse,returnCode=${chance.whole(1, 5)},forMs=${toMs - fromMs}` }];
    case 9:
      return [{ fault: "broker", atMs, does: `${drawBrokerFault(chance)},forMs=${toMs - fromMs}` }];
    case 10:
      return [{ fault: "drip", fromMs, toMs, everyMs: chance.one(0.1, 1, 10) }];
    case 11:
      // A cut right after CONNACK again and again condemns a value by right; one connection is cut here.
      return [
        end,
        {
          fault: "cut",
          fromMs,
          toMs: fromMs + 900,
          direction: chance.one("up", "down"),
          bytes: chance.whole(0, 300),
          how: chance.one("reset", "close"),
        },
      ];
    case 12:
      return [end, { fault: "refused", fromMs, toMs }];
    case 13:
      // A board that stands still that long has many values to catch up with: not too often.
      return [end, { fault: "unreachable", fromMs, toMs: blocks ? Math.min(toMs, fromMs + 9_000) : toMs }];
    case 14:
      return [end, { fault: "no-dns", fromMs, toMs }];
    case 15:
      return [{ fault: "latency", fromMs, toMs, ms: chance.one(1, 40, 300, 1_500), jitterMs: chance.one(0, 20, 500) }];
    case 16:
      return [{ fault: "wifi-lost", fromMs, toMs }];
    case 17:
      // It takes six connections to condemn a value, and to condemn none where the broker is only silent.
      return [{ fault: "broker", atMs, does: `forbid,filter=+/+/device/+/tag/t${chance.whole(0, 2)},forMs=90000` }];
    case 18:
      return [{ fault: "broker", atMs, does: `${chance.one("withhold,packet=PINGRESP", "silence")},forMs=150000` }];
    case 19:
      // Deaf behind so many bytes, which may be those of a value while a PINGREQ alone is answered.
      return [
        end,
        { fault: "cut", fromMs, toMs: fromMs + 150_000, direction: "up", bytes: chance.whole(20, 200), how: "silence" },
      ];
    case 20:
      return [{ fault: "clock-step", atMs, byMs: chance.one(1, 900, 60_000, 3_600_000) }];
    default:
      return [chance.is(50) ? { fault: "board-reset", atMs } : { fault: "power-cut", fromMs, toMs }];
  }
}

/** What the broker does to a device that stays within the promise: not what loses or repeats a message in the broker. */
function drawBrokerFault(chance: Chance): string {
  const packet = chance.one("PINGRESP", "CONNACK");
  return chance.one(
    "withhold,packet=PINGRESP",
    `withhold,packet=PINGRESP,times=${chance.whole(1, 3)}`,
    `late,packet=${packet},ms=${chance.one(100, 3_000, 9_000, 12_000)},times=${chance.whole(1, 5)}`,
    `twice,packet=${packet},times=1`,
    `half-open,direction=${chance.one("up", "down", "both")},times=1`,
    `drip,everyMs=${chance.one(1, 20, 100)},direction=${chance.one("up", "down")}`,
    `delay,ms=${chance.one(50, 1_000, 4_000, 9_000)},direction=${chance.one("up", "down", "both")}`,
    `cut,afterBytes=${chance.whole(1, 300)},direction=${chance.one("up", "down")},how=${chance.one("close", "reset")},times=2`,
    `cut,packet=${chance.one("PUBLISH", "PINGREQ", "PINGRESP", "CONNACK")},how=${chance.one("close", "reset")},times=2`,
    `slow-reader,bytesPerS=${chance.one(20, 200)}`,
    `restart,state=${chance.one("kept", "lost")}`,
  );
}
