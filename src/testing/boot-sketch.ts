/**
 * `tagwire/testing`: a sketch on a virtual board, in virtual time, beside a broker that answers. What is built is what a
 * board would run, with a statement ahead that hands the SDK's status over; an hour of it takes a moment, and each run is
 * like the last.
 */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../boards.js";
import type { Tier } from "../broker/endpoint/tier.js";
import { topicNameFlaw } from "../broker/topics.js";
import { build } from "../build/build.js";
import { estimate } from "../build/estimate.js";
import { boot } from "../sim/board.js";
import { textReader } from "../sim/host-parts.js";
import { circuitOf } from "../sim/parts/circuit.js";
import { type PartForm, parseParts } from "../sim/parts/parse.js";
import { askStatus, probeText, type Seen, type Status } from "../sim/probe.js";
import { seededRandom } from "../sim/seeded-random.js";
import { type VirtualClock, virtualClock } from "../sim/virtual-clock.js";
import { brokerNetwork } from "./broker-network.js";
import { faultsNow, type SketchFault } from "./faults-now.js";
import type { Publication, RunningSketch } from "./running-sketch.js";
import { waiter } from "./wait-for.js";

export type { Estimate } from "../build/estimate.js";
export type { DeepSleep } from "../sim/deep-sleep.js";
export type { PartHandle } from "../sim/parts/circuit.js";
export type { PartForm } from "../sim/parts/parse.js";
export type { Status } from "../sim/probe.js";

import { withWebServers } from "../sim/web-server.js";

export type { SketchFault } from "./faults-now.js";
export type { Connection, Publication, RunningSketch } from "./running-sketch.js";
export type { Wanted } from "./wait-for.js";

export interface BootOptions {
  /** The board, by the name that `--board` takes. */
  readonly board: string;
  /** In place of what `.env` says: a test needs nobody's secrets, and says the same on every machine. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of `Math.random`; 1 if not given. */
  readonly seed?: number;
  /** The platform's keys with their accounts, such as `{ K: "free" }`; if there are none, any key will do and nothing is too early. */
  readonly keys?: Readonly<Record<string, Tier>>;
  /** What hangs on the board's pins and buses: docs/parts.md. Files that feed them count from the current folder. */
  readonly parts?: readonly PartForm[];
  /** What goes wrong from the boot on, as `putFault` takes it; the list of a file for `tagwire sim --faults` is one. */
  readonly faults?: readonly SketchFault[];
  /** Takes each line of a record of the session, for `tagwire broker --replay`: docs/record.md. The last one comes at `stop`. */
  readonly record?: (line: string) => void;
}

/**
 * Builds a sketch, boots it, and returns after its boot code has run: at 0 ms, with nothing sent yet. Whatever host the
 * sketch connects to is the broker, 5 ms away in each direction. Rejects with a Complaint where the sketch does not build.
 * @param sketch a `file:` URL, or its path, absolute or from the current folder
 */
