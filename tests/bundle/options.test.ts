/**
 * The build leaves out what a sketch's options do not ask for. What is left must say the same packets as the bundle
 * that has everything.
 */
import { describe, expect, it } from "vitest";
import { bundleOf } from "../build/sketch.js";
import { accepted, type BoardId, device, type Options, onBoard, packetsIn, pingReq } from "../support/device.js";
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
