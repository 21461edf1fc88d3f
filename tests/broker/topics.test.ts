import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRetainedMessages } from "../../src/broker/retained.js";
import { store } from "../../src/broker/stored.js";
import { createSubscriptions } from "../../src/broker/subscriptions.js";
import { createTopic, createTopicCache } from "../../src/broker/topic-cache.js";
import { covers, levelCount, matches } from "../../src/broker/topics.js";
import { text } from "./bench.js";

/** Filter, topics that it meets, topics that it does not (MQTT 3.1, appendix A; MQTT 3.1.1, section 4.7). */
const table: readonly [filter: string, meets: string[], misses: string[]][] = [
  ["temperature", ["temperature"], ["Temperature", "temperature/", "/temperature", "temperature/a", "temp"]],
  ["a/b", ["a/b"], ["a", "b", "a/b/c", "a//b"]],
  ["#", ["a", "a/b", "/", "/a", "a/"], ["$SYS", "$SYS/uptime"]],
  ["a/#", ["a", "a/b", "a/b/c", "a/"], ["b", "ab", "ab/c", "/a"]],
  ["/#", ["/", "/a", "/a/b"], ["a", "a/b"]],
  ["+", ["a", "temperature"], ["/", "/a", "a/", "a/b", "$SYS"]],
  ["+/+", ["/", "a/b", "/a", "a/"], ["a", "a/b/c", "$SYS/a"]],
  ["/+", ["/a", "/"], ["a", "a/b", "/a/b"]],
  ["a/+", ["a/b", "a/"], ["a", "a/b/c"]],
  ["a/+/c", ["a/b/c", "a//c"], ["a/c", "a/b/c/d", "a/b"]],
  ["+/b/#", ["a/b", "a/b/c", "/b"], ["b", "a/c", "$SYS/b"]],
  ["$SYS/#", ["$SYS", "$SYS/a", "$SYS/a/b"], ["SYS/a", "a"]],
  ["$SYS/+", ["$SYS/a"], ["$SYS", "$SYS/a/b"]],
  ["a/$b", ["a/$b"], ["a/b"]],
  ["a/+", ["a/$b"], []],
  ["key/+/device/+/tag/+", ["key/k/device/d/tag/t"], ["key/k/device/d/tag", "key/k/device/d/tag/t/u"]],
  ["é/+", ["é/ü"], ["e/ü"]],
  ["a b/#", ["a b/c d"], ["a/b"]],
];

describe("a topic filter", () => {
  it.each(table)("%s meets what the specification says", (filter, meets, misses) => {
    const tree = createSubscriptions<string>();
    tree.add(filter, "reader", 0);
    for (const topic of meets) {
      expect(matches(filter, topic), topic).toBe(true);
      expect([...tree.match(topic).keys()], topic).toEqual(["reader"]);
    }
    for (const topic of misses) {
      expect(matches(filter, topic), topic).toBe(false);
      expect([...tree.match(topic).keys()], topic).toEqual([]);
    }
  });
});

const level = fc.constantFrom("a", "b", "", "$x");
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => (rest ? [...levels, "#"] : levels).join("/"));

describe("the retained messages", () => {
  const put = (messages: ReturnType<typeof createRetainedMessages>, topic: string, payload: string) =>
    messages.put(
      store({ topic: createTopic(topic), qos: 0, retain: true, dup: false, payload: text(payload), relay: undefined }),
    );

  it("are found by their filters, also after some were deleted", () => {
    fc.assert(
      fc.property(
        fc.array(topic, { maxLength: 12 }),
        fc.array(topic, { maxLength: 6 }),
        filter,
        (stay, leave, filter) => {
          const messages = createRetainedMessages(1e6);
          for (const topic of [...stay, ...leave]) put(messages, topic, "x");
          for (const topic of leave) put(messages, topic, "");
          const left = [...new Set(stay)].filter((topic) => !leave.includes(topic));
          const found: string[] = [];
          messages.match(filter, 1000, ({ topic }) => found.push(topic.name));
          expect(found.sort()).toEqual(left.filter((topic) => matches(filter, topic)).sort());
        },
      ),
    );
  });

  it("are searched no longer than is asked for", () => {
    const messages = createRetainedMessages(1e6);
    for (let i = 0; i < 100; i++) put(messages, `a/${i}`, "x");
    let found = 0;
    expect(messages.match("#", 10, () => found++)).toBe(11);
    expect(found).toBeLessThan(11);
  });
});

