/** `kill -9` in the turn in which the publisher reads that its batch is confirmed: a subscriber that reads gets it all. */
import { describe, expect, it } from "vitest";
import { lostByKill } from "../support/kill.mjs";

describe.each([
  ["PINGRESP behind QoS 0", 0],
  ["the last PUBACK of QoS 1", 1],
] as const)("killed at %s", (_, qos) => {
  it.each([1, 2, 20, 500, 5_000])("a batch of %i is delivered whole", async (count) => {
    expect(await lostByKill("tagwire", qos, count)).toBe(0);
  });
});
