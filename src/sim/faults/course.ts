/** A schedule as it comes over a simulation: what the weather is like now. */
import { isAddress } from "../network.js";
import type { Clock } from "../surroundings.js";
import type { Direction, Weather } from "../weather.js";
import type { Air } from "../wifi-station.js";
import type { Fault, FaultName, FaultOf } from "./schedule.js";

/** What a packet takes from one side to the other unless a fault says otherwise, in milliseconds. */
export const CALM_LATENCY_MS = 5;

export interface Course {
  readonly weather: Weather;
  readonly air: Air;
  /** The fault of that name that goes on now. */
  now<Name extends FaultName>(name: Name): FaultOf<Name> | undefined;
}

/**
 * @param startMs the clock's time at which the schedule begins
 * @param random chance for jitter
 */
export function courseOf(faults: readonly Fault[], clock: Clock, startMs: number, random: () => number): Course {
  const byName = new Map<string, Fault[]>();
  for (const fault of faults) byName.set(fault.fault, [...(byName.get(fault.fault) ?? []), fault]);
  const none: Fault[] = [];

  function all<Name extends FaultName>(name: Name): FaultOf<Name>[] {
    const named = byName.get(name);
    if (named === undefined) return none as FaultOf<Name>[];
    const at = clock.now() - startMs;
    return named.filter((fault) => "toMs" in fault && fault.fromMs <= at && at < fault.toMs) as FaultOf<Name>[];
  }
  function now<Name extends FaultName>(name: Name): FaultOf<Name> | undefined {
    return all(name)[0];
  }
  const weather: Weather = {
    latencyMs() {
      const slow = now("latency");
      if (slow === undefined) return CALM_LATENCY_MS;
      return slow.ms + (slow.jitterMs ? random() * slow.jitterMs : 0);
    },
    route(host) {
      const isMet = (name: "no-dns" | "unreachable" | "refused") =>
        all(name).some((one) => (one.host ?? host) === host);
      if (isMet("no-dns") && !isAddress(host)) return "not-found";
      if (isMet("unreachable")) return "silent";
      return isMet("refused") || now("broker-down") ? "refused" : "open";
    },
    isHeld: (direction: Direction) =>
      all("stall").some((stall) => (stall.direction ?? "both") === "both" || stall.direction === direction),
    dripMs: () => now("drip")?.everyMs,
    cut: () => now("cut"),
  };
  const air: Air = {
    answer() {
      const lost = now("wifi-lost");
      if (lost === undefined) return "welcome";
      return lost.reason === "wrong-password" ? "wrong-password" : "no-ap-found";
    },
  };
  return { weather, air, now };
}
