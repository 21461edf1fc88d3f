/**
 * A fault from its being put to its end:
 *
 *   put --afterMs--> active --forMs, or it acted `times` times, or it was removed--> ended
 *
 * Where a fault acts on connections as wholes, one that acted often enough takes hold of no further connection, and ends
 * when those that it holds have.
 */

import type { Fault } from "./fault.js";
import { meets } from "./glob.js";

/** A fault as it is listed: what was put, and what has become of it. */
export type ListedFault = Fault & {
  readonly id: string;
  readonly phase: "waiting" | "active";
  /** How often it acted. */
  readonly acted: number;
  /** When it ends by itself, in milliseconds from now; absent if it does not. */
  readonly endsInMs?: number;
};

export interface Standing {
  readonly id: string;
  readonly fault: Fault;
  /** Times are those of the broker. */
  readonly startsAt: number;
  readonly endsAt: number;
  isActive: boolean;
  acted: number;
}

export function createStanding(id: string, fault: Fault, now: number): Standing {
  const startsAt = now + (fault.afterMs ?? 0);
  const endsAt = fault.forMs === undefined ? Number.POSITIVE_INFINITY : startsAt + fault.forMs;
  return { id, fault, startsAt, endsAt, isActive: false, acted: 0 };
}

/** Whether it acted as often as it may. */
export function isSpent({ fault, acted }: Standing): boolean {
  return fault.times !== undefined && acted >= fault.times;
}

/** Whether it takes hold of connections, rather than act on single packets. */
export function holdsConnections({ kind }: Fault): boolean {
  return ["silence", "half-open", "drip", "delay", "slow-reader"].includes(kind);
}

/** Whether it acts once, when it begins, on the connections that are there. */
export function isInstant(fault: Fault): boolean {
  return (
    fault.kind === "restart" || (fault.kind === "cut" && fault.packet === undefined && fault.afterBytes === undefined)
  );
}

/** Whether it is meant for a connection; undefined as long as that depends on a client that is not known yet. */
export function isMeant({ client, address }: Fault, from: string, who: string | undefined): boolean | undefined {
  if (address !== undefined && !meets(address, from)) return false;
  if (client === undefined) return true;
  return who === undefined ? undefined : meets(client, who);
}

export function listed({ id, fault, startsAt, endsAt, isActive, acted }: Standing, now: number): ListedFault {
  const phase = isActive || startsAt <= now ? ("active" as const) : ("waiting" as const);
  const ends: { endsInMs?: number } =
    endsAt === Number.POSITIVE_INFINITY ? {} : { endsInMs: Math.max(0, Math.round(endsAt - now)) };
  return Object.assign({}, fault, { id, phase, acted }, ends);
}
