/**
 * What a free account does to a device that was offline and empties its buffer at full speed. The session is recorded in
 * virtual time, so it is the same each time, and its record in tests/fixtures is what docs/broker.md shows.
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { readRecord } from "../../src/broker/record/read-record.js";
import { replayIntoCore } from "../../src/broker/record/replay-core.js";
import { bootSketch, type RunningSketch } from "../../src/testing/boot-sketch.js";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const recordFile = fixture("free-account.jsonl");

let running: RunningSketch;
const lines: string[] = [];

beforeAll(async () => {
  running = await bootSketch(fixture("full-speed.ts"), {
    board: "esp32",
    keys: { K: "free" },
    // It is offline while its sketch measures.
    faults: [{ fault: "broker", does: "restart,forMs=25000" }],
    record: (line) => lines.push(line),
  });
  running.advance(60_000);
  await running.stop();
});

describe("a device that was offline, at a free account", () => {
  it("loses all but one value", () => {
    const values = running.published.map(({ message }) => (JSON.parse(message) as { value: string }).value);
    expect(values).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
    const verdicts = running.published.map(({ verdict }) => verdict.verdict);
    expect(verdicts).toEqual(["accepted", ...Array(19).fill("dropped")]);
  });

  it("does not know: the broker has taken all", () => {
    expect(running.status()).toMatchObject({ waiting: 0, confirmed: 20, dropped: 0 });
  });

  it("has an owner who reads what to do", () => {
    for (const { verdict } of running.published.slice(1)) {
      expect(verdict.text).toMatch(
        /^dropped: \d+(\.\d s| ms) after this key's last value, a free account wants 15 s \(paceMs: 15000\)$/,
      );
    }
  });
});

describe("the same with paceMs", () => {
  it("stores every value", async () => {
    const cured = await bootSketch(fixture("full-speed-paced.ts"), {
      board: "esp32",
      keys: { K: "free" },
      faults: [{ fault: "broker", does: "restart,forMs=25000" }],
    });
    cured.advance(400_000);
    await cured.stop();
    const values = cured.published.map(({ message }) => (JSON.parse(message) as { value: string }).value);
    expect(values).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
    expect(new Set(cured.published.map(({ verdict }) => verdict.verdict))).toEqual(new Set(["accepted"]));
    expect(cured.status()).toMatchObject({ waiting: 0, confirmed: 20, dropped: 0 });
  });
});

describe("its record", () => {
  const text = () => readFileSync(recordFile, "utf8");

  it("is the session", async () => {
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(recordFile);
  });

  it("is answered and judged as it was", () => {
    const { differences, answers } = replayIntoCore(readRecord(text()));
    expect(differences).toEqual([]);
    expect(answers).toBeGreaterThan(0);
  });

  it("differs at 19 verdicts where the account is a better one", () => {
    const full = readRecord(text().replace('"keys":{"K1":"free"}', '"keys":{"K1":"full"}'));
    const { differences } = replayIntoCore(full);
    expect(differences).toHaveLength(19);
    for (const one of differences) {
      expect(one).toMatchObject({ wanted: 'the verdict "dropped"', seen: 'the verdict "accepted"' });
    }
  });

  it("is what docs/broker.md shows", () => {
    const docs = readFileSync(new URL("../../docs/broker.md", import.meta.url), "utf8");
    const shown = docs.split("### A free account and a full buffer\n")[1]?.split("```")[1]?.trim().split("\n") ?? [];
    const words = running.published.map(({ message, verdict }) => `${message}  ${verdict.text}`);
    expect(shown).toEqual([...words.slice(0, 3), "...", words.at(-1)]);
  });
});
