/** The platform's rules, in virtual time; what is worded the same by HTTP is in values.test.ts. */
import { describe, expect, it } from "vitest";
import { createEndpoint, type Endpoint } from "../../src/broker/endpoint/endpoint.js";
import { createKeptValues } from "../../src/broker/endpoint/kept-values.js";
import { type Tier, tierNames, tiers } from "../../src/broker/endpoint/tier.js";
import { defaultLimits, type Limits } from "../../src/broker/limits.js";
import { createTopic } from "../../src/broker/topic-cache.js";
import { bytes, connect, createBench, disconnect, publish, text } from "./bench.js";

const HOUR_MS = 3_600_000;
const T = "key/K/device/D/tag/t";

function endpoint(keys: Readonly<Record<string, Tier>> = {}, limits: Partial<Limits> = {}): Endpoint {
  return createEndpoint(new Map(Object.entries(keys)), { ...defaultLimits, ...limits }, () => 0);
}

function judge(of: Endpoint, topic: string, message: string, now = 0) {
  return of.judge(createTopic(topic), text(message), now);
}

const value = (of: string) => JSON.stringify({ value: of });

describe("an accepted value", () => {
  it.each([
    ["12", "12"],
    ["22.5", "22"],
    ["-3.9", "-3"],
    ["-0.5", "0"],
    ["007", "7"],
    ["0x1f", "31"],
    ["1e3", "1"],
    [" 8 °C", "8"],
    ["9".repeat(22), "1e+22"],
  ])("%j is stored as %s", (sent, stored) => {
    expect(judge(endpoint(), T, value(sent))).toEqual({
      verdict: "accepted",
      text: `accepted, stored as ${stored}`,
      value: sent,
      stored,
    });
  });

  it.each(["on", ".5", " ", "NaN", "Infinity"])(
    "%j, which begins with no number, is stored as 0, and is told so",
    (sent) => {
      const text = `accepted, stored as 0: ${JSON.stringify(sent)} does not begin with a whole number`;
      expect(judge(endpoint(), T, value(sent))).toMatchObject({ text, stored: "0" });
    },
  );

  it("may have further properties, also one that would be a prototype", () => {
    const message = '{"unit":"C","__proto__":{"x":1},"value":"12","at":[[[]]]}';
    expect(judge(endpoint(), T, message)).toMatchObject({ verdict: "accepted", stored: "12" });
  });

  it("is not one that a prototype has", () => {
    expect(judge(endpoint(), T, '{"__proto__":{"value":"1"}}')).toMatchObject({
      text: 'refused: value is missing beside "__proto__", the platform wants {"value":"12"}',
    });
  });
});

describe("a topic that is no value's", () => {
  it.each([
    ["temperature"],
    ["a/b/c/d/e/f"],
    ["key/K"],
    ["keyboard/K/sensor/D/label/t"],
    [`keys/${"K".repeat(400)}/device/D/tag/t`],
    ["//////"],
    [""],
  ])("%j has none that was meant", (topic) => {
    const text = "not a value: topic is not key/:key/device/:device/tag/:tag";
    expect(judge(endpoint(), topic, value("1"))).toEqual({ verdict: "not a value", text });
  });

  it.each([
    ["keys/K/devices/D/tags/t", T],
    ["/key/K/device/D/tag/t", T],
    ["key/K/device/D/tag/t/", T],
    ["/resources/key/K/device/D/tag/t", T],
    ["Key/K/Device/D/Tag/t", T],
    ["key/K/devcie/D/tag/t", T],
    ["key/K/divice/D/tag/t", T],
    ["kye/K/device/D/tga/t", T],
    ["key/K/dev/D/tag/t", T],
    ["key/K/device/D/t", T],
    ["K/device/D/tag/t", T],
    ["device/D/key/K/tag/t", T],
    ["key/K/device/D", "key/K/device/D/tag/:tag"],
    ["key//device/D/tag/t", "key/:key/device/D/tag/t"],
    ["key/K/device/D/tag/", "key/K/device/D/tag/:tag"],
    ["key/device/device/D/tags/t", "key/device/device/D/tag/t"],
  ])("%j was meant as %j", (topic, suggestion) => {
    const verdict = judge(endpoint(), topic, value("1"));
    expect(verdict).toMatchObject({ verdict: "not a value" });
    expect(verdict).toHaveProperty("suggestion", suggestion);
    expect(verdict.text).toContain(`did you mean ${suggestion}?`);
  });
});

