/**
 * What a BME280 measures, as the raw numbers that it gives out. The data sheet says how degrees, pascals and percent come
 * of them and of the part's coefficients; each of the three only rises or only falls with its raw number, so the number
 * for a value is found by halving.
 */

/** Coefficients as a part has them burnt in, in the data sheet's names. */
const T = [27504, 26435, -1000];
const P = [36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];
const H = [75, 361, 0, 313, 50, 30];

const [T1 = 0, T2 = 0, T3 = 0] = T;
const [P1 = 0, P2 = 0, P3 = 0, P4 = 0, P5 = 0, P6 = 0, P7 = 0, P8 = 0, P9 = 0] = P;
const [H1 = 0, H2 = 0, H3 = 0, H4 = 0, H5 = 0, H6 = 0] = H;

/** The registers that hold them, and what stands there. */
export const calibration: readonly (readonly [register: number, byte: number])[] = [
  ...[...T, ...P].flatMap((word, index): [number, number][] => [
    [0x88 + 2 * index, word & 255],
    [0x89 + 2 * index, (word >> 8) & 255],
  ]),
  [0xa1, H1],
  [0xe1, H2 & 255],
  [0xe2, H2 >> 8],
  [0xe3, H3],
  [0xe4, H4 >> 4],
  [0xe5, (H4 & 15) | ((H5 & 15) << 4)],
  [0xe6, H5 >> 4],
  [0xe7, H6],
];

/** Degrees times 5120. */
function fineTemperature(raw: number): number {
  const part = raw / 131072 - T1 / 8192;
  return (raw / 16384 - T1 / 1024) * T2 + part * part * T3;
}

/** Pascals. */
function pressureOf(raw: number, fine: number): number {
  const a = fine / 2 - 64000;
  const offset = ((a * a * P6) / 32768 + a * P5 * 2) / 4 + P4 * 65536;
  const slope = (1 + ((P3 * a * a) / 524288 + P2 * a) / 524288 / 32768) * P1;
  const p = ((1048576 - raw - offset / 4096) * 6250) / slope;
  return p + ((P9 * p * p) / 2147483648 + (p * P8) / 32768 + P7) / 16;
}

/** Percent. */
function humidityOf(raw: number, fine: number): number {
  const a = fine - 76800;
  const linear =
    (raw - (H4 * 64 + (H5 / 16384) * a)) * ((H2 / 65536) * (1 + (H6 / 67108864) * a * (1 + (H3 / 67108864) * a)));
  return linear * (1 - (H1 * linear) / 524288);
}

/** The whole number up to `most` at which `of` comes nearest to a value; it rises there, or falls if told. */
function inverse(of: (raw: number) => number, value: number, most: number, falls = false): number {
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (of(middle) <= value !== falls) low = middle;
    else high = middle;
  }
  return Math.abs(of(low) - value) <= Math.abs(of(high) - value) ? low : high;
}

/** The raw numbers of that temperature in degrees, pressure in hectopascals, humidity in percent. */
export function rawOf(
  degrees: number,
  hectopascals: number,
  percent: number,
): { temperature: number; pressure: number; humidity: number } {
  const temperature = inverse((raw) => fineTemperature(raw) / 5120, degrees, 0xfffff);
  const fine = fineTemperature(temperature);
  return {
    temperature,
    pressure: inverse((raw) => pressureOf(raw, fine), hectopascals * 100, 0xfffff, true),
    humidity: inverse((raw) => humidityOf(raw, fine), percent, 0xffff),
  };
}
