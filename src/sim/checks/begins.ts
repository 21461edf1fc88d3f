/** When the SDK begins anew, and what it goes by from then on: a sketch may call `connect` again with other options. */
import { type Manners, mannersOf } from "../manners.js";

export interface Begin {
  /** The clock's. */
  readonly atMs: number;
  /** It was `end`: after the one connection that is given to it, no wait ends in another. */
  readonly isEnd: boolean;
  /** The board lost its RAM: a wait that began at that time is over, too. */
  readonly isBoot: boolean;
  readonly manners: Manners;
}

const unknown = mannersOf({});

/** What it goes by at that time; ahead of all beginnings, where nobody has told, what it does if nothing is asked for. */
export function mannersAt(begins: readonly Begin[], ms: number): Manners {
  return begins.findLast(({ atMs }) => atMs <= ms)?.manners ?? unknown;
}
