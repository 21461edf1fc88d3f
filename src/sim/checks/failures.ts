/** What the checks of a simulation found. */

export interface Failure {
  /** The check, by the name that docs/simulator.md has it under. */
  readonly check: string;
  readonly sentence: string;
  /** Since the first boot. */
  readonly atMs: number;
  /** How often. */
  readonly times: number;
}

/** Says that a check failed: its name, and in a sentence why. */
export type Fail = (check: string, sentence: string) => void;

/** Collects them, each check's first sentence and how many there were. */
export function failures(since: () => number): {
  readonly failures: readonly Failure[];
  readonly fail: Fail;
} {
  const found: { -readonly [field in keyof Failure]: Failure[field] }[] = [];
  return {
    failures: found,
    fail(check, sentence) {
      const before = found.find((failure) => failure.check === check);
      if (before) before.times++;
      else found.push({ check, sentence, atMs: Math.round(since()), times: 1 });
    },
  };
}
