/**
 * The book of a simulation: what was put, and what arrived, kept apart and compared. An entry on one side is found on the
 * other by what it says; equal ones are told apart by their order. What does not fit is a failure of a check.
 *
 * Since a boot the values have numbers, in the order of putting. On one connection the numbers that arrive must rise, and
 * a number that arrives for the first time must be higher than all before it.
 */
import type { Fail } from "./checks/failures.js";
import { isBeginning, type Seen, type Status } from "./probe.js";
import { type RecordBytes, recordBytes } from "./record-bytes.js";
import type { Arrival } from "./simulated-broker.js";

export interface Ledger {
  seen(seen: Seen, atMs: number): void;
  arrived(arrival: Arrival): void;
  /**
   * The power goes, or a reset comes: what waited is gone, but for what is on its way on connections up to that one.
   * @param isMeant it is the sketch's own doing: it sleeps deeply
   */
  ramLost(lastConnection: number, isMeant: boolean): void;
  /** Values that were taken, before that time, have not arrived, and were not lost with the RAM. */
  missing(beforeMs: number): number;
  /** Of the values that were taken since the last boot, with a spool since the first: those that are counted as dropped. */
  readonly givenUp: () => number;
  readonly counts: Readonly<Counts>;
  /** How things stood when it was told last; undefined if it was not since the boot. */
  readonly last: () => Status | undefined;
  /** When `end` was called, since the boot. */
  readonly endedMs: () => number | undefined;
}

export interface Counts {
  /** Calls of `publishValue` and `publish`. */
  put: number;
  /** Those that were taken. */
  taken: number;
  /** As the device counts them, over all boots. */
  confirmed: number;
  dropped: number;
  /** Values that arrived, each once. */
  arrived: number;
  /** Messages that arrived again, on a later connection. */
  again: number;
  /** Values that a reset or a power cut took from RAM. */
  takenByReset: number;
  /** Values that a deep sleep took from RAM: the sketch went to sleep while they waited. */
  takenBySleep: number;
  /** The most bytes that waited. */
  peakBytes: number;
  reconnects: number;
  /** The longest time without an arrival, in milliseconds. */
  longestSilenceMs: number;
}

export interface LedgerOptions {
  readonly startMs: number;
  readonly fail: Fail;
  /** What a string of the board's means: there its chars may be bytes. */
  readonly toText: (onBoard: string) => string;
  /** Whether the SDK of this script may say of a value when it was put. */
  readonly maySayTime: boolean;
  /** Whether the schedule explains that this name was given up as poison. */
  readonly explainsPoison: (name: string) => boolean;
}

/** A board that nobody has told the time says less. */
const CLOCK_IS_SET_S = 1e9;

interface Entry {
  readonly atMs: number;
  readonly retain: boolean;
  arrived: boolean;
}

/** What was put since one boot. */
interface Epoch {
  readonly entries: Entry[];
  /** Numbers of what says the same, in order. */
  readonly byText: Map<string, number[]>;
  bytes: RecordBytes;
  options:
    | {
        /** Where the values of a device go. */
        readonly prefixOf: (device: string) => string;
        readonly device: string;
        readonly bufferBytes: number;
        readonly retain: boolean;
        readonly stamp: boolean;
        readonly spools: boolean;
      }
    | undefined;
  /** Since the last boot. */
  put: number;
  /** Of a spool: what it had when the board booted last; undefined until the device has told how things stand since. */
  restored: number | undefined;
  /** Of a spool: boots. At each of them one value may be in it of which nobody knows whether it was taken. */
  strays: number;
  arrived: number;
  /** The highest number that has arrived. */
  newest: number;
  status: Status | undefined;
  /** Of those that are counted as dropped, the ones that were taken; what was not taken is counted, too. */
  givenUp: number;
  /** Values that gave way since the buffer was empty last while others were, or may have been, in flight ahead of them. */
  holes: number;
  /** The largest record so far, in bytes. */
  largestBytes: number;
  endedMs: number | undefined;
  /** By connection, the last number on it. */
  readonly last: Map<number, number>;
}

