/** Brokers on real sockets that can be stopped and started again, and what arrives there. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connectAsync, type MqttClient } from "mqtt";
import { type RunningBroker, startBroker } from "../../src/broker/server.js";
import { freePort, listening } from "./ports.mjs";

export interface Peer {
  readonly port: number;
  /** Topics and messages in the order in which a subscriber to everything got them. */
  readonly arrived: readonly { readonly topic: string; readonly message: string }[];
  /** Ends at once, with all its connections. */
  stop(): Promise<void>;
  /** Listens again on the same port, and the subscriber is there. */
  start(): Promise<void>;
}

export interface BrokerKind {
  readonly name: string;
  readonly missing: boolean;
  start(): Promise<Peer>;
}

/** A peer from what starts a broker on a port and answers what stops it. */
async function peer(run: (port: number) => Promise<() => Promise<void>>): Promise<Peer> {
  const port = await freePort();
  const arrived: { topic: string; message: string }[] = [];
  let stopBroker: (() => Promise<void>) | undefined;
  let subscriber: MqttClient | undefined;
  const self: Peer = {
    port,
    arrived,
    async stop() {
      const client = subscriber;
      client?.on("error", () => {});
      // the broker first: what it took is on its way to the subscriber, and counts as arrived
      const read = client?.connected ? new Promise<void>((closed) => client.once("close", () => closed())) : undefined;
      await stopBroker?.();
      await read;
      await client?.endAsync(true);
      subscriber = stopBroker = undefined;
    },
    async start() {
      stopBroker = await run(port);
      subscriber = await connectAsync({ host: "127.0.0.1", port, reconnectPeriod: 0, clientId: "subscriber" });
      subscriber.on("message", (topic, payload) => arrived.push({ topic, message: payload.toString("utf8") }));
      await subscriber.subscribeAsync("#");
    },
  };
  await self.start();
  return self;
}

const ours: BrokerKind = {
  name: "our broker",
  missing: false,
  start: () =>
    peer(async (port) => {
      const broker: RunningBroker = await startBroker({ port });
      return () => broker.close();
    }),
};

const mosquitto: BrokerKind = {
  name: "mosquitto",
  missing: spawnSync("mosquitto", ["-h"]).error !== undefined,
  start: () =>
    peer(async (port) => {
      const child: ChildProcess = spawn("mosquitto", ["-p", String(port)], { stdio: "ignore" });
      await listening(port);
      return async () => {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      };
    }),
};

export const brokerKinds: readonly BrokerKind[] = [ours, mosquitto];
