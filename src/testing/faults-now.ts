/**
 * Faults while a sketch runs: those of a schedule, as `tagwire sim --faults` takes them, but their times may be left out. What
 * is to begin then begins at once, and what goes on goes on until the world heals.
 */
import { Complaint } from "../complaint.js";
import { sensorFault } from "../sim/faults/analog-input.js";
import { bringAbout, type World } from "../sim/faults/bring-about.js";
import { courseOf } from "../sim/faults/course.js";
import { type Fault, faultFields, parseFaults } from "../sim/faults/schedule.js";
import type { VirtualClock } from "../sim/virtual-clock.js";
import type { Weather } from "../sim/weather.js";
import type { Air } from "../sim/wifi-station.js";

type Time = "atMs" | "fromMs" | "toMs";
type WithoutTimes<F> = F extends unknown ? Omit<F, Time> & Partial<Pick<F, Time & keyof F>> : never;

/**
 * A fault of docs/simulator.md. Times are milliseconds since the boot; `atMs` and `fromMs` are now, and `toMs` is at
 * `heal()`, where they are not given.
 */
export type SketchFault = WithoutTimes<Fault>;

export interface FaultsNow {
  /** What the faults make of the network. */
  readonly weather: Weather;
  /** What they make of Wi-Fi. */
  readonly air: Air;
  /** What a fault makes of an analog input: what it reads, the text that it throws; undefined if there is none. */
  sensor(pin: string): number | string | undefined;
  /** Throws a Complaint where it is no fault, or contradicts one that was put. Before `begin` none comes about but as weather. */
  put(fault: SketchFault): void;
  /** There is a world now that the faults can act upon. */
  begin(world: World): void;
  /** Ends what goes on, and forgets what was to come. */
  heal(): void;
}

/** Later than any test. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** What a fault still has to do. */
interface Turn {
  readonly act: () => void;
  readonly cancel: () => void;
}

interface Standing {
  readonly fault: Fault;
  readonly turns: Set<Turn>;
}

/** @param random chance for jitter */
export function faultsNow(clock: VirtualClock, random: () => number): FaultsNow {
  const startMs = clock.now();
  const since = () => clock.now() - startMs;
  const standing: Standing[] = [];
  let world: World | undefined;
  let course = courseOf([], clock, startMs, random);
  const beginMs = (fault: Fault) => ("toMs" in fault ? fault.fromMs : fault.atMs);

  function changeCourse(): void {
    const faults = standing.map(({ fault }) => fault);
    course = courseOf(faults, clock, startMs, random);
  }

  /** Its times are counted from now on there, and what it does later can be done sooner, or never. */
  function bring({ fault, turns }: Standing, acting: World): void {
    const later = (ms: number) => Math.max(0, ms - since());
    const shifted =
      "toMs" in fault
        ? { ...fault, fromMs: later(fault.fromMs), toMs: later(fault.toMs) }
        : { ...fault, atMs: later(fault.atMs) };
    bringAbout(shifted, {
      ...acting,
      clock: {
        now: clock.now,
        at(delayMs, act) {
          const cancel = clock.at(delayMs, () => {
            turns.delete(turn);
            act();
          });
          const turn = { act, cancel };
          turns.add(turn);
          return cancel;
        },
      },
    });
  }

  return {
    weather: {
      latencyMs: () => course.weather.latencyMs(),
      route: (host) => course.weather.route(host),
      isHeld: (direction) => course.weather.isHeld(direction),
      dripMs: () => course.weather.dripMs(),
      cut: () => course.weather.cut(),
    },
    air: { answer: () => course.air.answer() },

    sensor: (pin) =>
      sensorFault(
        standing.map(({ fault }) => fault),
        since(),
        pin,
      ),

    put(given) {
      const lasts = faultFields(given.fault).includes("toMs");
      const times = lasts ? { fromMs: since(), toMs: NEVER_MS } : { atMs: since() };
      const faults = parseFaults([...standing.map(({ fault }) => fault), { ...times, ...given }], "faults");
      const fault = faults.at(-1) as Fault;
      if (beginMs(fault) < since()) {
        throw new Complaint(
          "bad-faults",
          `The fault ${fault.fault} begins at ${beginMs(fault)} ms, and it is ${since()} ms since the boot; wanted is a time to come, or none for now.`,
          "docs/testing.md has an example.",
        );
      }
      const one = { fault, turns: new Set<Turn>() };
      standing.push(one);
      changeCourse();
      if (world !== undefined) bring(one, world);
    },

    begin(given) {
      world = given;
      for (const one of standing) bring(one, given);
    },

    heal() {
      if (world?.board.isBusy())
        throw new Error(
          "heal() was called within a call of the sketch's; wanted is a call from the test, between moves of the time.",
        );
      const over = standing.splice(0);
      changeCourse();
      for (const { fault, turns } of over) {
        const hasBegun = beginMs(fault) <= since();
        // An end may be asked for only by what begins: the power comes back once it has gone.
        for (const turn of turns) {
          turn.cancel();
          turns.delete(turn);
          if (hasBegun) turn.act();
        }
      }
      world?.broker.heal();
    },
  };
}
