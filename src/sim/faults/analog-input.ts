/** What an analog input gives: what the schedule says, or what a part feeds it; else a day has one wave, with a little noise. */
import type { Fault } from "./schedule.js";

const DAY_MS = 86_400_000;

/**
 * What a fault makes of an analog input at that time: what it reads, or the text that it throws; undefined if there is none.
 * @param atMs milliseconds since the first boot
 */
export function sensorFault(faults: readonly Fault[], atMs: number, pin: string): number | string | undefined {
  for (const fault of faults) {
    if (fault.fault !== "sensor" || fault.pin !== pin || atMs < fault.fromMs || atMs >= fault.toMs) continue;
    if (fault.gives === "throws") return "the sensor does not answer";
    return fault.gives === "nan" ? Number.NaN : fault.gives;
  }
  return undefined;
}

/**
 * @param since milliseconds since the first boot
 * @param random chance for the noise
 * @param fed what a part on that pin gives; undefined if there is none
 * @returns what `analogRead` of a pin gives now, 0 to 1, or the text that it throws
 */
export function analogInput(
  faults: readonly Fault[],
  since: () => number,
  random: () => number,
  fed: (pin: string) => number | undefined,
): (pin: string) => number | string {
  return (pin) =>
    sensorFault(faults, since(), pin) ??
    fed(pin) ??
    0.5 + 0.3 * Math.sin((since() / DAY_MS) * 2 * Math.PI) + 0.02 * (random() - 0.5);
}
