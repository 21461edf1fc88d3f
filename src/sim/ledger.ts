/**
 * The book of a simulation: what was put, and what arrived, kept apart and compared. An entry on one side is found on the
 * other by what it says; equal ones are told apart by their order. What does not fit is a failure of a check.
 *
 * Since a boot the values have numbers, in the order of putting. On one connection the numbers that arrive must rise, and
 * a number that arrives for the first time must be higher than all before it.
 */
import type { Fail } from "./checks/failures.js";
import {
  chosen,
  type Entry,
  type Epoch,
  enter,
  forgetLast,
  newEpoch,
  notArrived,
  type Options,
  oldest,
  type What,
} from "./epoch.js";
import { isBeginning, type Seen, type Status } from "./probe.js";
import { recordBytes } from "./record-bytes.js";
import type { Arrival } from "./simulated-broker.js";
import { ENTRY_BYTES, type SpoolFile, spoolBook } from "./spool-book.js";

export interface Ledger {
  seen(seen: Seen, atMs: number): void;
  arrived(arrival: Arrival): void;
  /**
   * The power goes, or a reset comes: what waited is gone, but for what is on its way on connections up to that one.
   * @param isMeant it is the sketch's own doing: it sleeps deeply
   * @param isTorn it comes amid what the sketch does, as it writes to flash
   */
  ramLost(lastConnection: number, isMeant: boolean, isTorn: boolean): void;
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
  /** How a spool's file of so many bytes stands in Storage. */
  readonly fileOf: (name: string, bytes: number) => SpoolFile;
}

/** A board that nobody has told the time says less. */
const CLOCK_IS_SET_S = 1e9;

