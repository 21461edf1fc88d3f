/** What the build can see of `sleepFor`: a wrong time is refused, and so is a board that can't sleep deeply. */
import { expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

const sketch = (seconds: string) => `import { connect, publishValue } from "tagwire";
import { sleepFor } from "tagwire/sleep";
sleepFor(${seconds}, () => publishValue("t", 1));
connect({ host: "h", key: "k", device: "d" });
`;
const refusal = (seconds: string, board = "esp32") =>
  bundleOf(sketch(seconds), board).then(
    () => undefined,
    (error: unknown) => (error instanceof Complaint ? error.sentence : error),
  );

it.each(["0", "31_536_000", "1.5", "-600"])("a sleep of %s seconds is refused at its place", async (seconds) => {
  const sentence = await refusal(seconds);
  expect(sentence).toContain(`:3:10: seconds is ${seconds}; wanted is a whole number of seconds from 1 to 2592000`);
});

it.each(["espruinowifi", "linux"])("%s has no deep sleep", async (board) => {
  expect(await refusal("600", board)).toContain("There is no deep sleep on Espruino");
});

it("a time that is no literal is checked on the board, for some bytes", async () => {
  const bytesOf = async (seconds: string) => (await bundleOf(sketch(seconds))).code;
  expect(await bytesOf("600")).not.toContain("seconds: ");
  expect(await bytesOf("Math.round(getTime())")).toContain("seconds: ");
});
