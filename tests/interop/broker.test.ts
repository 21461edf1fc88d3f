/**
 * The scenes of the platform's getting-started article, with real clients in the place of A, B and C: npm's `mqtt` and
 * mosquitto's command line clients, each as MQTT 3.1 and as MQTT 3.1.1.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { type RunningBroker, startBroker } from "../../src/broker/server.js";

let broker: RunningBroker;
const events: BrokerEvent[] = [];
const looks = new Set<() => void>();
const clients: MqttClient[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  events.length = 0;
  looks.clear();
  broker = await startBroker({
    port: 0,
    onEvent: (event) => {
      events.push(event);
      for (const look of looks) look();
    },
  });
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await broker.close();
});

/** Resolves when so many events pass. */
function told(count: number, passes: (event: BrokerEvent) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (events.filter(passes).length >= count) resolve();
    };
    looks.add(look);
    look();
  });
}

/** A client program: how it subscribes (resolves with messages, once they are so many) and how it publishes. */
interface Kind {
  readonly name: string;
  readonly level: 3 | 4;
  readonly missing: boolean;
  /** Resolves when the broker has taken the subscription. */
  subscribe(clientId: string, filter: string, count: number): Promise<{ readonly messages: Promise<string[]> }>;
  publish(clientId: string, topic: string, message: string, qos: 0 | 1 | 2, retain?: boolean): Promise<void>;
}

function npmMqtt(level: 3 | 4): Kind {
  const open = async (clientId: string) => {
    const client = await connectAsync(broker.url, {
      protocolId: level === 3 ? "MQIsdp" : "MQTT",
      protocolVersion: level,
      clientId,
      reconnectPeriod: 0,
    });
    clients.push(client);
    return client;
  };
  return {
    name: "npm mqtt",
    level,
    missing: false,
    subscribe: async (clientId, filter, count) => {
      const client = await open(clientId);
      const seen: string[] = [];
      const messages = new Promise<string[]>((resolve) => {
        client.on("message", (topic, payload) => {
          seen.push(`${topic} ${payload}`);
          if (seen.length === count) resolve(seen);
        });
      });
      await client.subscribeAsync(filter, { qos: 1 });
      return { messages };
    },
    publish: async (clientId, topic, message, qos, retain = false) => {
      const client = await open(clientId);
      await client.publishAsync(topic, message, { qos, retain });
    },
  };
}

function mosquitto(level: 3 | 4): Kind {
  const version = level === 3 ? "mqttv31" : "mqttv311";
  const at = () => ["-h", "127.0.0.1", "-p", String(broker.port), "-V", version];
  return {
    name: "mosquitto",
    level,
    missing: spawnSync("mosquitto_pub", ["--help"]).error !== undefined,
    subscribe: async (clientId, filter, count) => {
      const args = [...at(), "-i", clientId, "-t", filter, "-q", "2", "-C", String(count), "-v"];
      const child = spawn("mosquitto_sub", args);
      children.push(child);
      const seen: string[] = [];
      createInterface(child.stdout).on("line", (line) => seen.push(line));
      const messages = once(child, "close").then(() => seen);
      await told(1, (event) => event.event === "subscribed" && event.client === clientId);
      return { messages };
    },
    publish: async (clientId, topic, message, qos, retain = false) => {
      const args = [...at(), "-i", clientId, "-t", topic, "-m", message, "-q", String(qos), ...(retain ? ["-r"] : [])];
      const child = spawn("mosquitto_pub", args);
      children.push(child);
      const [code] = await once(child, "close");
      expect(code).toBe(0);
    },
  };
}

const kinds = [npmMqtt(3), npmMqtt(4), mosquitto(3), mosquitto(4)];

for (const kind of kinds) {
  const version = kind.level === 3 ? "MQTT 3.1" : "MQTT 3.1.1";
  describe.skipIf(kind.missing)(`${kind.name} as ${version}`, () => {
    it("A publishes 22.5 to temperature, B and C receive it", async () => {
      const [b, c] = await Promise.all(["B", "C"].map((id) => kind.subscribe(id, "temperature", 1)));
      await kind.publish("A", "temperature", "22.5", 0);
      expect(await b?.messages).toEqual(["temperature 22.5"]);
      expect(await c?.messages).toEqual(["temperature 22.5"]);
      const levels = events.flatMap((event) => (event.event === "connected" ? [event.level] : []));
      expect(levels).toEqual([kind.level, kind.level, kind.level]);
    });

    it.each([0, 1, 2] as const)("one to one, in order, with QoS %i", async (qos) => {
      const b = await kind.subscribe("B", "one", 3);
      for (const message of ["1", "2", "3"]) await kind.publish("A", "one", message, qos);
      expect(await b.messages).toEqual(["one 1", "one 2", "one 3"]);
    });

    it("many to one", async () => {
      const b = await kind.subscribe("B", "room/+/temperature", 3);
      for (const id of ["A1", "A2", "A3"]) await kind.publish(id, `room/${id}/temperature`, "20", 0);
      expect(await b.messages).toEqual(["A1", "A2", "A3"].map((id) => `room/${id}/temperature 20`));
    });

    it("the endpoint's topic and message arrive as they were sent", async () => {
      const b = await kind.subscribe("B", "key/+/device/+/tag/+", 1);
      await kind.publish("A", "key/my-key/device/my-device/tag/temperature", '{"value":"12"}', 0);
      expect(await b.messages).toEqual(['key/my-key/device/my-device/tag/temperature {"value":"12"}']);
    });

    it("a retained message waits for a later subscriber", async () => {
      await kind.publish("A", "kept", "21", 1, true);
      const b = await kind.subscribe("B", "#", 1);
      expect(await b.messages).toEqual(["kept 21"]);
    });

    describe.each(kinds.filter((other) => other !== kind))("reaches $name", (other) => {
      it.skipIf(other.missing)(`at level ${other.level}`, async () => {
        const b = await other.subscribe("B", "mixed/#", 1);
        await kind.publish("A", "mixed/é", "ü", 1);
        expect(await b.messages).toEqual(["mixed/é ü"]);
      });
    });
  });
}

describe("npm mqtt as MQTT 5", () => {
  it("is told that the version is not spoken here", async () => {
    const refused = connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
    await expect(refused).rejects.toMatchObject({ code: 0x84 });
  });
});
