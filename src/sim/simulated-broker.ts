/**
 * The test broker's core at the far end of a virtual network: the same code that `tagwire broker` runs, its faults
 * included, in virtual time. Its process can be stopped, killed, and started again.
 */
import type { Action } from "../broker/action.js";
import type { PutHow } from "../broker/broker.js";
import type { BrokerEvent } from "../broker/event.js";
import type { FaultForm } from "../broker/faults/fault.js";
import type { FaultyBroker } from "../broker/faults/faulty-broker.js";
import { readForm } from "../broker/faults/spelling.js";
import type { ListedFault } from "../broker/faults/standing.js";
import { createTopic } from "../broker/topic-cache.js";
import type { Clock } from "./surroundings.js";
import type { Peer, VirtualNetwork } from "./virtual-network.js";

/** Whom the broker takes for the sender of what `publish` is given. */
const OTHERS = "somebody else";

/** A message that the broker took. */
export interface Arrival {
  readonly connection: number;
  readonly topic: string;
  /** Text, as UTF-8 has it. */
  readonly message: string;
  readonly retain: boolean;
  /** Not by `publish`. */
  readonly isOfDevice: boolean;
  /** The clock's. */
  readonly atMs: number;
}

export interface SimulatedBroker extends Peer {
  /** Somebody else publishes that. A broker that is down, or stands still, does not hear it. */
  publish(topic: string, message: string, how?: PutHow): void;
  /** From now on the broker fails like that, as docs/faults.md has it. Throws a FaultMistake. */
  putFault(fault: FaultForm | string): ListedFault;
  /** Ends a fault; false if there is none of that id. */
  removeFault(id: string): boolean;
  /** Ends all faults. */
  heal(): void;
  /** The process dies; every connection is reset. */
  kill(): void;
  /** It starts again, as it was, or knowing nobody. */
  start(keepsState: boolean): void;
  /** The process stands still: what comes waits in the kernel, until it goes on. */
  freeze(): void;
  thaw(): void;
  /** Lets go of its timer. */
  stop(): void;
}

export interface BrokerEars {
  arrived(arrival: Arrival): void;
  /** All that the broker tells. */
  told(event: BrokerEvent): void;
}

/** @param newCore makes the broker's core, anew where it starts again knowing nobody */
export function simulatedBroker(
  clock: Clock,
  network: () => VirtualNetwork,
  ears: BrokerEars,
  newCore: () => FaultyBroker,
): SimulatedBroker {
  let core = newCore();
  let isDown = false;
  let isFrozen = false;
  /** What came while the process stood still, in its order. */
  const held: (() => void)[] = [];
  let disarm = () => {};

  /** The connection of a client: of what the core does late it says no more. */
  function connectionOf(broker: FaultyBroker, client: string): number {
    for (const seen of broker.connections()) if (seen.client === client) return seen.id;
    return 0;
  }

  /** Does what the core asks for; `from` is the connection whose bytes caused it. */
  function perform(actions: readonly Action[], from?: number): void {
    for (const action of actions) {
      switch (action.action) {
        case "tell": {
          const { event } = action;
          if (event.event === "published") {
            const { topic, payload, retain, client } = event;
            const message = Buffer.from(payload).toString("utf8");
            const connection = from ?? connectionOf(core, client);
            const isOfDevice = client !== OTHERS;
            ears.arrived({ connection, topic, message, retain, isOfDevice, atMs: clock.now() });
          }
          ears.told(event);
          break;
        }
        case "close":
          network().hangUp(action.connection);
          break;
        case "reset":
          network().end(action.connection, "reset");
          break;
        case "pause":
          network().setReads(action.connection, !action.isPaused);
          break;
        default: {
          const bytes = Buffer.from(action.bytes).toString("latin1");
          for (const id of action.action === "reply" ? [action.to] : action.to) network().reply(id, bytes);
        }
      }
    }
    disarm();
    disarm = () => {};
    if (isDown || isFrozen) return;
    const expiry = core.nextExpiry();
    if (expiry === Number.POSITIVE_INFINITY) return;
    disarm = clock.at(Math.max(0, expiry - clock.now()), () => perform(core.expire(clock.now())));
  }

  function whenAwake(something: () => void): void {
    if (isDown) return;
    if (isFrozen) held.push(something);
    else something();
  }

  return {
    publish(topic, message, how) {
      if (isDown || isFrozen) return;
      const verdict = { verdict: "accepted", text: "", value: message, stored: message } as const;
      perform(core.put(OTHERS, createTopic(topic), Buffer.from(message), verdict, clock.now(), how));
    },
    accept: (id) => whenAwake(() => perform(core.accept(id, clock.now(), "board"))),
    receive: (id, bytes) => whenAwake(() => perform(core.receive(id, Buffer.from(bytes, "latin1"), clock.now()), id)),
    closed: (id) =>
      whenAwake(() =>
        perform(core.closed(id, { kind: "peer-closed", text: "the board closed the connection" }, clock.now())),
      ),
    putFault(fault) {
      const { put, actions } = core.putFault(readForm(fault), clock.now());
      perform(actions);
      return put;
    },
    removeFault(id) {
      const actions = core.removeFault(id, clock.now());
      if (actions !== undefined) perform(actions);
      return actions !== undefined;
    },
    heal() {
      for (const { id } of core.listFaults(clock.now())) perform(core.removeFault(id, clock.now()) ?? []);
    },
    kill() {
      isDown = true;
      isFrozen = false;
      held.length = 0;
      disarm();
      // What it tells as it goes, and the ends that it would write, nobody hears any more.
      core.stop();
      network().endAll("reset");
    },
    start(keepsState) {
      isDown = false;
      if (!keepsState) core = newCore();
      perform([]);
    },
    freeze() {
      isFrozen = true;
      disarm();
    },
    thaw() {
      isFrozen = false;
      for (const something of held.splice(0)) something();
      perform([]);
    },
    stop: () => disarm(),
  };
}
