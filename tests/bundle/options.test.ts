/**
 * The build leaves out what a sketch's options do not ask for. What is left must say the same packets as the bundle
 * that has everything.
 */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/sim/seeded-random.js";
import { bundleOf } from "../build/sketch.js";
import {
  accepted,
  type BoardId,
  boardIds,
  connack,
  device,
  type Options,
  onBoard,
  packetsIn,
  pingReq,
  preamble,
} from "../support/device.js";
import { mimic } from "../support/mimic.js";
import { decoded, hexOf, serial, vectors } from "../support/vectors.js";

/** A sketch that spells these options as literals. */
function sketchWith(options: Options): string {
  const fields = Object.entries({ host: "broker", key: "K", device: "D", ...options });
  const literals = fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `import { connect, publishValue } from "tagwire";
connect({ ${literals.join(", ")} });
publishValue("t", 1);
`;
}

/** The vectors about CONNECT whose options are each alone, or all there are. */
const named = [
  "nothing but what must be given",
  "a client identifier",
  "a username",
  "a username and a password",
  "a keep-alive of 0 s",
  "a keep-alive of 65535 s",
  "retained values",
  "a port and a buffer, which the broker does not see",
  "every option",
  "a will that is retained",
  "a will with username and password",
  "a will beyond ASCII",
  "a session that goes on",
  "a username beyond ASCII",
];

describe.each<BoardId>(["esp32", "esp8266", "linux"])("a bundle for %s of a sketch with literal options", (id) => {
  const chosen = vectors.filter(({ name }) => named.includes(name));
  // One board gets them all; of the others, those that differ most.
  const some = id === "esp32" ? chosen : chosen.filter(({ name }) => /nothing|every|beyond/.test(name));

  it.each(some.map((vector) => [vector.name, vector] as const))("says CONNECT with %s", async (_, vector) => {
    const { code } = await bundleOf(sketchWith(vector.options), id);
    const client = await device(id, { serial, code });
    client.stand();
    expect(hexOf(client.heard())).toBe(vector.hex);
    expect(client.link()).toMatchObject({ host: "broker", port: vector.options.port ?? 1883 });
    client.say(accepted);
    const [published = "", last] = packetsIn(client.heard());
    expect(decoded(published)).toEqual([
      expect.objectContaining({
        cmd: "publish",
        topic: "key/K/device/D/tag/t",
        payload: '{"value":"1"}',
        retain: vector.options.retain === true,
      }),
    ]);
    expect(last).toBe(pingReq);
    expect(client.uncaught).toEqual([]);
  });

  it("writes literals beyond ASCII as UTF-8", async () => {
    const text = "21,5 °C in der Küche, 5 €, 😀";
    const { code } = await bundleOf(
      `import { connect, publish, publishValue } from "tagwire";
connect({ host: "broker", key: "K", device: "Tür" });
publishValue("Küche", ${JSON.stringify(text)});
publish("größe", ${JSON.stringify(text)});
`,
      id,
    );
    const client = await device(id, { code });
    client.stand();
    client.heard();
    client.say(accepted);
    const said = decoded(client.heard()).filter(({ cmd }) => cmd === "publish");
    expect(said.map(({ topic, payload }) => [topic, payload])).toEqual([
      ["key/K/device/Tür/tag/Küche", JSON.stringify({ value: text })],
      ["größe", text],
    ]);
    expect(onBoard(client.profile, "ü")).toHaveLength(id === "linux" ? 1 : 2);
  });

  it("takes literals and hidden options alike", async () => {
    const { code } = await bundleOf(
      `import { connect, publishValue } from "tagwire";
const options = { host: "broker", key: "K", device: "D", keepAliveS: 300, username: "u", password: "p", retain: true };
connect(options);
publishValue("t", 1);
`,
      id,
    );
    const client = await device(id, { code });
    client.stand();
    expect(decoded(client.heard())[0]).toMatchObject({ keepalive: 300, username: "u", password: "p" });
    client.say(accepted);
    expect(decoded(client.heard())[0]).toMatchObject({ retain: true });
  });
});

