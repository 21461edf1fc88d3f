/** A record played into the core, in virtual time: a session of an hour takes a moment, and is always the same. */

import type { Action } from "../action.js";
import { createBroker } from "../broker.js";
import { createEndpoint } from "../endpoint/endpoint.js";
import { createFaultyBroker } from "../faults/faulty-broker.js";
import { createFramer } from "../framer.js";
import { defaultLimits } from "../limits.js";
import { createTopic } from "../topic-cache.js";
import { type Answer, answersIn, CLOSED, differences } from "./answers.js";
import type { SessionRecord } from "./read-record.js";
import { type Replayed, replayed } from "./replayed.js";
import { type Step, scriptOf, withSeenPacketId } from "./script.js";

/**
 * Plays the clients' side into a core like the one that was recorded, with its faults and the platform's rules, and
 * compares the answers and the verdicts.
 * @param map keys to say in place of the names that the record has
 */
export function replayIntoCore(record: SessionRecord, map: ReadonlyMap<string, string> = new Map()): Replayed {
  const script = scriptOf(record, map);
  const { header, entries } = record;
  const limits = { ...defaultLimits, ...header.limits };
  const tiers = new Map(Object.entries(header.keys ?? {}).map(([name, tier]) => [script.keys.get(name) ?? name, tier]));
  let now = 0;
  const endpoint = header.keys && createEndpoint(tiers, limits, () => now);
  const sound = createBroker({ limits, strict: header.strict, endpoint });
  const core = createFaultyBroker(sound, limits.maxPacketBytes);
  const seen = new Map<number, Answer[]>();
  const framers = new Map<number, ReturnType<typeof createFramer>>();
  const verdicts: Answer[] = [];

  function say(connection: number, bytes: Uint8Array): void {
    const framer = framers.get(connection);
    if (framer !== undefined) seen.get(connection)?.push(...answersIn(framer, bytes, script.named));
  }

  function perform(actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.action === "reply") say(action.to, action.bytes);
      else if (action.action === "deliver") for (const id of action.to) say(id, action.bytes);
      else if (action.action === "close" || action.action === "reset") {
        if (framers.delete(action.connection)) seen.get(action.connection)?.push(CLOSED);
      } else if (action.action === "tell" && action.event.event === "verdict") {
        verdicts.push({ text: `the verdict "${action.event.verdict}"`, packetId: undefined });
      }
    }
  }

  /** Does what is due until then. */
  function goOn(until: number): void {
    for (let due = core.nextExpiry(); due <= until; due = core.nextExpiry()) {
      now = Math.max(now, due);
      perform(core.expire(now));
    }
    now = Math.max(now, until);
  }

  function take(step: Step): void {
    switch (step.does) {
      case "open":
        seen.set(step.connection, []);
        framers.set(step.connection, createFramer());
        perform(core.accept(step.connection, now, `connection ${step.connection}`));
        return;
      case "say": {
        const { connection, bytes, line } = step;
        const wanted = script.wanted.get(connection) ?? [];
        perform(core.receive(connection, withSeenPacketId(bytes, wanted, seen.get(connection) ?? [], line), now));
        return;
      }
      case "leave":
        framers.delete(step.connection);
        perform(core.closed(step.connection, { kind: "peer-closed", text: "it left" }, now));
        return;
      case "fault":
        if (step.entry.did === "put") perform(core.putFault(step.entry.fault, now).actions);
        else perform(core.removeFault(step.entry.fault.id, now) ?? []);
        return;
      case "put": {
        const topic = createTopic(step.topic);
        const verdict = endpoint?.judge(topic, step.payload, now);
        if (verdict !== undefined) perform(core.put(step.client, topic, step.payload, verdict, now));
      }
    }
  }

  for (const step of script.steps) {
    goOn(step.t);
    take(step);
  }
  goOn(script.endsAt);

  const wantedVerdicts = entries.flatMap((entry) =>
    entry.what === "verdict" ? [{ text: `the verdict "${entry.verdict}"`, packetId: undefined, line: entry.line }] : [],
  );
  const judged = differences(undefined, undefined, wantedVerdicts, endpoint === undefined ? wantedVerdicts : verdicts);
  return replayed(script, (connection) => seen.get(connection), judged);
}
