/**
 * What the simulator knows of the SDK from within: each call that puts a value, and how things stood before and after it.
 * The build's probe module (src/build/probe.ts) hands the calls over at boot; they are global names of the script, so
 * what is put in their place is what the sketch calls. It looks on, and changes nothing.
 */
import { PROBE } from "../build/probe.js";
import { COUNT } from "./bounded.js";
import type { GivenManners } from "./manners.js";

/** What `status()` says. */
export interface Status {
  readonly state: string;
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly confirmed: number;
  readonly dropped: number;
  readonly reconnects: number;
  readonly reason: string | number;
}

/** What `subscriptions()` says. */
export interface Subscriptions {
  readonly received: number;
  readonly skipped: number;
  readonly granted: number;
  readonly refused: number;
}

export type Seen =
  | { readonly seen: "boot" }
  /** `connect` was called, and did not throw. */
  | {
      readonly seen: "connect";
      readonly key: string;
      readonly device: string;
      readonly bufferBytes: number;
      readonly retain: boolean;
      readonly stamp: boolean;
      /** Whether the values wait in Storage; `bufferBytes` is the file's size then. */
      readonly spools: boolean;
      readonly qos: 0 | 1;
      readonly manners: GivenManners;
      readonly before: Status;
    }
  | {
      readonly seen: "put";
      /** `value`: of `publishValue`, where `to` is the tag; `message`: of `publish`, where it is the topic. */
      readonly kind: "value" | "message";
      readonly to: string;
      readonly text: string;
      /** Whose value it is, where that is another device's. */
      readonly device?: string;
      /** Whether it is a value at all: not NaN, undefined or null. */
      readonly isValue: boolean;
      readonly taken: boolean;
      /** What the board's clock says, in seconds. */
      readonly timeS: number;
      readonly before: Status;
      readonly after: Status;
    }
  /** The same, as it begins, where the values wait in Storage: the power may go within it. */
  | {
      readonly seen: "putting";
      readonly kind: "value" | "message";
      readonly to: string;
      readonly text: string;
      readonly device?: string;
      readonly isValue: boolean;
      readonly timeS: number;
    }
  | { readonly seen: "end"; readonly after: Status }
  /** `flush` was called, the nth time. */
  | { readonly seen: "flush"; readonly number: number; readonly timeoutMs: number; readonly before: Status }
  /** It called back. */
  | { readonly seen: "flushed"; readonly number: number; readonly why?: string; readonly after: Status }
  /** `onStatus` was called. */
  | { readonly seen: "told"; readonly after: Status }
  /** `subscribe` or `unsubscribe` was called. */
  | { readonly seen: "listen"; readonly filter: string; readonly isOn: boolean }
  /** `limitMessage` was called. */
  | { readonly seen: "limit"; readonly bytes: number }
  /** A listener was called. */
  | { readonly seen: "message"; readonly filter: string; readonly topic: string; readonly text: string }
  /** So many turns were made since the last such word, the newest at that counter (bounded.ts). True ends them. */
  | { readonly seen: "turns"; readonly counter: number }
  /** The answer to `askStatus`. */
  | { readonly seen: "status"; readonly after: Status; readonly subscriptions?: Subscriptions };

/** Whether a call of `connect` begins something: while the SDK is connected, or on its way out, it changes nothing. */
export function isBeginning({ before }: Extract<Seen, { seen: "connect" }>): boolean {
  return before.state === "idle" || before.state === "ended";
}

/** A global function of the probe's that makes it tell `status`. */
export const askStatus = "tagwireStatus";

/**
 * A loop, or a run of functions, that takes as many turns within one pass of the board counts as endless; a board would
 * take seconds for them.
 */
const TURNS_A_WORD = 300_000;

