/**
 * What a drawn scenario gets beside the plain sketch that publishes: QoS 1, subscriptions and what others say, lists of
 * hosts, listeners, flushes, other devices; and what the broker does wrong about those. From a chance of its own, so that
 * more of it changes nothing of what was drawn before.
 */
import { loadBoard } from "../boards.js";
import { type Fault, healedMs } from "../sim/faults/schedule.js";
import type { Listens, Others, Scenario, Shape } from "./scenario.js";

/** Chance with the questions that are asked of it. */
export interface Chance {
  /** Whole, from least to most. */
  whole(least: number, most: number): number;
  one<T>(...of: readonly T[]): T;
  /** Whether something happens that does so many times in a hundred. */
  is(percent: number): boolean;
}

/** More flushes wait than a board has timers for, if each waits. */
const MOST_FLUSHES = 20;

export function drawFurther(scenario: Scenario, chance: Chance): Scenario {
  const kind = chance.one("plain", "plain", "plain", "full", "qos1", "qos1", "subscribed", "both");
  let { shape, faults, forMs } = scenario;
  shape = { ...shape, options: withOptions(shape.options, chance) };
  if (kind === "qos1" || kind === "both") shape = { ...shape, qos1: true };
  if (kind !== "plain") shape = { ...shape, ...drawCalls(shape, chance) };
  if (shape.qos1) faults = [...faults, ...brokerFaults(chance, healedMs(faults), drawPubackFault)];
  if (kind !== "subscribed" && kind !== "both") {
    forMs = Math.max(forMs, healedMs(faults));
    return withHosts({ ...scenario, shape, faults, forMs }, chance);
  }
  const listens = drawListens(shape, faults, forMs, chance);
  faults = [...faults, ...brokerFaults(chance, healedMs(faults), drawSubackFault)];
  forMs = Math.max(forMs, healedMs(faults));
  const others = drawOthers(forMs, chance);
  return withHosts({ ...scenario, shape: { ...shape, listens }, faults, forMs, others }, chance);
}

function withOptions(options: Shape["options"], chance: Chance): Shape["options"] {
  return {
    ...options,
    ...(chance.is(20) && { cleanSession: false }),
    ...(chance.is(10) && { port: chance.one(1, 8883, 65_535) }),
    ...(chance.is(20) && { connectTimeoutMs: chance.one(3_000, 20_000) }),
  };
}

/** Several hosts; those ahead of the last one may be dead for as long as there are faults. */
function withHosts(scenario: Scenario, chance: Chance): Scenario {
  const { shape, faults, forMs, board } = scenario;
  if (!chance.is(20)) return scenario;
  const dead = ["dead", "192.168.1.66"].slice(0, chance.whole(1, 2));
  const host = chance.one([...dead, shape.options.host as string], [shape.options.host as string, ...dead]);
  // A board that stands still for 18 s at each try has little time for anything else.
  const ways = loadBoard(board).connectFailure === "throws" ? ["refused"] : ["refused", "refused", "unreachable"];
  const ends = dead.map((one): Fault => {
    const fault = one === "dead" && chance.is(30) ? "no-dns" : (chance.one(...ways) as "refused" | "unreachable");
    return { fault, fromMs: 0, toMs: forMs, host: one };
  });
  return { ...scenario, shape: { ...shape, options: { ...shape.options, host } }, faults: [...faults, ...ends] };
}

function drawCalls({ count }: Shape, chance: Chance): Partial<Shape> {
  return {
    ...(chance.is(40) && { devices: chance.one(1, 2, 40) }),
    ...(chance.is(40) && {
      flushEach: chance.whole(Math.ceil(count / MOST_FLUSHES), count),
      flushMs: chance.one(0, 0, 500, 12_000),
    }),
    ...(chance.is(50) && { onStatus: chance.one("listens", "throws") }),
    ...(chance.is(20) && { socket: true }),
  };
}

/** What it listens to: commands, as a rule, and now and then its own values. */
function drawListens({ options }: Shape, faults: readonly Fault[], forMs: number, chance: Chance): Listens {
  // Who is forbidden to publish to a topic may not subscribe to it either.
  const isForbidden = faults.some((fault) => fault.fault === "broker" && fault.does.startsWith("forbid"));
  const own = isForbidden ? "cmd/own" : `key/${options.key as string}/device/${options.device as string}/tag/+`;
  const wide = isForbidden ? "cmd/#" : "#";
  const filters = chance.one(
    ["cmd/a"],
    ["cmd/a", "cmd/b/c", "cmd/é"],
    ["cmd/+"],
    ["cmd/#", "cmd/a", "cmd/+"],
    ["+/a", "cmd/+/c", "+/+"],
    [own],
    [wide],
    ["cmd/#", "cmd/+"],
    ["cmd/a/#", "nobody/says/this"],
  );
  const leaveMs = chance.is(25) ? chance.whole(1, forMs) : 0;
  return {
    filters,
    limitBytes: chance.one(0, 0, 64, 200),
    throwsEach: chance.one(0, 0, 1, 3),
    leaveMs,
    returnMs: chance.is(50) ? leaveMs + chance.one(1, 300, 15_000) : 0,
  };
}

function drawOthers(forMs: number, chance: Chance): Others {
  const everyMs = chance.one(20, 200, 1_000, 5_000);
  return {
    everyMs,
    count: Math.min(chance.one(5, 60, 200), Math.ceil(forMs / everyMs)),
    topics: chance.one(["cmd/a"], ["cmd/a", "cmd/b/c", "cmd"], ["cmd/é", "cmd/a/b", "x/a", "cmd", "cmd/a"]),
    lengths: chance.one([2], [0, 40, 120], [30, 500, 504], [4, 600, 2_000]),
    qos: chance.one(0, 1),
    retain: chance.is(20),
  };
}

/** Up to two of them, some time. */
function brokerFaults(chance: Chance, withinMs: number, draw: (chance: Chance) => string): Fault[] {
  return Array.from({ length: chance.whole(0, 2) }, () => ({
    fault: "broker",
    atMs: chance.whole(0, withinMs),
    does: `${draw(chance)},forMs=${chance.one(200, 2_000, 9_000, 25_000)}`,
  }));
}

function drawPubackFault(chance: Chance): string {
  return chance.one(
    "withhold,packet=PUBACK",
    `withhold,packet=PUBACK,times=${chance.whole(1, 3)}`,
    `late,packet=PUBACK,ms=${chance.one(20, 100, 3_000, 9_000, 12_000)},times=${chance.whole(1, 8)}`,
    "twice,packet=PUBACK",
    `swap,packet=PUBACK,ms=${chance.one(50, 1_000, 4_000)}`,
    "stray,packet=PUBACK",
    "twice,packet=CONNACK,times=1",
    "twice,packet=PINGRESP",
    `cut,packet=PUBACK,where=${chance.one("before", "middle", "after")},how=${chance.one("close", "reset")},times=1`,
  );
}

function drawSubackFault(chance: Chance): string {
  return chance.one(
    "withhold,packet=SUBACK",
    `late,packet=SUBACK,ms=${chance.one(20, 3_000)}`,
    "twice,packet=SUBACK",
    "stray,packet=SUBACK",
    "deny",
    "withhold,packet=UNSUBACK",
    `drop,nth=${chance.whole(1, 5)}`,
    `duplicate,nth=${chance.whole(1, 5)}`,
    `drip,everyMs=${chance.one(1, 5)},bytes=${chance.whole(1, 40)}`,
  );
}