export function ledger({ startMs, fail, toText, maySayTime, explainsPoison, fileOf }: LedgerOptions): Ledger {
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
  /** That before the last reset, the same if a spool has kept it, and the last of its connections. */
  let before = newEpoch(maySayTime);
  let lastOfBefore = 0;
  /** What has counted as lost the values of then that had not arrived. */
  let tookBefore: "takenByReset" | "takenBySleep" = "takenByReset";
  let lastArrivalMs = startMs;
  const spool = spoolBook(fail);
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
    const restored = epoch.restored ?? 0;
    if (confirmed + waiting + dropped !== epoch.put + restored) {
      fail(
        "sum",
        `${epoch.put} were put${restored === 0 ? "" : ` and ${restored} restored`}, and ${waiting} waiting + ${confirmed} confirmed + ${dropped} dropped are not as many`,
      );
    }
    if (epoch.confirmedBefore + confirmed > epoch.arrived)
      fail(
        "confirmed-arrived",
        `${epoch.confirmedBefore + confirmed} are confirmed, and ${epoch.arrived} have arrived`,
      );
    const bufferBytes = epoch.options?.bufferBytes ?? 0;
    // In place of a file, what waits in RAM is bounded by its beginnings.
    const over = epoch.options?.spools !== undefined && !spool.isInFile() ? epoch.largestBytes + ENTRY_BYTES : 0;
    if (status.waitingBytes > bufferBytes + over) {
      fail("bounded", `${status.waitingBytes} bytes wait in a buffer of ${bufferBytes}`);
    }
    if ((waiting === 0) !== (status.waitingBytes === 0)) {
      fail("sum", `${waiting} values wait in ${status.waitingBytes} bytes`);
    }
    if (last && (confirmed < last.confirmed || dropped < last.dropped)) fail("sum", "a counter went back");
  }

  /** Since the last time somebody looked, nothing was put: only what is poison, or left at `end`, may have been dropped. */
  function noteBetween(status: Status): void {
    // What was torn may be found so ahead of the first look.
    if (epoch.restored === undefined) {
      epoch.restored = status.confirmed + status.waiting + status.dropped - epoch.put;
      if (!spool.restored(epoch.restored) && epoch.entries.at(-1)?.isStray) forgetLast(epoch);
    }
    const before = epoch.status?.dropped ?? 0;
    const gone = status.dropped - before - spool.torn(status.dropped - before, status);
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
    const { isValue, taken, before, after } = seen;
    noteBetween(before);
    epoch.put++;
    counts.put++;
    const options = epoch.isOpen ? epoch.options : undefined;
    epoch.underway = undefined;
    if (taken) epoch.givenUp += after.dropped - before.dropped;
    if (options === undefined || !isValue) {
      if (taken) fail("taken-rightly", `${seen.text} was taken, which is no value, or came ahead of connect`);
    } else {
      const { topic, bytes, text } = spelled(seen, options);
      if (!taken && after.dropped - before.dropped !== 1) {
        fail("sum", `a value was not taken, and ${after.dropped - before.dropped} were counted as dropped for it`);
      }
      if (taken && epoch.endedMs !== undefined) fail("taken-rightly", "a value was taken after end");
      if (options.spools === undefined) complainOfDrops(seen, bytes, options.bufferBytes);
      else if (taken || epoch.endedMs === undefined) {
        spool.put(seen, topic, bytes, fileOf(options.spools, options.bufferBytes));
      }
      if (before.state === "connected" && taken) epoch.holes += after.dropped - before.dropped;
      if (taken) {
        counts.taken++;
        enter(epoch, text, { atMs, retain: options.retain, isStray: false, arrived: false });
        epoch.largestBytes = Math.max(epoch.largestBytes, bytes);
      }
    }
    note(after);
  }

  /** Where a value goes, what it takes in RAM, and topic and message as one text. */
  function spelled(
    { kind, to, text, device, timeS }: What,
    { prefixOf, device: own, stamp }: Options,
  ): { topic: string; bytes: number; text: string } {
    const meant = toText(text);
    if (kind === "message") {
      const topic = toText(to);
      return { topic, bytes: epoch.bytes.message(topic, meant), text: `${topic}\n${meant}` };
    }
    const topic = prefixOf(toText(device ?? own)) + toText(to);
    const time = stamp && timeS > CLOCK_IS_SET_S ? `,"time":${Math.floor(timeS)}` : "";
    const json = `${JSON.stringify(meant)}${time}}`;
    return { topic, bytes: epoch.bytes.value(topic, json), text: `${topic}\n{"value":${json}` };
  }

  /** Whether what a put made give way had to, and whether what was not taken could not be. */
  function complainOfDrops(
    { taken, before, after }: Extract<Seen, { seen: "put" }>,
    bytes: number,
    bufferBytes: number,
  ): void {
    const gone = after.dropped - before.dropped;
    if (!taken) {
      if (epoch.endedMs === undefined && bytes <= bufferBytes - before.waitingBytes) {
        fail(
          "dropped-explained",
          `a value of ${bytes} bytes was not taken, though ${before.waitingBytes} of ${bufferBytes} are in use`,
        );
      }
      return;
    }
    const grown = after.waitingBytes - before.waitingBytes;
    if (gone === 0 && grown !== bytes) {
      fail("bounded", `a value takes ${grown} bytes of the buffer, and ${bytes} by its length`);
    }
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
            spools: seen.manners.spool?.file,
          };
          if (seen.spools && !epoch.isOpen) epoch.restored = undefined;
          epoch.isOpen = true;
          return;
        case "putting":
          epoch.underway = seen;
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
      // What the board said ahead of its boot may come late.
      const isLate = connection <= lastOfBefore;
      const of = isLate ? before : epoch;
      // Nobody looks on: what arrives is all there is to know.
      if (of.options === undefined) {
        counts.arrived++;
        return;
      }
      const numbers = of.byText.get(`${topic}\n${message}`);
      const shown = `${JSON.stringify(message.slice(0, 60))} to ${JSON.stringify(topic.replace(/^key\/[^/]*/, "key/***").slice(0, 60))}`;
      if (numbers === undefined) {
        fail("unaltered", `${shown} arrived, which was never put`);
        return;
      }
      const left = of.left + (of.status?.confirmed ?? 0);
      const last = of.last.get(connection) ?? (isLate && of === epoch ? -1 : left - 1);
      const later = numbers.filter((number) => number > last);
      // What says the same as one that has probably gone is not taken for it, unless there is no other.
      const likely = later.filter((number) => number >= oldest(of));
      const number = chosen(of, likely) ?? chosen(of, later);
      if (number === undefined) {
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
      if (entry.isStray) spool.arrived();
      of.arrived++;
      of.newest = Math.max(of.newest, number);
      counts.arrived++;
      if (of !== epoch) counts[tookBefore] = Math.max(0, counts[tookBefore] - 1);
    },

    ramLost(lastConnection, isMeant, isTorn) {
      tookBefore = isMeant ? "takenBySleep" : "takenByReset";
      former.confirmed = counts.confirmed;
      former.dropped = counts.dropped;
      former.reconnects = counts.reconnects;
      before = epoch;
      lastOfBefore = lastConnection;
      if (epoch.options?.spools && spool.isInFile()) {
        bookFile(epoch, epoch.options, isTorn);
        return;
      }
      counts[tookBefore] += Math.max(0, notArrived(epoch, Number.POSITIVE_INFINITY) - epoch.givenUp);
      spool.ramLost(0, false, isTorn);
      epoch = newEpoch(maySayTime);
    },

    missing: (beforeMs) => notArrived(epoch, beforeMs),
    givenUp: () => epoch.givenUp,
  };

  /** The RAM is gone, and the file is what it was. */
  function bookFile({ entries, status, isOpen, restored, underway }: Epoch, options: Options, isTorn: boolean): void {
    const isTold = isOpen && restored !== undefined && status !== undefined;
    if (isTold) {
      epoch.left = Math.max(epoch.left, entries.length - status.waiting);
      epoch.confirmedBefore += status.confirmed;
    }
    const stray = isTorn && isOpen && underway?.isValue ? underway : undefined;
    spool.ramLost(isTold ? status.waiting : undefined, stray !== undefined, isTorn);
    if (stray) {
      enter(epoch, spelled(stray, options).text, { atMs: 0, retain: options.retain, isStray: true, arrived: false });
    }
    epoch.underway = undefined;
    epoch.isOpen = false;
    epoch.put = 0;
    epoch.restored = 0;
    epoch.status = undefined;
    epoch.endedMs = undefined;
  }
}
