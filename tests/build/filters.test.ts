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

it("the match of wildcards is there only where a filter may have one", async () => {
  const bytesOf = async (filter: string) => (await bundleOf(sketch(filter), "esp32")).code.length;
  const plain = await bytesOf('"a/b"');
  expect(await bytesOf('"a/+"')).toBeGreaterThan(plain + 100);
  expect(await bytesOf('topic + "/c"')).toBeGreaterThan(plain + 100);
  expect(await bytesOf("`a/b`")).toBe(plain);
});
