/** The account of a run: what the device says it did, against what the subscriber saw. */
import type { Status } from "../sim/probe.js";

export interface Account {
  readonly put: number;
  readonly confirmed: number;
  readonly arrived: number;
  readonly lost: number;
  readonly sentTwice: number;
  readonly reconnects: number;
}

export interface Ledger {
  /** A line of the board's console; true if it was a status. */
  read(line: string): boolean;
  /** A value reached the subscriber; false if it was there already. */
  arrived(tag: string, value: string): boolean;
  /** The last status, if there was one. */
  status(): Status | undefined;
  account(): Account;
}

/** A value that comes again does so on one of the next connections: this many of a tag are looked through for it. */
const REPEATS_WITHIN = 1000;

/** An empty ledger. It tells values of a tag apart by their text, so the sensors must not repeat one so soon. */
export function openLedger(): Ledger {
  const recent = new Map<string, string[]>();
  let arrivedOnce = 0;
  let sentTwice = 0;
  let status: Status | undefined;

  return {
    read(line) {
      if (!line.startsWith('{"state":')) return false;
      status = JSON.parse(line) as Status;
      return true;
    },
    arrived(tag, value) {
      const values = recent.get(tag) ?? [];
      recent.set(tag, values);
      if (values.includes(value)) {
        sentTwice += 1;
        return false;
      }
      arrivedOnce += 1;
      values.push(value);
      if (values.length > REPEATS_WITHIN) values.shift();
      return true;
    },
    status: () => status,
    account() {
      const { waiting = 0, confirmed = 0, dropped = 0, reconnects = 0 } = status ?? {};
      // Every value put is in one of the three.
      const put = waiting + confirmed + dropped;
      return { put, confirmed, arrived: arrivedOnce, lost: put - arrivedOnce, sentTwice, reconnects };
    },
  };
}