/** A sketch for tests that drive it, with these options as `connect` is given them. */
function drivenSketch(options: Options, given: (literal: string) => string): string {
  // Where a value may get a time, its record has a byte more: so all of them may.
  const fields = Object.entries({ host: "broker", key: "K", device: "D", stamp: false, ...options });
  const literal = `{ ${fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`;
  return `import { connect, end, publish, publishValue, status } from "tagwire";
declare function offer(client: object): void;
offer({ end, publish, publishValue, status });
${given(literal)}
`;
}

const seeds = [1, 20, 300];

/**
 * What a board says, connection by connection, on a bad line: links that end, values that end them, a broker that
 * refuses, falls silent, and answers late, for a minute while values come. All of it follows from the seed.
 */
async function saidThrough(seed: number, id: BoardId, code: string) {
  const chance = seededRandom(seed);
  const client = await device(id, { serial, code: preamble + code });
  const some = (share: number) => chance() < share;
  const broker = mimic(client, () => ({
    replyMs: 20 + Math.floor(chance() * 8) * 100,
    link: () => (some(0.01) ? (some(0.5) ? "reset" : "closed") : undefined),
    publish: () => (some(0.02) ? "closed" : undefined),
    connect: () => (some(0.1) ? connack(3) : some(0.1) ? undefined : accepted),
    ping: () => (some(0.1) ? undefined : "\xd0\0"),
  }));
  for (let step = 0; step < 600; step++) {
    client.chance = chance();
    if (some(0.1)) client.network.failure = some(0.5) ? "refused" : undefined;
    if (some(0.2)) client.publishValue(`t${step % 5}`, step);
    if (some(0.02)) client.publish("alarm", "x".repeat(step % 90));
    broker.run(100);
  }
  expect(client.uncaught).toEqual([]);
  return {
    said: client.network.links.map(({ host, port, sent }) => ({ host, port, hex: hexOf(sent.join("")) })),
    attempts: client.attempts(),
    status: client.status(),
  };
}

describe.each(boardIds)("on %s the same faults bring the same bytes", (id) => {
  it.each<[string, Options]>([
    ["nothing but what must be given", {}],
    ["every option", vectors.find(({ name }) => name === "every option")?.options ?? {}],
  ])("from literals, from a variable, and from literals beside one: %s", async (_, options) => {
    const bundles = await Promise.all(
      [
        drivenSketch(options, (literal) => `connect(${literal});`),
        drivenSketch(options, (literal) => `const options = ${literal}; connect(options);`),
        drivenSketch(options, (literal) => `const key = "K"; connect(${literal.replace('key: "K"', "key")});`),
      ].map((source) => bundleOf(source, id)),
    );
    const [literals, variable, beside] = bundles.map(({ code }) => code) as [string, string, string];
    expect(literals.length).toBeLessThan(beside.length);
    expect(literals.length).toBeLessThan(variable.length);
    for (const seed of seeds) {
      const said = await saidThrough(seed, id, literals);
      expect(said.attempts, `seed ${seed}: too few connections for a test`).toBeGreaterThan(5);
      expect(await saidThrough(seed, id, variable), `seed ${seed}`).toEqual(said);
      expect(await saidThrough(seed, id, beside), `seed ${seed}`).toEqual(said);
    }
  });

  it("and another bundle is seen to say others", async () => {
    const one = await bundleOf(
      drivenSketch({ keepAliveS: 10 }, (literal) => `connect(${literal});`),
      id,
    );
    const other = await bundleOf(
      drivenSketch({ keepAliveS: 11 }, (literal) => `connect(${literal});`),
      id,
    );
    expect(await saidThrough(1, id, other.code)).not.toEqual(await saidThrough(1, id, one.code));
  });
});
