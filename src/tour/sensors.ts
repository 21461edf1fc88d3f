/** What the greenhouse's probes feel: slow ramps, so that no reading repeats one of the last thousand. */

/** A reading climbs from `low` by `step` each time and starts over after `steps`; all as a share of the pin's range. */
export function ramp(low: number, step: number, steps: number): () => number {
  let reading = -1;
  return () => {
    reading = (reading + 1) % steps;
    return low + reading * step;
  };
}

/** 18.00 to 37.99 degrees by 0.01, as the sketch reads them of an LM35: 3.30 V, the whole range, would be 330. */
export const temperature = (): (() => number) => ramp(18 / 330, 0.01 / 330, 2000);

/** 30.00 to 69.99 % by 0.02. */
export const moisture = (): (() => number) => ramp(30 / 100, 0.02 / 100, 2000);