export async function bootSketch(sketch: string | URL, options: BootOptions): Promise<RunningSketch> {
  const profile = loadBoard(options.board);
  const { settings, seed = 1, keys = {}, record } = options;
  const path = typeof sketch === "string" ? sketch : fileURLToPath(sketch);
  const given = settings ? { settings } : {};
  const { code } = await build(path, profile, { ...given, probe: true });
  const clock = virtualClock();
  const startMs = clock.now();
  let clockOffsetMs = 0;
  const published: Publication[] = [];
  let isRetained = false;
  const complaints: string[] = [];
  const printed: string[] = [];
  const uncaught: string[] = [];
  const watchdogResets: number[] = [];
  const faults = faultsNow(clock, seededRandom(seed ^ 0x5bd1e995));
  for (const fault of options.faults ?? []) faults.put(fault);
  const { network, broker } = brokerNetwork(clock, {
    keys: new Map(Object.entries(keys)),
    weather: faults.weather,
    told: (event) => {
      // A verdict stands behind each message, and has all that it has but for retain.
      if (event.event === "published") isRetained = event.retain;
      else if (event.event === "verdict" && event.by === "MQTT") {
        const { event: _event, client: _client, by: _by, topic, payload, ...verdict } = event;
        const message = Buffer.from(payload).toString("utf8");
        published.push({ topic, message, retain: isRetained, verdict, atMs: clock.now() - startMs });
      } else if (event.event === "refused" || event.event === "warned") complaints.push(event.text);
      else if (event.event === "closed" && !/^(disconnect|peer-closed)$/.test(event.reason.kind)) {
        complaints.push(event.reason.text);
      }
    },
    record,
  });
  const readText = textReader(".");
  const parts = parseParts(options.parts ?? [], "parts", profile, readText);
  const circuit = circuitOf(parts, profile, clock, seed, readText);
  /** Moves on only as far as what feeds the parts reaches. */
  const fedClock: VirtualClock = {
    ...clock,
    advance(ms, isEnough) {
      circuit.demandFedUntil(clock.now() - startMs + ms);
      clock.advance(ms, isEnough);
    },
  };
  const told: Status[] = [];
  const board = boot(code, profile, {
    clock: { now: () => clock.now() + clockOffsetMs, at: clock.at },
    network: withWebServers(network, clock, faults.weather),
    air: faults.air,
    random: seededRandom(seed),
    serial: "01020304-05060708",
    onConsole: (line) => printed.push(line),
    onUncaught: ({ message }) => uncaught.push(message),
    circuit,
    longestRunMs: 5_000,
    losesRam(why) {
      if (why === "watchdog") watchdogResets.push(clock.now() - startMs);
    },
    probe: {
      text: probeText,
      heard(text) {
        const seen = JSON.parse(text) as Seen;
        if (seen.seen === "status") told.push(seen.after);
        return false;
      },
    },
  });
  const analog = new Map<string, () => number | string>();
  for (const pin of profile.pins)
    board.setAnalog(pin, () => faults.sensor(pin) ?? analog.get(pin)?.() ?? circuit.analog(pin) ?? 0);
  faults.begin({
    clock,
    network,
    broker,
    board,
    parts: circuit.parts,
    losesRam: () => {},
    stepClock(byMs) {
      clockOffsetMs += byMs;
    },
  });

  /** What the device says, or why it says nothing. */
  function ask(): Status | string {
    if (board.hangs()) return "the sketch never returns from a call, and the board stands still";
    const answer = board.evaluate(`typeof ${askStatus}=="function"&&!${askStatus}()`);
    return told.pop() ?? (answer === "" ? noAnswer() : `${path} does not import tagwire`);
  }

  const noAnswer = () => (board.isAsleep() ? "the board sleeps" : "the board has no power");

  /** How things stand, for the error of a wait. */
  function inWords(): string {
    const answer = ask();
    if (typeof answer === "string") return answer;
    const { state, waiting, reason } = answer;
    const why = reason ? `, the last reason was ${JSON.stringify(reason)}` : "";
    return `the device says it is ${state}, and ${waiting} wait${why}`;
  }

  const { setPin, getPin, evaluate, traffic, passes } = board;
  return {
    board: {
      setPin,
      getPin,
      evaluate,
      traffic,
      passes,
      setAnalog(pin, source) {
        if (!profile.pins.includes(pin)) {
          throw new Error(`${profile.name} has no pin ${JSON.stringify(pin)}; known are ${profile.pins.join(", ")}.`);
        }
        analog.set(pin, source);
      },
    },
    parts: circuit.parts,
    published,
    get connections() {
      return network.conversations.map(({ host, port, first }) => ({ host, port, connect: first }));
    },
    complaints,
    printed,
    uncaught,
    get sleeps() {
      return board.sleeps.map(({ atMs, wokeMs, ...rest }) => ({
        ...rest,
        atMs: atMs - startMs,
        wokeMs: wokeMs === undefined ? undefined : wokeMs - startMs,
      }));
    },
    watchdogResets,
    status() {
      const answer = ask();
      if (typeof answer !== "string") return answer;
      throw new Error(`There is no status: ${answer}.`);
    },
    async estimateMemory() {
      // Without the statement that is ahead in what runs here.
      return estimate((await build(path, profile, given)).code, profile);
    },
    advance: (ms) => fedClock.advance(ms),
    waitFor: waiter(fedClock, published, inWords),
    publish(topic, message, how) {
      const flaw = topicNameFlaw(topic);
      if (flaw) throw new Error(`Nobody can publish to ${JSON.stringify(topic)}: ${flaw.text}.`);
      broker.publish(topic, message, how);
    },
    putFault: faults.put,
    heal: faults.heal,
    stop: () => board.stop(),
  };
}