describe("a filter covers another", () => {
  it("only if every topic of that is its own too", () => {
    fc.assert(
      fc.property(filter, filter, topic, (wide, narrow, topic) => {
        if (covers(wide, narrow) && matches(narrow, topic)) expect(matches(wide, topic)).toBe(true);
      }),
    );
  });

  it.each([
    ["#", "a/#", true],
    ["#", "+", true],
    ["a/#", "a", true],
    ["a/+", "a/b", true],
    ["a/+", "a/#", false],
    ["a/b", "a/+", false],
    ["#", "$SYS/#", false],
    ["$SYS/#", "$SYS/a", true],
  ])("%s of %s: %s", (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });
});

describe("the cache of topics", () => {
  it("never takes one topic for another that has its place", () => {
    const cache = createTopicCache();
    const names = Array.from({ length: 20_000 }, (_, index) => `topic/${10_000 + index}`);
    cache.put(createTopic("topic/10000"));
    const found = names.filter((name) => cache.find(text(name), 0, name.length) !== undefined);
    expect(found).toEqual(["topic/10000"]);
  });

  it("knows the topic that was seen last", () => {
    const cache = createTopicCache();
    for (let index = 0; index < 10_000; index++) {
      const name = `topic/${index}`;
      cache.put(createTopic(name));
      expect(cache.find(text(`--${name}--`), 2, 2 + name.length)?.name).toBe(name);
    }
  });
});

describe("the subscription tree", () => {
  it("finds exactly those whose filters meet the topic, each once, also after some have left", () => {
    fc.assert(
      fc.property(
        fc.array(filter, { maxLength: 12 }),
        fc.array(filter, { maxLength: 6 }),
        topic,
        (stay, leave, topic) => {
          const tree = createSubscriptions<string>();
          for (const filter of [...stay, ...leave]) tree.add(filter, filter, 0);
          for (const filter of leave) tree.remove(filter, filter);
          const left = [...new Set(stay)].filter((filter) => !leave.includes(filter));
          expect([...tree.match(topic).keys()].sort()).toEqual(left.filter((filter) => matches(filter, topic)).sort());
        },
      ),
    );
  });

  it("gives a subscriber with overlapping filters once, with the highest QoS of them", () => {
    const tree = createSubscriptions<string>();
    for (const filter of ["#", "a/#", "a/+", "a/b"]) tree.add(filter, "reader", filter === "a/#" ? 2 : 0);
    expect([...tree.match("a/b")]).toEqual([["reader", 2]]);
    expect([...tree.match("b")]).toEqual([["reader", 0]]);
  });

  it("takes nothing any more once everybody left", () => {
    const tree = createSubscriptions<string>();
    const filters = ["#", "a/#", "a/+", "a/b"];
    for (const filter of [...filters, ...filters]) tree.add(filter, "reader", 1);
    expect(tree.bytes()).toBeGreaterThan(0);
    for (const filter of filters) tree.remove(filter, "reader");
    expect(tree.bytes()).toBe(0);
  });

  it("keeps a branch that others still need", () => {
    const tree = createSubscriptions<string>();
    tree.add("a/b", "one", 0);
    tree.add("a/b/c", "two", 0);
    tree.add("a", "three", 0);
    tree.remove("a/b", "one");
    tree.remove("a/x/y", "nobody");
    expect([...tree.match("a/b/c").keys()]).toEqual(["two"]);
    expect([...tree.match("a").keys()]).toEqual(["three"]);
    expect([...tree.match("a/b").keys()]).toEqual([]);
  });

  it("counts levels as slashes and one", () => {
    expect(["a", "a/b", "/", "a//b"].map(levelCount)).toEqual([1, 2, 2, 3]);
  });
});
