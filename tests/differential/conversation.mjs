/**
 * Conversations of a few clients with a broker, all of them legal, and what the clients get: the same conversation is
 * held with several brokers and the outcomes are compared. A step ends when the broker has acted on it: the step's own
 * acknowledgement has come, and so has a message that the same client sent behind it to all who are there.
 */

import { randomBytes } from "node:crypto";
import { open } from "../support/plain-client.mjs";
import { differences } from "./differences.mjs";

export const clientNames = ["A", "B", "C"];
export const topics = ["~/a", "~/a/b", "~/b", "~/b/c/d", "~//", "~/$x"];
export const filters = ["~/a", "~/a/b", "~/b", "~/+", "~/a/#", "~/#", "~/+/b", "~/b/+/d", "~/a/+", "~/+/+"];

/**
 * What a client does. A step of a client that is not connected, or a CONNECT of one that is, is passed over.
 * @typedef {{ client: string } & (
 *   | { does: "connect", clean: boolean, willQos: number, willRetain: boolean }
 *   | { does: "subscribe", filter: string, qos: number }
 *   | { does: "unsubscribe", filter: string }
 *   | { does: "publish", topic: string, qos: number, retain: boolean, empty: boolean }
 *   | { does: "disconnect" }
 *   | { does: "drop" }
 * )} Step
 */

/**
 * What may be left out of a comparison, by a change of the conversation or, for `qos`, of the outcome.
 * - `qos`: with which QoS a message came
 * - `kept sessions`: sessions that outlive a connection
 * - `several QoS`: subscriptions of different QoS of one client
 * - `retained`: retained messages, those of wills too
 * @typedef {"qos" | "kept sessions" | "several QoS" | "retained"} Leave
 */

/** Per client, per topic, what came, in order. @typedef {Record<string, Record<string, string[]>>} Outcome */

/** Holds one conversation. `settled` is asked, with the outcome so far, whether all has come that is awaited. */
export async function hold(steps, target, settled = () => true) {
  const tag = `d${randomBytes(4).toString("hex")}`;
  const observer = await open(target, tag);
  /** @type {Map<string, Awaited<ReturnType<typeof open>>>} */
  const present = new Map();
  /** Everything that each client got, over all its connections. */
  const got = Object.fromEntries(clientNames.map((name) => [name, /** @type {any[]} */ ([])]));
  let id = 1;
  let syncs = 0;
  const outcome = () => outcomeOf(got, tag);

  const request = async (client, line, reply) => {
    id = (id % 60_000) + 1;
    client.say(line.replace("ID", String(id)));
    await client.take(reply, id);
  };
  const publish = async (client, topic, message, qos, retain) => {
    const line = `PUBLISH ${topic} ${message} retain=${retain ? 1 : 0}`;
    if (qos === 0) {
      client.say(line);
      client.say("PINGREQ");
      await client.take("PINGRESP");
    } else if (qos === 1) await request(client, `${line} qos=1 id=ID`, "PUBACK");
    else {
      await request(client, `${line} qos=2 id=ID`, "PUBREC");
      const sent = id;
      client.say(`PUBREL ${sent}`);
      await client.take("PUBCOMP", sent);
    }
  };
  const sync = async (client) => {
    const message = `s${++syncs}`;
    await publish(client, "~sync", message, 0, false);
    for (const one of [observer, ...present.values()]) {
      await one.until(() => one.delivered.find((delivery) => delivery.message === message), message);
    }
  };

  try {
    observer.say("CONNECT id=~O");
    await observer.take("CONNACK");
    await request(observer, "SUBSCRIBE ID ~sync 0 ~will/# 0", "SUBACK");
    for (const [index, step] of steps.entries()) {
      let client = present.get(step.client);
      if ((client === undefined) !== (step.does === "connect")) continue;
      if (step.does === "connect") {
        client = await open(target, tag);
        client.delivered = got[step.client] ?? [];
        const will = `will=~will/${step.client} will-message=w${index} will-qos=${step.willQos} will-retain=${Number(step.willRetain)}`;
        client.say(`CONNECT id=~${step.client} clean=${Number(step.clean)} ${will}`);
        const { present: found } = await client.take("CONNACK");
        got[step.client]?.push({ topic: "(session)", message: `present=${found}`, qos: 0, retain: 0 });
        await request(client, "SUBSCRIBE ID ~sync 0", "SUBACK");
        present.set(step.client, client);
        wills.set(client, `w${index}`);
      } else if (client === undefined) continue;
      else if (step.does === "subscribe") await request(client, `SUBSCRIBE ID ${step.filter} ${step.qos}`, "SUBACK");
      else if (step.does === "unsubscribe") await request(client, `UNSUBSCRIBE ID ${step.filter}`, "UNSUBACK");
      else if (step.does === "publish") {
        await publish(client, step.topic, step.empty ? '""' : `m${index}`, step.qos, step.retain);
      } else {
        present.delete(step.client);
        if (step.does === "disconnect") {
          client.socket.end(Buffer.of(0xe0, 0));
          await client.closed();
        } else {
          client.socket.destroy();
          const will = wills.get(client);
          await observer.until(() => observer.delivered.find(({ message }) => message === will), `will ${will}`);
        }
      }
      await sync(present.get(step.client) ?? observer);
    }
    // A broker that hands over queued messages one by one may still be at it.
    for (let round = 0; round < 10 && !settled(outcome()); round++) await sync(observer);
    return outcome();
  } finally {
    await forget(target, tag, present);
    for (const { socket } of [observer, ...present.values()]) socket.destroy();
  }
}

