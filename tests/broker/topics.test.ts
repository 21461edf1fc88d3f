import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTopicTree, levelCount, matches } from "../../src/broker/topics.js";

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
    const tree = createTopicTree<string>();
    tree.add(filter, "reader");
    for (const topic of meets) {
      expect(matches(filter, topic), topic).toBe(true);
      expect([...tree.match(topic)], topic).toEqual(["reader"]);
    }
    for (const topic of misses) {
      expect(matches(filter, topic), topic).toBe(false);
      expect([...tree.match(topic)], topic).toEqual([]);
    }
  });
});

const level = fc.constantFrom("a", "b", "", "$x");
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => (rest ? [...levels, "#"] : levels).join("/"));

describe("the subscription tree", () => {
  it("finds exactly those whose filters meet the topic, each once, also after some have left", () => {
    fc.assert(
      fc.property(
        fc.array(filter, { maxLength: 12 }),
        fc.array(filter, { maxLength: 6 }),
        topic,
        (stay, leave, topic) => {
          const tree = createTopicTree<string>();
          for (const filter of [...stay, ...leave]) tree.add(filter, filter);
          for (const filter of leave) tree.remove(filter, filter);
          const left = [...new Set(stay)].filter((filter) => !leave.includes(filter));
          expect([...tree.match(topic)].sort()).toEqual(left.filter((filter) => matches(filter, topic)).sort());
        },
      ),
    );
  });

  it("gives a subscriber with overlapping filters once", () => {
    const tree = createTopicTree<string>();
    for (const filter of ["#", "a/#", "a/+", "a/b"]) tree.add(filter, "reader");
    expect([...tree.match("a/b")]).toEqual(["reader"]);
  });

  it("keeps a branch that others still need", () => {
    const tree = createTopicTree<string>();
    tree.add("a/b", "one");
    tree.add("a/b/c", "two");
    tree.add("a", "three");
    tree.remove("a/b", "one");
    tree.remove("a/x/y", "nobody");
    expect([...tree.match("a/b/c")]).toEqual(["two"]);
    expect([...tree.match("a")]).toEqual(["three"]);
    expect([...tree.match("a/b")]).toEqual([]);
  });

  it("counts levels as slashes and one", () => {
    expect(["a", "a/b", "/", "a//b"].map(levelCount)).toEqual([1, 2, 2, 3]);
  });
});
