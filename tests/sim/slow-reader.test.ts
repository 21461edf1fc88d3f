/** A broker that reads slowly: what the board has written waits for room, and no check takes it for unwritten. */
import { expect, it } from "vitest";
import { playText } from "./planted.js";

const SLOW = { fault: "broker", atMs: 7_161, does: "slow-reader,bytesPerS=20,forMs=20000" } as const;

it.each(["tagwire", "tagwire/qos1"])("with %s a connection without room is not idle, nor silent", async (client) => {
  const text = `import { connect, publishValue } from "${client}";
connect({ host: "10.0.0.1", key: "K", device: "D" });
let n = 0;
setInterval(() => publishValue("t", n++ + "x".repeat(300)), 3_000);
`;
  // It ends between two values, so that none is under way then.
  const life = await playText({ text, forMs: 40_000, settleMs: 60_500, faults: [SLOW] });
  expect(life).toMatchObject({ failures: [], lost: 0 });
  expect(life.arrived + life.dropped).toBe(life.put);
  // The slow one was given up.
  expect(life.conversations.length).toBeGreaterThan(1);
});