/** Runs inside the realm, ahead of the boot code. */
function look(
  tell: (text: string) => boolean,
  probeName: string,
  statusName: string,
  countName: string,
  turnsAWord: number,
): void {
  const global = globalThis as unknown as Record<string, unknown>;
  type Call = (...args: unknown[]) => unknown;
  const spell = JSON.stringify;
  const say = (seen: object) => tell(spell(seen));

  let names: string[];
  function replace(call: Call | undefined, by: (call: Call) => Call): void {
    if (typeof call !== "function") return;
    for (const name of names) if (global[name] === call) global[name] = by(call);
  }

  let turns = 0;
  let isEndless = false;
  global[countName] = (counter: number) => {
    if (++turns < turnsAWord && !isEndless) return;
    turns = 0;
    isEndless = isEndless || say({ seen: "turns", counter });
    // A sketch may catch it; then the next turn throws again.
    if (isEndless) throw new Error("It never returns");
  };

  say({ seen: "boot" });
  global[probeName] = (calls: Record<string, Call>) => {
    const { connect, publishValue, publish, end, flush, subscribe, unsubscribe, subscriptions, limitMessage } = calls;
    const status = calls.status as Call;
    names = Object.keys(global);
    let spools = false;
    const putting =
      (kind: string) =>
      (call: Call): Call =>
      (to, value, device, ...more) => {
        const before = status();
        const timeS = (global.getTime as () => number)();
        // biome-ignore lint/suspicious/noSelfCompare: the board has no Number.isNaN
        const isValue = value !== undefined && value !== null && value === value;
        const what = { kind, to: `${to}`, text: `${value}`, device: device || undefined, isValue, timeS };
        if (spools) say({ seen: "putting", ...what });
        const taken = call(to, value, device, ...more);
        say({ seen: "put", ...what, taken, before, after: status() });
        return taken;
      };
    replace(publishValue, putting("value"));
    replace(publish, putting("message"));
    /** That with which `onStatus` is replaced: `connect` may be called again with the same options. */
    let told: Call | undefined;
    replace(connect, (call) => (given) => {
      const before = status();
      const { onStatus } = (given || {}) as { onStatus?: Call };
      if (typeof onStatus === "function" && onStatus !== told) {
        told = () => {
          say({ seen: "told", after: status() });
          onStatus();
        };
        (given as { onStatus: Call }).onStatus = told;
      }
      call(given);
      const options = (calls.options as Call)() as Record<string, unknown>;
      const { key, device, bufferBytes, retain, stamp, replyTimeoutMs, connectTimeoutMs, retryMaxS, paceMs } = options;
      const { birth, will, host, port, cleanSession } = options;
      const times = { replyTimeoutMs, connectTimeoutMs, retryMaxS, paceMs };
      const spool = options.spool as { bytes: number } | undefined;
      const manners = {
        ...times,
        birth,
        will,
        host,
        port,
        cleanSession,
        tellsState: options.onStatus === told && !!told,
        spool,
      };
      spools = !!spool;
      const most = spool ? spool.bytes : bufferBytes || 1024;
      const buffer = { bufferBytes: most, spools: !!spool, retain: !!retain, stamp: !!stamp };
      say({ seen: "connect", key, device, ...buffer, qos: calls.qos, manners, before });
    });
    let flushes = 0;
    replace(flush, (call) => (callback, timeoutMs, ...more) => {
      const number = ++flushes;
      say({ seen: "flush", number, timeoutMs: timeoutMs || 30_000, before: status() });
      const flushed: Call = (why, ...rest) => {
        say({ seen: "flushed", number, why, after: status() });
        return (callback as Call)(why, ...rest);
      };
      return call(typeof callback === "function" ? flushed : callback, timeoutMs, ...more);
    });
    replace(subscribe, (call) => (filter, listener, ...more) => {
      say({ seen: "listen", filter: `${filter}`, isOn: true });
      const heard: Call = (topic, text, ...rest) => {
        say({ seen: "message", filter: `${filter}`, topic, text });
        return (listener as Call)(topic, text, ...rest);
      };
      return call(filter, typeof listener === "function" ? heard : listener, ...more);
    });
    replace(unsubscribe, (call) => (filter, ...more) => {
      say({ seen: "listen", filter: `${filter}`, isOn: false });
      return call(filter, ...more);
    });
    replace(limitMessage, (call) => (bytes, ...more) => {
      say({ seen: "limit", bytes });
      return call(bytes, ...more);
    });
    replace(end, (call) => () => {
      call();
      say({ seen: "end", after: status() });
    });
    global[statusName] = () => say({ seen: "status", after: status(), subscriptions: subscriptions?.() });
  };
}

/** The probe's text for `Surroundings.probe`. */
export const probeText = `function(tell){(${look})(tell,${JSON.stringify(PROBE)},${JSON.stringify(askStatus)},${JSON.stringify(COUNT)},${TURNS_A_WORD})}`;