/** The will's message of each connection. */
const wills = new WeakMap();

/** Leaves no session behind, so that a long run does not slow the broker down. */
async function forget(target, tag, present) {
  for (const client of present.values()) client.socket.destroy();
  for (const name of clientNames) {
    const client = await open(target, tag);
    client.say(`CONNECT id=~${name} clean=1`);
    await client.take("CONNACK");
    client.socket.end(Buffer.of(0xe0, 0));
  }
}

function outcomeOf(got, tag) {
  /** @type {Outcome} */
  const outcome = {};
  for (const [name, deliveries] of Object.entries(got)) {
    const byTopic = {};
    for (const { topic, message, qos, retain } of deliveries) {
      if (topic === `${tag}sync`) continue;
      const key = topic.replace(tag, "~");
      byTopic[key] ??= [];
      byTopic[key].push(`${message} qos=${qos}${retain ? " retained" : ""}`);
    }
    outcome[name] = byTopic;
  }
  return outcome;
}

/** How a conversation is changed so that it goes without something. @type {Record<Exclude<Leave, "qos">, (step: any) => any>} */
const without = {
  "kept sessions": (step) => (step.does === "connect" ? { ...step, clean: true } : step),
  "several QoS": (step) => (step.does === "subscribe" ? { ...step, qos: clientNames.indexOf(step.client) } : step),
  retained: (step) =>
    "retain" in step ? { ...step, retain: false } : step.does === "connect" ? { ...step, willRetain: false } : step,
};

/** A conversation without what the table says differs with that broker. */
export function adapted(steps, broker) {
  const changes = Object.entries(without).filter(([leave]) => leftOut(broker).has(leave));
  return steps.map((step) => changes.reduce((changed, [, change]) => change(changed), step));
}

const leftOut = (broker) => new Set(differences.filter((row) => row.broker === broker).map((row) => row.leave));

/** An outcome without what the table says differs with that broker. */
export function comparable(outcome, broker) {
  const left = leftOut(broker);
  const of = (list) => {
    return left.has("qos") ? list.map((entry) => entry.replace(/ qos=\d/, "")) : list;
  };
  const sorted = (record, act) =>
    Object.fromEntries(
      Object.entries(record)
        .sort()
        .map(([key, value]) => [key, act(value)]),
    );
  return sorted(outcome, (byTopic) => sorted(byTopic, of));
}
