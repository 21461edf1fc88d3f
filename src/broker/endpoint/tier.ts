/** The kinds of account that the platform has, and what each may do. */

export type Tier = "free" | "bronze" | "silver" | "gold" | "full";

interface Rights {
  /** Between two accepted values of the account's key, over all of its devices and tags, in milliseconds; 0 for none. */
  readonly paceMs: number;
  /** How long a value is kept, in milliseconds. */
  readonly keepMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const tiers: Readonly<Record<Tier, Rights>> = {
  free: { paceMs: 15_000, keepMs: DAY_MS },
  bronze: { paceMs: 10_000, keepMs: 7 * DAY_MS },
  silver: { paceMs: 5_000, keepMs: 30 * DAY_MS },
  gold: { paceMs: 1_000, keepMs: 365 * DAY_MS },
  full: { paceMs: 0, keepMs: 365 * DAY_MS },
};

/** All tiers, the slowest first. */
export const tierNames = Object.keys(tiers) as readonly Tier[];

export function isTier(name: string): name is Tier {
  return Object.hasOwn(tiers, name);
}