describe("the pace of a key", () => {
  it.each(tierNames)("of a %s account is held to the millisecond, over all devices and tags", (tier) => {
    const { paceMs } = tiers[tier];
    const of = endpoint({ K: tier, L: tier });
    expect(judge(of, T, value("1"), 1000)).toMatchObject({ verdict: "accepted" });
    const early = judge(of, "key/K/device/E/tag/u", value("2"), 1000 + Math.max(0, paceMs - 1));
    expect(early.verdict).toBe(paceMs === 0 ? "accepted" : "dropped");
    expect(judge(of, "key/L/device/D/tag/t", value("3"), 1000 + Math.max(0, paceMs - 1))).toMatchObject({
      verdict: "accepted",
    });
    expect(judge(of, T, value("4"), 1000 + paceMs)).toMatchObject({ verdict: "accepted" });
  });

  it.each<[Tier, number, string]>([
    ["free", 4_250, "dropped: 4.2 s after this key's last value, a free account wants 15 s (paceMs: 15000)"],
    ["bronze", 9_999, "dropped: 9.9 s after this key's last value, a bronze account wants 10 s (paceMs: 10000)"],
    ["silver", 100, "dropped: 0.1 s after this key's last value, a silver account wants 5 s (paceMs: 5000)"],
    ["gold", 12.7, "dropped: 12 ms after this key's last value, a gold account wants 1 s (paceMs: 1000)"],
  ])("is told to the owner of a %s account, %d ms after", (tier, ms, words) => {
    const of = endpoint({ K: tier });
    judge(of, T, value("1"), 5);
    expect(judge(of, T, value("2"), 5 + ms)).toEqual({
      verdict: "dropped",
      text: words,
      value: "2",
      sinceMs: Math.floor(ms),
      paceMs: tiers[tier].paceMs,
    });
  });

  it("counts from the last value that was accepted: neither a refused nor a dropped one moves it", () => {
    const of = endpoint({ K: "free" });
    judge(of, T, value("1"), 0);
    expect(judge(of, T, value("2"), 14_000)).toMatchObject({ verdict: "dropped" });
    expect(judge(of, T, '{"value":2}', 14_500)).toMatchObject({ verdict: "refused" });
    expect(judge(of, T, value("3"), 15_000)).toMatchObject({ verdict: "accepted" });
    expect(of.counts()).toEqual({ accepted: 2, refused: 1, dropped: 1, "not a value": 0, forgotten: 0 });
  });

  it("is not there, nor an unknown key, where no key was given", () => {
    const of = endpoint();
    for (const key of ["K", "L", "K"]) {
      expect(judge(of, `key/${key}/device/D/tag/t`, value("1"))).toMatchObject({ verdict: "accepted" });
    }
  });

  it("a device that empties its buffer at full speed into a free account loses all but one value", () => {
    const bench = createBench({}, { endpoint: endpoint({ K: "free" }) });
    bench.open(1);
    bench.say(1, connect("D"));
    for (let count = 0; count < 20; count++) {
      bench.say(1, publish(T, value(String(count))));
      bench.now += 5;
    }
    const verdicts = bench.events().flatMap((event) => (event.event === "verdict" ? [event.verdict] : []));
    expect(verdicts).toEqual(["accepted", ...Array(19).fill("dropped")]);
  });
});

it("an unknown key is named, with a few of those that are known", () => {
  const keys = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`K${index}`, "full" as const]));
  expect(judge(endpoint(keys), T, value("1"))).toEqual({
    verdict: "refused",
    text: "refused: unknown key K, known: K0, K1, K2, K3, K4 and 2 more",
    reason: "key",
  });
});

