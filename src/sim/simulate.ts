/**
 * A simulation: the script on a virtual board, the broker's core at the far end of a virtual network, and a schedule of
 * faults; all in virtual time and from one seed. After the faults the world heals, and what was put has to arrive.
 *
 *   |-- forMs: the sketch runs, faults as scheduled --|-- settleMs: all is well; what was put before must arrive --|
 */
import { createBroker } from "../broker/broker.js";
import { createFaultyBroker } from "../broker/faults/faulty-broker.js";
import { defaultLimits } from "../broker/limits.js";
import { boot, type VirtualBoard } from "./board.js";
import { complainOfConnections, complainOfState, complainOfWifi, PROMPT_MS } from "./checks/at-rest.js";
import { complainOfWaits } from "./checks/backoff.js";
import type { Begin } from "./checks/begins.js";
import { boundsCheck } from "./checks/bounds.js";
import { failures as failureList } from "./checks/failures.js";
import { flushCheck } from "./checks/flushes.js";
import { complainOfHosts } from "./checks/hosts.js";
import { messageCheck } from "./checks/messages.js";
import { toldCheck } from "./checks/told.js";
import { complainOfWear } from "./checks/wear.js";
import { wireCheck } from "./checks/wire.js";
import { wakefulness } from "./deep-sleep.js";
import { analogInput } from "./faults/analog-input.js";
import { bringAbout, type World } from "./faults/bring-about.js";
import { courseOf } from "./faults/course.js";
import { explainsPoison } from "./faults/poison.js";
import { healedMs } from "./faults/schedule.js";
import { createFlash } from "./flash.js";
import { ledger } from "./ledger.js";
import { mannersOf } from "./manners.js";
import { circuitOf } from "./parts/circuit.js";
import { askStatus, isBeginning, probeText, type Seen } from "./probe.js";
import { seededRandom } from "./seeded-random.js";
import { simulatedBroker } from "./simulated-broker.js";
import type { Simulation, SimulationOptions } from "./simulation.js";
import { storageIn } from "./storage.js";
import { Spin, virtualClock } from "./virtual-clock.js";
import { virtualNetwork } from "./virtual-network.js";
import { withWebServers } from "./web-server.js";

/** How often is looked at what must stay bounded; in a long simulation so many times in all. */
const LOOK_MS = 10_000;
const MOST_LOOKS = 10_000;
/** How often the device is asked how things stand, beside what it tells at each value: that takes its time. */
const MOST_ASKS = 500;
/** What Storage has ahead of a file. */
const FILE_HEAD_BYTES = 32;
/** Lines of the console that are kept. */
const MOST_LINES = 1_000;

