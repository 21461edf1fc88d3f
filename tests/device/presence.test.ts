/** `will`, which the broker says once the device is gone, and `birth`, which the device says as it comes. */
import { describe, expect, it } from "vitest";
import { bootSketch } from "../../src/testing/boot-sketch.js";
import { withFiles } from "../build/sketch.js";
import { accepted, boardIds, device, packetsIn, pingReq, pingResp } from "../support/device.js";
import { connected, values } from "../support/session.js";
import { decoded } from "../support/vectors.js";

const will = { topic: "alive/D", message: "gone", retain: true };
const birth = { topic: "alive/D", message: "here", retain: true };

describe.each(boardIds)("on %s", (id) => {
  it("birth goes once after each CONNACK, ahead of the values", async () => {
    const client = await device(id);
    client.connect({ birth });
    for (let round = 0; round < 3; round++) {
      client.publishValue("t", round);
      if (round === 0) client.stand();
      else client.accept("");
      client.heard();
      client.say(accepted);
      const said = client.heard();
      expect(decoded(said)[0]).toMatchObject({
        cmd: "publish",
        topic: "alive/D",
        payload: "here",
        retain: true,
        qos: 0,
      });
      expect(said.split("alive/D")).toHaveLength(2);
      expect(decoded(said).at(-1)).toMatchObject({ cmd: "pingreq" });
      client.say(pingResp);
      // Nor again with the replies that follow.
      client.clock.advance(30_000);
      expect(client.heard()).toBe(pingReq);
      client.say(pingResp);
      expect(client.heard()).toBe("");
      client.cut();
    }
    expect(client.status()).toMatchObject({ confirmed: 3, waiting: 0, dropped: 0 });
  });

  it("birth is not counted, and goes though no value waits", async () => {
    const client = await device(id);
    client.connect({ birth: { topic: "über/D", message: "dä" } });
    client.stand();
    client.heard();
    client.say(accepted);
    expect(decoded(client.heard())).toEqual([
      expect.objectContaining({ cmd: "publish", topic: "über/D", payload: "dä", retain: false }),
    ]);
    client.say(pingResp);
    expect(client.status()).toMatchObject({ confirmed: 0, waiting: 0, dropped: 0 });
  });

  it("birth does not go to a broker that refuses", async () => {
    const client = await device(id);
    client.connect({ birth });
    client.stand();
    client.heard();
    client.say("\x20\x02\0\x05");
    expect(client.heard()).toBe("");
  });

  it("the will is in every CONNECT, with what stands around it", async () => {
    const client = await device(id);
    client.connect({ will, username: "u", password: "p", cleanSession: false });
    client.stand();
    const first = client.heard();
    expect(decoded(first)).toEqual([
      expect.objectContaining({
        will: expect.objectContaining({ topic: "alive/D", qos: 0, retain: true }),
        username: "u",
        password: "p",
        clean: false,
      }),
    ]);
    client.cut();
    client.accept("");
    client.cut();
    expect(packetsIn(client.network.links[1]?.sent.join("") ?? "")).toEqual([first]);
  });

  it("cleanSession is true unless it is false", async () => {
    for (const [cleanSession, clean] of [
      [true, true],
      [undefined, true],
      [false, false],
    ] as const) {
      const client = await device(id);
      client.connect({ cleanSession });
      client.stand();
      expect(decoded(client.heard())).toEqual([expect.objectContaining({ clean })]);
    }
  });

  it("values keep their own retain flag beside them", async () => {
    const client = await connected(id, { will, birth });
    client.heard();
    client.publishValue("t", 1);
    client.turn();
    const said = client.heard();
    expect(values(said)).toEqual(["1"]);
    expect(decoded(said)[0]).toMatchObject({ retain: false });
  });
});

describe("a presence topic of will and birth", () => {
  it.each(["esp32", "esp8266"] as const)("says gone after a power cut, and here once the board is back: %s", (board) =>
    withFiles(
      {
        "presence.ts": `import { connect } from "tagwire";
connect({
  host: "broker", key: "K", device: "D", keepAliveS: 10,
  will: { topic: "alive/D", message: "gone", retain: true },
  birth: { topic: "alive/D", message: "here", retain: true },
});
`,
      },
      async (folder) => {
        const running = await bootSketch(`${folder}/presence.ts`, {
          board,
          faults: [{ fault: "power-cut", fromMs: 20_000, toMs: 60_000 }],
        });
        running.advance(100_000);
        await running.stop();
        const said = running.published.filter(({ topic }) => topic === "alive/D");
        expect(said.map(({ message }) => message)).toEqual(["here", "gone", "here"]);
        expect(said.every(({ retain }) => retain)).toBe(true);
      },
    ),
  );
});
