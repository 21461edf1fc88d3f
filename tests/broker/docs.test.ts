import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { defaultLimits } from "../../src/broker/limits.js";
import { limitFlags } from "../../src/cli/broker-options.js";

const docs = readFileSync(new URL("../../docs/broker.md", import.meta.url), "utf8");

describe("docs/broker.md", () => {
  it.each(Object.entries(defaultLimits))("names the bound %s with its default", (name, value) => {
    expect(docs).toMatch(new RegExp(`\`${name}\` *\\| ${value.toLocaleString("en")}[ |]`));
  });

  it.each(limitFlags.map(({ flag, limit }) => [flag, limit]))("names the flag %s of the bound %s", (flag, limit) => {
    expect(docs).toMatch(new RegExp(`\`${flag}\` *\\| \`${limit}\``));
  });

  it("has a flag for every bound", () => {
    expect(limitFlags.map(({ limit }) => limit).sort()).toEqual(Object.keys(defaultLimits).sort());
  });

  const [, table = ""] = docs.split("## Events\n");
  type Fields<E> = E extends unknown ? Exclude<keyof E, "event" | "payload"> : never;
  // Complete, or it would not compile.
  const fields: { [E in BrokerEvent["event"]]: Record<Fields<Extract<BrokerEvent, { event: E }>>, true> } = {
    connected: {
      connection: true,
      client: true,
      peer: true,
      level: true,
      clean: true,
      keepAliveS: true,
      session: true,
    },
    refused: { connection: true, peer: true, returnCode: true, text: true },
    published: { client: true, topic: true, qos: true, retain: true, dup: true, subscribers: true },
    verdict: {
      client: true,
      by: true,
      topic: true,
      verdict: true,
      text: true,
      value: true,
      stored: true,
      reason: true,
      sinceMs: true,
      paceMs: true,
      suggestion: true,
    },
    delivered: { client: true, topic: true, qos: true, retain: true, dup: true },
    subscribed: { client: true, filter: true, askedQos: true, granted: true },
    unsubscribed: { client: true, filter: true, found: true },
    dropped: { client: true, messages: true, bytes: true, from: true },
    warned: { client: true, text: true, clause: true },
    fault: { fault: true, kind: true, what: true, connection: true, peer: true, client: true, text: true },
    record: { what: true, file: true, text: true },
    closed: { connection: true, peer: true, client: true, reason: true },
  };

  it.each(Object.entries(fields))("names every field of the event %s", (event, of) => {
    const [, row = ""] = table.match(new RegExp(`^\\| \`${event}\` +\\|(.*)\\|$`, "m")) ?? [];
    for (const field of Object.keys(of)) expect(row).toContain(`\`${field}\``);
  });
});
