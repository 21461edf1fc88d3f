/** The filters of `subscribe` that the build can see: a wrong one is refused, and what none needs is left out. */
import { expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

const sketch = (filter: string) => `import { connect } from "tagwire";
import { subscribe } from "tagwire/subscribe";
connect({ host: "h", key: "k", device: "d" });
const topic = "a/b";
subscribe(${filter}, (topic, message) => print(topic, message));
`;

it.each([
  ['""', 'the filter is "": '],
  ['"a#"', 'the filter is "a#": '],
  ['"#/a"', 'the filter is "#/a": '],
  ['"a/+b"', 'the filter is "a/+b": '],
])("%s is no filter", async (filter, sentence) => {
  const complaint = await bundleOf(sketch(filter), "esp32").catch((error: unknown) => error);
  expect(complaint).toBeInstanceOf(Complaint);
  expect((complaint as Complaint).sentence).toContain(sentence);
});

it("the match of wildcards is there only where a filter may have one and is not the only one", async () => {
  const bytesOf = async (filter: string, more = "") => (await bundleOf(sketch(filter) + more, "esp32")).code.length;
  const other = 'subscribe("other", (topic, message) => print(topic, message));\n';
  const plain = await bytesOf('"a/b"', other);
  expect(await bytesOf('"a/+"', other)).toBeGreaterThan(plain + 100);
  expect(await bytesOf('topic + "/c"', other)).toBeGreaterThan(plain + 100);
  expect(await bytesOf("`a/b`", other)).toBe(plain);
  // One filter has nothing to be told apart from, unless it comes and goes, or the broker keeps others.
  const alone = await bytesOf('"a/+"');
  expect(alone).toBeLessThan(plain);
  expect(await bytesOf('topic + "/+"')).toBeGreaterThan(alone + 100);
  expect(await bytesOf('"a/+"', "const again = subscribe;\nprint(again);\n")).toBeGreaterThan(alone + 100);
  const kept = sketch('"a/+"').replace('device: "d"', 'device: "d", cleanSession: false');
  expect((await bundleOf(kept, "esp32")).code.length).toBeGreaterThan(alone + 150);
});
