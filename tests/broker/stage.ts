/**
 * A stage for faults: the core that fails on command, in virtual time, with clients by name. What each of them saw is
 * noted with its time.
 */

import type { Action } from "../../src/broker/action.js";
import { createBroker } from "../../src/broker/broker.js";
import type { BrokerEvent } from "../../src/broker/event.js";
import { checkFault, type FaultForm } from "../../src/broker/faults/fault.js";
import { createFaultyBroker } from "../../src/broker/faults/faulty-broker.js";
import { readFault } from "../../src/broker/faults/spelling.js";
import { connect, hex } from "./bench.js";

/** What one client's link carried, and when: bytes as hex, or what happened to it. */
type Seen = readonly [atMs: number, what: string];

export interface Stage {
  /** Opens the link of a client; its address is what stands behind the @, if one does. */
  open(name: string): void;
  say(name: string, ...packets: Uint8Array[]): void;
  leave(name: string): void;
  fault(fault: FaultForm | string): string;
  remove(id: string): void;
  list(): readonly { readonly id: string; readonly acted: number; readonly phase: string }[];
  /** Moves the time on, and does what is due, in its order. */
  wait(ms: number): void;
  seen(name: string): readonly Seen[];
  /** Only the bytes, in the pieces in which they came. */
  told(name: string): string;
  events: BrokerEvent[];
  readonly now: number;
}

export function stage(): Stage {
  const core = createFaultyBroker(createBroker(), 1000);
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  const seen = new Map<string, Seen[]>();
  const events: BrokerEvent[] = [];
  let now = 0;
  let lastId = 0;

  function note(id: number, what: string): void {
    const name = names.get(id);
    if (name !== undefined) seen.get(name)?.push([now, what]);
  }

  function perform(actions: readonly Action[]): void {
    for (const action of actions) {
      switch (action.action) {
        case "tell":
          events.push(action.event);
          break;
        case "reply":
          note(action.to, hex(action.bytes));
          break;
        case "deliver":
          for (const id of action.to) note(id, hex(action.bytes));
          break;
        case "pause":
          note(action.connection, action.isPaused ? "paused" : "read");
          break;
        default:
          note(action.connection, action.action);
          names.delete(action.connection); // its link is gone, nothing more can be seen on it
      }
    }
  }

  const idOf = (name: string) => ids.get(name) ?? 0;
  return {
    open(name) {
      const id = ++lastId;
      ids.set(name, id);
      names.set(id, name);
      if (!seen.has(name)) seen.set(name, []);
      const [, address = "10.0.0.1"] = name.split("@");
      perform(core.accept(id, now, `${address}:${id}`, address));
    },
    say(name, ...packets) {
      for (const packet of packets) perform(core.receive(idOf(name), packet, now));
    },
    leave: (name) => perform(core.closed(idOf(name), { kind: "peer-closed", text: "gone" }, now)),
    fault(fault) {
      const { put, actions } = core.putFault(typeof fault === "string" ? readFault(fault) : checkFault(fault), now);
      perform(actions);
      return put.id;
    },
    remove(id) {
      const actions = core.removeFault(id, now);
      if (actions === undefined) throw new Error(`no fault ${id}`);
      perform(actions);
    },
    list: () => core.listFaults(now),
    wait(ms) {
      const end = now + ms;
      for (let next = core.nextExpiry(); next <= end; next = core.nextExpiry()) {
        now = Math.max(now, next);
        perform(core.expire(now));
      }
      now = end;
    },
    seen: (name) => seen.get(name) ?? [],
    told: (name) => (seen.get(name) ?? []).map(([, what]) => what).join(" "),
    events,
    get now() {
      return now;
    },
  };
}

export const connack = "20020000";
export const pingresp = "d000";

/** A stage with a victim that is connected before or after the fault is put. */
export function withVictim(fault: FaultForm | string, when: "before" | "after" = "before"): Stage {
  const on = stage();
  if (when === "after") {
    on.open("victim");
    on.say("victim", connect("victim"));
  }
  on.fault(fault);
  if (when === "before") {
    on.open("victim");
    on.say("victim", connect("victim"));
  }
  return on;
}