describe("a value by MQTT", () => {
  it("is relayed whatever becomes of it, and its verdict is told between its publication and its delivery", () => {
    const bench = createBench({}, { endpoint: endpoint({ K: "full" }) });
    bench.open(1);
    bench.say(1, connect("A"), bytes("82 06 0001 0001 23 00"), publish(T, '{"value":12}'));
    expect(bench.sent(1)).toContain(Buffer.from('{"value":12}').toString("hex"));
    expect(bench.actions.slice(-3).map((action) => ("event" in action ? action.event?.event : action.action))).toEqual([
      "published",
      "verdict",
      "delivered",
    ]);
    expect(bench.events().at(-1)).toMatchObject({
      event: "verdict",
      client: "A",
      by: "MQTT",
      topic: T,
      verdict: "refused",
    });
  });

  it("is a will too, at the time of its publication", () => {
    const bench = createBench({}, { endpoint: endpoint({ K: "free" }) });
    const will = { topic: T, message: value("1") };
    bench.open(1);
    bench.say(1, connect("A", 0, 3, { will }));
    bench.open(2);
    bench.say(2, connect("B"), publish(T, value("2")));
    bench.now = 14_000;
    bench.closed(1);
    expect(bench.events().at(-1)).toMatchObject({ event: "verdict", client: "A", verdict: "dropped", sinceMs: 14_000 });
  });

  it("of QoS 2 is judged once, when it is released", () => {
    const bench = createBench({}, { endpoint: endpoint({ K: "free" }) });
    bench.open(1);
    bench.say(1, connect("A"), publish(T, value("1"), 4, 7), publish(T, value("1"), 4, 7));
    const told = () => bench.events().filter(({ event }) => event === "verdict").length;
    expect(told()).toBe(0);
    bench.say(1, bytes("62 02 0007"), bytes("62 02 0007"), disconnect);
    expect(told()).toBe(1);
  });

  it("is judged without a word where nobody hears of messages", () => {
    const of = endpoint({ K: "full" });
    const bench = createBench({}, { endpoint: of, tellsMessages: false });
    bench.open(1);
    bench.say(1, connect("A"), publish(T, value("1")));
    expect(bench.events().map(({ event }) => event)).toEqual(["connected"]);
    expect(of.last(T, 0)).toMatchObject({ stored: "1" });
  });
});

describe("the kept values", () => {
  it.each<[Tier, number]>([
    ["free", 24],
    ["bronze", 7 * 24],
    ["silver", 30 * 24],
    ["gold", 365 * 24],
    ["full", 365 * 24],
  ])("of a %s account expire after %d hours", (tier, hours) => {
    const of = endpoint({ K: tier });
    judge(of, T, value("1"), 0);
    judge(of, T, value("2"), HOUR_MS);
    expect(of.history(T, hours * HOUR_MS).map(({ value }) => value)).toEqual(["1", "2"]);
    expect(of.history(T, hours * HOUR_MS + 1).map(({ value }) => value)).toEqual(["2"]);
    const end = (hours + 1) * HOUR_MS;
    expect([of.last(T, end)?.value, of.lasts(end).length]).toEqual(["2", 1]);
    expect([of.last(T, end + 1), of.lasts(end + 1).length]).toEqual([undefined, 0]);
  });

  it("are the last ones of each tag, oldest first, with the whole last message", () => {
    const of = endpoint({}, { maxHistory: 3 });
    for (let count = 1; count <= 8; count++) judge(of, T, `{"value":"${count}","n":${count}}`, count);
    expect(of.history(T, 9).map(({ value, at }) => [value, at])).toEqual([
      ["6", 6],
      ["7", 7],
      ["8", 8],
    ]);
    expect(of.last(T, 9)).toMatchObject({ key: "K", device: "D", tag: "t", json: '{"value":"8","n":8}' });
    expect(of.history("key/K/device/D/tag/other", 9)).toEqual([]);
  });

  it("stay within their bound: tags that were silent longest are forgotten whole, and counted", () => {
    const kept = createKeptValues(10, 50_000);
    const put = (tag: string, at: number, size = 1) =>
      kept.put(tag, { key: "K", device: "D", tag }, { at, wallAt: at, value: "x".repeat(size), stored: "0" }, "{}");
    put("first", 0);
    for (let count = 1; count <= 200; count++) {
      put(`tag-${count}`, count);
      put("busy", count);
    }
    expect(kept.forgotten()).toBeGreaterThan(100);
    expect(kept.lasts().length + kept.forgotten()).toBe(202);
    expect(kept.last("first")).toBeUndefined();
    expect(kept.last("tag-200")).toBeDefined();
    expect(kept.history("busy")).toHaveLength(10);
    put("huge", 300, 100_000);
    expect(kept.lasts()).toEqual([]);
    put("after", 301);
    expect(kept.lasts()).toHaveLength(1);
  });
});