function newEpoch(maySayTime: boolean): Epoch {
  return {
    entries: [],
    byText: new Map(),
    bytes: recordBytes(maySayTime, 0),
    options: undefined,
    put: 0,
    restored: 0,
    strays: 0,
    arrived: 0,
    newest: -1,
    status: undefined,
    givenUp: 0,
    holes: 0,
    largestBytes: 0,
    endedMs: undefined,
    last: new Map(),
  };
}

export function ledger({ startMs, fail, toText, maySayTime, explainsPoison }: LedgerOptions): Ledger {
  const counts: Counts = {
    put: 0,
    taken: 0,
    confirmed: 0,
    dropped: 0,
    arrived: 0,
    again: 0,
    takenByReset: 0,
    takenBySleep: 0,
    peakBytes: 0,
    reconnects: 0,
    longestSilenceMs: 0,
  };
  let epoch = newEpoch(maySayTime);
  /** That before the last reset, and the last of its connections. */
  let before = newEpoch(maySayTime);
  let lastOfBefore = 0;
  /** What has counted as lost the values of then that had not arrived. */
  let tookBefore: "takenByReset" | "takenBySleep" = "takenByReset";
  let lastArrivalMs = startMs;
  /** Of the boots before. */
  const former = { confirmed: 0, dropped: 0, reconnects: 0 };

  /** How things stand: the sums must fit, and nothing may have gone without a reason. */
  function note(status: Status): void {
    const last = epoch.status;
    epoch.status = status;
    if (status.waiting === 0) epoch.holes = 0;
    counts.confirmed = former.confirmed + status.confirmed;
    counts.dropped = former.dropped + status.dropped;
    counts.reconnects = former.reconnects + status.reconnects;
    counts.peakBytes = Math.max(counts.peakBytes, status.waitingBytes);
    const { confirmed, waiting, dropped } = status;
    epoch.restored ??= confirmed + waiting + dropped - epoch.put;
    if (confirmed + waiting + dropped !== epoch.put + epoch.restored) {
      fail(
        "sum",
        `${epoch.put} were put${epoch.restored === 0 ? "" : ` and ${epoch.restored} restored`}, and ${waiting} waiting + ${confirmed} confirmed + ${dropped} dropped are not as many`,
      );
    }
    if (confirmed > epoch.arrived)
      fail("confirmed-arrived", `${confirmed} are confirmed, and ${epoch.arrived} have arrived`);
    const bufferBytes = epoch.options?.bufferBytes ?? 0;
    if (status.waitingBytes > bufferBytes) {
      fail("bounded", `${status.waitingBytes} bytes wait in a buffer of ${bufferBytes}`);
    }
    if ((waiting === 0) !== (status.waitingBytes === 0)) {
      fail("sum", `${waiting} values wait in ${status.waitingBytes} bytes`);
    }
    if (last && (confirmed < last.confirmed || dropped < last.dropped)) fail("sum", "a counter went back");
  }

  /** Since the last time somebody looked, nothing was put: only what is poison, or left at `end`, may have been dropped. */
  function noteBetween(status: Status): void {
    const torn = epoch.options?.spools ? epoch.strays : 0;
    const gone = status.dropped - (epoch.status?.dropped ?? 0) - torn;
    epoch.givenUp += Math.max(0, gone);
    if (gone > 0 && epoch.endedMs === undefined) {
      const [, name] = /^poison (.*)$/s.exec(String(status.reason)) ?? [];
      // Another end may have come since, and have its own reason.
      if (!explainsPoison(name ?? "")) {
        fail(
          "dropped-explained",
          `${gone} were dropped while nothing was put, the reason is ${JSON.stringify(status.reason)}`,
        );
      }
    }
    note(status);
  }

  function put(seen: Extract<Seen, { seen: "put" }>, atMs: number): void {
    const { kind, isValue, taken, before, after } = seen;
    noteBetween(before);
    epoch.put++;
    counts.put++;
    const { options } = epoch;
    if (taken) epoch.givenUp += after.dropped - before.dropped;
    if (options === undefined || !isValue) {
      if (taken) fail("taken-rightly", `${seen.text} was taken, which is no value, or came ahead of connect`);
    } else {
      const text = toText(seen.text);
      const to = toText(seen.to);
      const topic = kind === "value" ? options.prefixOf(toText(seen.device ?? options.device)) + to : to;
      const time = options.stamp && seen.timeS > CLOCK_IS_SET_S ? `,"time":${Math.floor(seen.timeS)}` : "";
      const json = `${JSON.stringify(text)}${time}}`;
      const bytes = kind === "value" ? epoch.bytes.value(topic, json) : epoch.bytes.message(topic, text);
      // A spool has bytes of its own around each value, and keeps what it has.
      if (!options.spools) complainOfDrops(seen, bytes, options.bufferBytes);
      const grown = after.waitingBytes - before.waitingBytes;
      if (!options.spools && taken && after.dropped === before.dropped && grown !== bytes) {
        fail("bounded", `a value takes ${grown} bytes of the buffer, and ${bytes} by its length`);
      }
      if (before.state === "connected" && taken) epoch.holes += after.dropped - before.dropped;
      if (taken) {
        counts.taken++;
        const key = `${topic}\n${kind === "value" ? `{"value":${json}` : text}`;
        const numbers = epoch.byText.get(key);
        if (numbers) numbers.push(epoch.entries.length);
        else epoch.byText.set(key, [epoch.entries.length]);
        epoch.entries.push({ atMs, retain: options.retain, arrived: false });
        epoch.largestBytes = Math.max(epoch.largestBytes, bytes);
      }
    }
    note(after);
  }

  /** Whether what a put made give way had to, and whether what was not taken could not be. */
  function complainOfDrops(
    { taken, before, after }: Extract<Seen, { seen: "put" }>,
    bytes: number,
    bufferBytes: number,
  ): void {
    const gone = after.dropped - before.dropped;
    if (!taken) {
      if (gone !== 1) fail("sum", `a value was not taken, and ${gone} were counted as dropped for it`);
      if (epoch.endedMs === undefined && bytes <= bufferBytes - before.waitingBytes) {
        fail(
          "dropped-explained",
          `a value of ${bytes} bytes was not taken, though ${before.waitingBytes} of ${bufferBytes} are in use`,
        );
      }
      return;
    }
    if (epoch.endedMs !== undefined) fail("taken-rightly", "a value was taken after end");
    if (gone > 0 && before.waitingBytes + bytes <= bufferBytes) {
      fail(
        "dropped-explained",
        `${gone} gave way to ${bytes} bytes, though ${before.waitingBytes} of ${bufferBytes} were in use`,
      );
    }
    if (gone > 0 && bufferBytes - after.waitingBytes >= epoch.largestBytes + bytes) {
      fail("dropped-explained", `${gone} gave way to one of ${bytes} bytes, more than had to`);
    }
  }

  /** Whether it may be what was being put when a boot came; each is so once. */
  function isStray(of: Epoch): boolean {
    return of.options?.spools === true && of.strays-- > 0;
  }

  /** Of numbers that say the same: one that arrived before and comes again, else the next that is due. */
  function chosen({ entries, newest }: Epoch, numbers: readonly number[]): number | undefined {
    return numbers.find((one) => entries[one]?.arrived) ?? numbers.find((one) => one > newest) ?? numbers[0];
  }

  /** The lowest number that is still in the buffer, by all that is known. */
  function oldest({ entries, status, holes }: Epoch): number {
    if (status === undefined) return 0;
    return Math.max(0, status.confirmed, entries.length - status.waiting - holes);
  }

  return {
    counts,
    last: () => epoch.status,
    endedMs: () => epoch.endedMs,
    seen(seen, atMs) {
      switch (seen.seen) {
        case "boot":
          return;
        case "connect":
          noteBetween(seen.before);
          if (!isBeginning(seen)) return;
          epoch.endedMs = undefined;
          epoch.bytes = recordBytes(maySayTime, seen.qos);
          epoch.options = {
            prefixOf: (device) => `key/${toText(seen.key)}/device/${device}/tag/`,
            device: seen.device,
            bufferBytes: seen.bufferBytes,
            retain: seen.retain,
            stamp: seen.stamp,
            spools: seen.spools,
          };
          if (seen.spools) epoch.restored = undefined;
          return;
        case "put":
          put(seen, atMs);
          return;
        case "end":
          noteBetween(seen.after);
          epoch.endedMs ??= atMs;
          return;
        case "status":
          noteBetween(seen.after);
          return;
        default:
      }
    },

    arrived({ connection, topic, message, retain, atMs }) {
      counts.longestSilenceMs = Math.max(counts.longestSilenceMs, atMs - lastArrivalMs);
      lastArrivalMs = atMs;
      const of = connection <= lastOfBefore ? before : epoch;
      // Nobody looks on: what arrives is all there is to know.
      if (of.options === undefined) {
        counts.arrived++;
        return;
      }
      const numbers = of.byText.get(`${topic}\n${message}`);
      const shown = `${JSON.stringify(message.slice(0, 60))} to ${JSON.stringify(topic.replace(/^key\/[^/]*/, "key/***").slice(0, 60))}`;
      if (numbers === undefined) {
        if (!isStray(of)) fail("unaltered", `${shown} arrived, which was never put`);
        return;
      }
      const last = of.last.get(connection) ?? Math.max(-1, (of.status?.confirmed ?? 0) - 1);
      const later = numbers.filter((number) => number > last);
      // What says the same as one that has probably gone is not taken for it, unless there is no other.
      const likely = later.filter((number) => number >= oldest(of));
      const number = chosen(of, likely) ?? chosen(of, later);
      if (number === undefined) {
        if (isStray(of)) return;
        const newest = numbers.at(-1) ?? 0;
        if (newest === last) fail("once", `${shown} arrived twice on connection ${connection}`);
        else
          fail(
            "order",
            `${shown}, the value ${newest + 1}, arrived on connection ${connection} after the value ${last + 1}`,
          );
        return;
      }
      of.last.set(connection, number);
      const entry = of.entries[number] as Entry;
      if (entry.retain !== retain) fail("unaltered", `${shown} arrived with the retain flag ${retain}`);
      if (entry.arrived) {
        counts.again++;
        return;
      }
      if (number < of.newest) {
        fail("order", `${shown}, the value ${number + 1}, arrived first after the value ${of.newest + 1}`);
      }
      entry.arrived = true;
      of.arrived++;
      of.newest = Math.max(of.newest, number);
      counts.arrived++;
      if (of === before) counts[tookBefore] = Math.max(0, counts[tookBefore] - 1);
    },

    ramLost(lastConnection, isMeant) {
      tookBefore = isMeant ? "takenBySleep" : "takenByReset";
      former.confirmed = counts.confirmed;
      former.dropped = counts.dropped;
      former.reconnects = counts.reconnects;
      if (epoch.options?.spools) {
        epoch.put = 0;
        epoch.restored = 0;
        epoch.strays++;
        epoch.status = undefined;
        epoch.endedMs = undefined;
        return;
      }
      counts[tookBefore] += Math.max(0, notArrived(Number.POSITIVE_INFINITY) - epoch.givenUp);
      before = epoch;
      lastOfBefore = lastConnection;
      epoch = newEpoch(maySayTime);
    },

    missing: (beforeMs) => notArrived(beforeMs),
    givenUp: () => epoch.givenUp,
  };

  function notArrived(beforeMs: number): number {
    return epoch.entries.filter(({ arrived, atMs }) => !arrived && atMs < beforeMs).length;
  }
}
