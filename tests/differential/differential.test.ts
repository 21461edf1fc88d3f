/**
 * Random legal conversations held with ours and with brokers of others: what arrives is the same, but for the rows of
 * differences.mjs. The seed is new each time and stands in a failure's text; `npm run soak:brokers -- differential` runs longer.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrokerProcess, mosquittoMissing, startProcess } from "../support/processes.mjs";
import { compare } from "./compare.mjs";
import { comparable, hold } from "./conversation.mjs";
import { differences } from "./differences.mjs";

let ours: BrokerProcess;
beforeAll(async () => {
  ours = await startProcess("tagwire");
});
afterAll(() => ours.kill());

const seed = Math.trunc(Math.random() * 0x7fffffff);

describe.each([
  ["mosquitto", mosquittoMissing, 60],
  ["aedes", false, 30],
] as const)("beside %s", (name, missing, runs) => {
  it.skipIf(missing)(`random conversations have the same outcome (seed ${seed})`, { timeout: 120_000 }, async () => {
    const other = await startProcess(name);
    try {
      await compare(ours, other, { seed, runs });
    } finally {
      await other.kill();
    }
  });
});

describe("the comparison", () => {
  it("is of what came to each client on each topic, in order", async () => {
    const outcome = await hold(
      [
        { client: "A", does: "connect", clean: true, willQos: 0, willRetain: false },
        { client: "A", does: "subscribe", filter: "~/a", qos: 1 },
        { client: "A", does: "publish", topic: "~/a", qos: 1, retain: false, empty: false },
        { client: "A", does: "publish", topic: "~/a", qos: 0, retain: true, empty: false },
      ],
      ours,
    );
    expect(comparable(outcome, "mosquitto")).toEqual({
      A: { "(session)": ["present=0 qos=0"], "~/a": ["m2 qos=1", "m3 qos=0"] },
      B: {},
      C: {},
    });
  });

  it("has a reason for each difference that it leaves out, and docs/conformance.md shows both", () => {
    const page = readFileSync(new URL("../../docs/conformance.md", import.meta.url), "utf8");
    const [, table = ""] = page.split(/<!-- \/?differences -->/);
    const rows = differences.map(({ broker, what, reason }) => `| ${broker} | ${what} | ${reason} |`);
    expect(table.trim().replaceAll(/ +/g, " ").split("\n").slice(2)).toEqual(rows);
    for (const { broker, what, reason, leave } of differences) {
      expect(["mosquitto", "aedes"]).toContain(broker);
      expect([what, reason, leave].every((text) => text.length > 0)).toBe(true);
    }
  });
});
