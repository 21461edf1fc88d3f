/** A core that is recorded, as long as somebody records: what goes in and what comes out passes by a recorder. */

import type { Action } from "../action.js";
import type { FaultyBroker } from "../faults/faulty-broker.js";
import type { Recorder } from "./recorder.js";

/** @param recording who records now; undefined if nobody does */
export function createRecordedBroker(core: FaultyBroker, recording: () => Recorder | undefined): FaultyBroker {
  /** The time of the last turn: a stop has none of its own. */
  let last = 0;

  function seen(actions: Action[], now: number): Action[] {
    last = now;
    recording()?.did(actions, now);
    return actions;
  }

  return {
    ...core,
    accept(id, now, peer, address) {
      recording()?.opened(id, peer, now);
      return seen(core.accept(id, now, peer, address), now);
    },
    receive(id, bytes, now) {
      const recorder = recording();
      if (recorder === undefined) return core.receive(id, bytes, now);
      recorder.received(id, bytes, now);
      return seen(core.receive(id, bytes, now), now);
    },
    closed(id, reason, now) {
      const actions = core.closed(id, reason, now);
      recording()?.left(id, reason, actions, now);
      return actions;
    },
    stop: () => seen(core.stop(), last),
    expire: (now) => seen(core.expire(now), now),
    put: (client, topic, payload, verdict, now, how) => seen(core.put(client, topic, payload, verdict, now, how), now),
    putFault(fault, now) {
      const done = core.putFault(fault, now);
      recording()?.fault("put", { ...fault, id: done.put.id }, now);
      seen(done.actions, now);
      return done;
    },
    removeFault(id, now) {
      const actions = core.removeFault(id, now);
      if (actions === undefined) return undefined;
      recording()?.fault("removed", { id }, now);
      return seen(actions, now);
    },
  };
}
