/**
 * A network in virtual time on which every address is the same MQTT broker: the core of the test broker, without a socket.
 * It answers as brokers do, keep-alive included, has the platform's rules, tells what it heard, and fails on command.
 */
import { createBroker } from "../broker/broker.js";
import { createEndpoint, type Keys } from "../broker/endpoint/endpoint.js";
import type { BrokerEvent } from "../broker/event.js";
import { createFaultyBroker } from "../broker/faults/faulty-broker.js";
import { defaultLimits } from "../broker/limits.js";
import { createRecordedBroker } from "../broker/record/recorded-broker.js";
import { createRecorder, type RecordSink } from "../broker/record/recorder.js";
import { type SimulatedBroker, simulatedBroker } from "../sim/simulated-broker.js";
import type { VirtualClock } from "../sim/virtual-clock.js";
import { type VirtualNetwork, virtualNetwork } from "../sim/virtual-network.js";
import type { Weather } from "../sim/weather.js";

/** A network, and the broker at its far end. */
export interface BrokerNetwork {
  readonly network: VirtualNetwork;
  readonly broker: SimulatedBroker;
}

export interface BrokerNetworkOptions {
  /** The platform's keys with their accounts; any key will do if there are none. */
  readonly keys: Keys;
  /** What the network is like. */
  readonly weather: Weather;
  /** Hears all that the broker tells. */
  told(event: BrokerEvent): void;
  /** Takes each line of a record of the session, in the form of docs/record.md, without its end; none is made otherwise. */
  readonly record?: ((line: string) => void) | undefined;
}

/** The network and the broker on it. */
export function brokerNetwork(clock: VirtualClock, options: BrokerNetworkOptions): BrokerNetwork {
  const { keys, weather, told, record } = options;
  const about = { at: new Date(clock.now()).toISOString(), strict: false, limits: {}, keys };
  const sink: RecordSink = {
    write(line) {
      record?.(line);
      return true;
    },
    giveUp: () => {}, // its last line says so
  };
  const recorder = record && createRecorder(about, clock.now(), sink);
  const newCore = () => {
    const endpoint = createEndpoint(keys, defaultLimits, clock.now);
    const core = createFaultyBroker(createBroker({ endpoint }), defaultLimits.maxPacketBytes);
    return createRecordedBroker(core, () => recorder);
  };
  const broker = simulatedBroker(clock, () => wire, { arrived: () => {}, told }, newCore);
  const wire = virtualNetwork(clock, weather, () => broker);
  const network = {
    ...wire,
    async stop() {
      broker.stop();
      recorder?.end("it was stopped", clock.now());
      await wire.stop();
    },
  };
  return { network, broker };
}
