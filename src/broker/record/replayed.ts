/** What a replay comes to, whichever broker it was played into. */

import { type Answer, type Difference, differences } from "./answers.js";
import type { Script } from "./script.js";

export interface Replayed {
  /** In the order of the record. */
  readonly differences: readonly Difference[];
  readonly connections: number;
  /** Answers that were wanted. */
  readonly answers: number;
}

/**
 * @param seen the answers of a connection, in their order
 * @param judged differences that are of no connection
 */
export function replayed(
  { wanted, clients }: Script,
  seen: (connection: number) => readonly Answer[] | undefined,
  judged: readonly Difference[] = [],
): Replayed {
  const found = [...wanted].flatMap(([connection, answers]) =>
    differences(connection, clients.get(connection), answers, seen(connection) ?? []),
  );
  return {
    differences: [...found, ...judged].sort((a, b) => a.line - b.line),
    connections: wanted.size,
    answers: [...wanted.values()].reduce((sum, { length }) => sum + length, 0),
  };
}