/** Runs a simulation to its end. */
export function simulate(options: SimulationOptions): Simulation {
  const { code, board: profile, forMs, settleMs, faults, isProbed } = options;
  const allMs = forMs + settleMs;
  const clock = virtualClock();
  const startMs = clock.now();
  const since = () => clock.now() - startMs;
  const chance = seededRandom(options.seed);
  const netChance = seededRandom(options.seed ^ 0x5bd1e995);
  const { failures, fail } = failureList(since);
  const toText =
    profile.strings === "bytes"
      ? (text: string) => Buffer.from(text, "latin1").toString("utf8")
      : (text: string) => text;
  const book = ledger({
    startMs,
    fail,
    toText,
    maySayTime: code.includes(',"time":'),
    explainsPoison: (name) => explainsPoison(faults, name),
    fileOf: (name, bytes) => ({
      bytes,
      isThere: storage.list("").includes(name),
      hasRoom: storage.stats().freeBytes > bytes + FILE_HEAD_BYTES,
    }),
  });
  /** What the last `connect` asked for. */
  let manners = mannersOf({});
  /** Where any of them has its birth, or its will: a will may be said when the next one has begun. */
  const wordTopics = new Set<string | undefined>();
  const course = courseOf(faults, clock, startMs, netChance);
  const broker = simulatedBroker(
    clock,
    () => network,
    {
      arrived(arrival) {
        if (!wordTopics.has(arrival.topic) && arrival.isOfDevice) book.arrived(arrival);
      },
      told(event) {
        if (event.event === "closed" && event.reason.kind === "protocol-error") fail("legal", event.reason.text);
        else if (event.event === "warned") fail("legal", event.text);
      },
    },
    () => createFaultyBroker(createBroker({ strict: true }), defaultLimits.maxPacketBytes),
  );
  const isClockRight = !faults.some(({ fault }) => fault === "clock-step");
  const rules = { takesTurns: isProbed, chunkBytes: profile.chunkBytes, isClockRight };
  const wire = wireCheck(clock.now, rules, fail);
  const messages = messageCheck(clock.now, toText, fail);
  const flushes = flushCheck(clock.now, isClockRight, fail);
  const told = toldCheck(clock.now, fail);
  const network = virtualNetwork(clock, course.weather, () => broker, {
    sent(conversation, bytes) {
      wire.sent(conversation, bytes);
      messages.sent(conversation, bytes);
    },
    received(conversation, bytes) {
      wire.received(conversation, bytes);
      messages.received(conversation, bytes);
    },
  });
  const draws: { atMs: number; value: number }[] = [];
  const printed: string[] = [];
  const uncaught = new Set<string>();
  const boots: number[] = [];
  /** Whether DISCONNECT has to follow. */
  let owesGoodbye = false;
  /** When the SDK connects though no wait is over: at a boot, at `end`, and at a connect that follows an end. */
  const begins: Begin[] = [];
  let lastPutMs = startMs;
  let lastDropped = 0;
  let clockOffsetMs = 0;
  const print = (line: string) => {
    if (printed.length < MOST_LINES) printed.push(line);
  };
  const storage = storageIn(createFlash(profile.storage), print);

  // Its `readText` is for what is fed later, and nobody does.
  const circuit = circuitOf(options.parts ?? [], profile, clock, options.seed, () => "");
  circuit.demandFedUntil(forMs);
  let isHanging = false;
  /** The board's pass in which so many turns were counted last; -1 is its first boot. */
  let turnsPass = -2;
  let running: VirtualBoard | undefined;
  let watchdogResets = 0;
  const board: VirtualBoard = boot(code, profile, {
    clock: { now: () => clock.now() + clockOffsetMs, at: clock.at },
    network: withWebServers(network, clock, course.weather),
    air: course.air,
    random() {
      const value = chance();
      draws.push({ atMs: clock.now(), value });
      return value;
    },
    serial: "01020304-05060708",
    onConsole: print,
    onUncaught: ({ message }) => uncaught.add(message),
    circuit,
    storage,
    losesRam(why) {
      if (why === "watchdog") watchdogResets++;
      loseRam(why === "sleep", false);
    },
    probe: {
      text: probeText,
      heard(text) {
        const seen = JSON.parse(text) as Seen;
        if (seen.seen === "turns") return isEndless(seen.counter);
        note(seen);
        return false;
      },
    },
  });

  /** The SDK was called, or called back. */
  function note(seen: Exclude<Seen, { seen: "turns" }>): void {
    if (seen.seen === "boot") boots.push(clock.now());
    if (seen.seen === "connect" && isBeginning(seen)) {
      manners = mannersOf(seen.manners);
      wordTopics.add(manners.birthTopic).add(manners.willTopic);
      begins.push({ atMs: clock.now(), isEnd: false, isBoot: false, manners });
      wire.meet(manners);
      messages.meet(manners);
      told.begins(manners.tellsState);
    }
    if (seen.seen === "end" && book.endedMs() === undefined) {
      begins.push({ atMs: clock.now(), isEnd: true, isBoot: false, manners });
      // At a pace, values that wait may yet meet the end of their connection.
      owesGoodbye = wire.isIdle(0) && network.isWhole() && (manners.paceMs === 0 || seen.after.waiting === 0);
    }
    book.seen(seen, clock.now());
    messages.seen(seen);
    flushes.seen(seen);
    if (!("after" in seen)) return;
    if (seen.after.state === "connected" && wire.accepted() === 0) {
      fail("status", "the state is connected, and no CONNACK has come");
    }
    if (seen.seen === "told") told.told(seen.after.state);
    else told.observed(seen.after.state);
    if (seen.after.dropped > lastDropped) wire.dropped();
    lastDropped = seen.after.dropped;
    if (seen.seen !== "put") return;
    if (!seen.taken) wire.refused();
    if (seen.before.waiting > 0 && clock.now() - lastPutMs > PROMPT_MS + manners.paceMs && wire.isIdle(PROMPT_MS)) {
      fail("prompt", `${seen.before.waiting} values wait on a connection that is idle`);
    }
    lastPutMs = clock.now();
  }

  /** Whether those turns are of one pass; a sketch that returns now and then may take as many as it likes. */
  function isEndless(counter: number): boolean {
    const before = turnsPass;
    turnsPass = running?.passes() ?? -1;
    if (turnsPass !== before) return false;
    const offset = options.loops?.[counter] ?? 0;
    fail("returns", `the code never returns from ${options.placeOf?.(offset) ?? `its place ${offset}`}`);
    isHanging = true;
    return true;
  }

  running = board;
  const bootError = isHanging ? undefined : [...uncaught][0];
  const analog = analogInput(faults, since, netChance, circuit.analog);
  for (const pin of profile.pins) board.setAnalog(pin, () => analog(pin));

  // A sketch may sleep as it boots, when there is no handle of the board yet, and nothing to tell.
  const tellStatus = () => isProbed && running?.evaluate(`typeof ${askStatus}=="function"&&${askStatus}()`);

  /**
   * @param isMeant the sketch sleeps, by its own will
   * @param isTorn the power goes amid what the sketch does
   */
  function loseRam(isMeant: boolean, isTorn: boolean): void {
    tellStatus();
    compareConfirmed();
    book.ramLost(network.conversations.length, isMeant, isTorn);
    wire.rebooted();
    messages.rebooted();
    flushes.rebooted();
    told.begins(false);
    begins.push({ atMs: clock.now(), isEnd: false, isBoot: true, manners });
  }

  /** What the device counts as confirmed is what the wire says, but for what it has not read yet. */
  function compareConfirmed(isAtRest = false): void {
    const { confirmed } = book.last() ?? { confirmed: 0 };
    if (!isProbed || confirmed === wire.confirmed() || ((!isAtRest || !wire.isExact()) && confirmed < wire.confirmed()))
      return;
    fail("confirmed-arrived", `${confirmed} are confirmed, and by what went over the wire it is ${wire.confirmed()}`);
  }

  const world: World = {
    clock,
    network,
    broker,
    board,
    parts: circuit.parts,
    losesRam: () => loseRam(false, board.isBusy()),
    stepClock(byMs) {
      clockOffsetMs += byMs;
    },
  };
  if (healedMs(faults) > forMs)
    throw new RangeError(`The faults last ${healedMs(faults)} ms; wanted are ${forMs} ms at most.`);
  for (const fault of faults) bringAbout(fault, world);
  for (const { atMs, topic, message, qos, retain } of options.messages ?? []) {
    clock.at(atMs, () => broker.publish(topic, message, { qos, retain }));
  }

  const lookAtBounds = boundsCheck(board, network, () => book.counts.put + circuit.edges(), fail);
  let nextAskMs = 0;
  function look(overMs: number): void {
    lookAtBounds(overMs);
    if (since() >= nextAskMs || wire.isPoisoned()) {
      tellStatus();
      nextAskMs = since() + allMs / MOST_ASKS;
    }
    wire.look();
    messages.look();
    flushes.look();
    compareConfirmed();
  }

  /** All is well, and has been for a while: the device must say so. */
  function lookAtRest(): void {
    tellStatus();
    compareConfirmed(true);
    // A board that is not online can't say that all is well.
    if (complainOfWifi(board.wifi(), book.last()?.waiting ?? 0, fail)) return;
    const status = book.last();
    if (!isProbed || status === undefined) return;
    const hasEnded = book.endedMs() !== undefined;
    const sinceLossMs = clock.now() - (draws.at(-1)?.atMs ?? 0);
    const sincePutMs = clock.now() - lastPutMs;
    complainOfState({ status, hasEnded, owesGoodbye, sinceLossMs, sincePutMs, manners, wire }, fail);
  }

  try {
    while (since() < allMs && !isHanging) {
      const stepMs = Math.min(Math.max(LOOK_MS, allMs / MOST_LOOKS), (since() < forMs ? forMs : allMs) - since());
      clock.advance(stepMs);
      look(stepMs);
      if (since() >= forMs) broker.heal();
      options.onProgress?.(Math.min(since(), allMs), allMs, book.counts);
    }
    if (!isHanging) lookAtRest();
  } catch (error) {
    if (!(error instanceof Spin)) throw error;
    fail("no-busy-loop", error.message);
  }
  broker.stop();
  void board.stop();
  const waits = isProbed && profile.connectFailure === "emits";
  complainOfWear(storage.flash.wear, since(), fail);
  complainOfConnections(network.conversations, { waits, begins, endedMs: book.endedMs(), nowMs: clock.now() }, fail);

  const { counts } = book;
  const missing = book.missing(startMs + forMs);
  const lost = Math.max(0, missing - book.givenUp());
  if (isProbed && lost > 0 && !isHanging)
    fail("arrived", `${missing} values did not arrive, and ${book.givenUp()} that were taken are counted as dropped`);
  if (isProbed && !isHanging && wire.isExact()) {
    const { conversations } = network;
    const { confirmations } = wire;
    complainOfHosts(conversations, { confirmations, begins }, fail);
    if (isSdkAloneWithChance(code) && isClockRight) {
      complainOfWaits({ conversations, draws, confirmations, begins, endMs: clock.now() }, fail);
    }
  }
  return {
    seed: options.seed,
    board: profile.id,
    isProbed,
    virtualMs: since(),
    ...counts,
    lost,
    connections: network.conversations.length,
    bytesSent: board.traffic.bytesSent,
    bytesReceived: board.traffic.bytesReceived,
    radioBusyMs: Math.round(network.busyMs()),
    storageWrites: storage.writes(),
    pageErases: storage.flash.wear.reduce((sum, erases) => sum + erases, 0),
    passes: board.passes(),
    ...wakefulness(board),
    watchdogResets,
    boots: boots.length,
    failures,
    bootError,
    uncaught: [...uncaught],
    conversations: network.conversations,
    printed,
  };
}

/** Whether nobody but the SDK draws: then each draw is a wait before a connection. */
function isSdkAloneWithChance(code: string): boolean {
  return code.split("Math.random").length <= 2;
}
