/** `tagwire/broker`: what it waits for, what it says when that does not come, and what it leaves behind. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { createArrivals } from "../../src/broker/arrivals.js";
import { createClients } from "../../src/broker/clients.js";
import type { BrokerEvent } from "../../src/broker/event.js";
import { startBroker, type TestBroker, type TestBrokerOptions } from "../../src/broker/test-broker.js";
import { mismatch } from "../../src/broker/wanted.js";
import { put } from "../support/http.js";
import { text } from "./bench.js";

const T = "key/K/device/D/tag/t";

const brokers: TestBroker[] = [];
const clients: MqttClient[] = [];

async function start(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const broker = await startBroker(options);
  brokers.push(broker);
  return broker;
}

async function client(broker: TestBroker, clientId: string): Promise<MqttClient> {
  const connected = await connectAsync(broker.url, { clientId, reconnectPeriod: 0 });
  clients.push(connected);
  return connected;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

/** What a wait says when it gives up. */
async function words(wait: Promise<unknown>): Promise<string> {
  return wait.then(
    () => "it came",
    (error: Error) => error.message.replace(/127\.0\.0\.1:\d+/g, "PEER"),
  );
}

describe("waitFor", () => {
  it("resolves with a message that came before, and with one that comes after", async () => {
    const broker = await start();
    const writer = await client(broker, "A");
    await writer.publishAsync("t/1", "before", { qos: 1 });
    expect(await broker.waitFor("t/+")).toMatchObject({ client: "A", topic: "t/1", text: "before", qos: 1 });
    const wait = broker.waitFor("t/#");
    await writer.publishAsync("other", "x");
    await writer.publishAsync("t/2", "after", { retain: true });
    expect(await wait).toMatchObject({ topic: "t/2", text: "after", retain: true, subscribers: 0 });
  });

  it("gives each message to one wait, in the order of both", async () => {
    const broker = await start();
    const [first, second] = [broker.waitFor("t"), broker.waitFor("t")];
    const writer = await client(broker, "A");
    for (const text of ["1", "2", "3"]) await writer.publishAsync("t", text);
    expect((await first).text).toBe("1");
    expect((await second).text).toBe("2");
    expect((await broker.waitFor("t")).text).toBe("3");
    expect(await words(broker.waitFor("t", 1))).toContain("an earlier waitFor has it");
  });

  it("waits for as long as it can, at most", async () => {
    const broker = await start();
    const wait = broker.waitFor("t", Number.POSITIVE_INFINITY);
    await (await client(broker, "A")).publishAsync("t", "x");
    expect(await wait).toMatchObject({ text: "x" });
  });

  it("shows a byte order mark, over which a value is refused", async () => {
    const broker = await start();
    await (await client(broker, "A")).publishAsync(T, '\ufeff{"value":"1"}');
    expect(await broker.waitFor(T)).toMatchObject({ text: '\ufeff{"value":"1"}', verdict: { verdict: "refused" } });
  });

  it("takes a predicate, which sees the verdict too", async () => {
    const broker = await start({ keys: { K: "full" } });
    const writer = await client(broker, "A");
    await writer.publishAsync(T, '{"value":"1"}');
    await writer.publishAsync(T, '{"value":2}');
    const refused = await broker.waitFor(({ verdict }) => verdict?.verdict === "refused");
    expect(refused).toMatchObject({ text: '{"value":2}', verdict: { reason: "message" } });
  });

  it("waits for messages without verdicts where the rules are off", async () => {
    const broker = await start({ endpoint: false });
    const writer = await client(broker, "A");
    await writer.publishAsync(T, '{"value":2}');
    expect(await broker.waitFor(T)).toMatchObject({ text: '{"value":2}', verdict: undefined });
    expect(broker.values()).toEqual([]);
  });

  it("says what did arrive, and why that was not it", async () => {
    const broker = await start({ keys: { K: "full" }, httpPort: 0 });
    const writer = await client(broker, "A");
    await writer.subscribeAsync("x/#");
    await writer.publishAsync(T, '{"value":"22.5"}', { qos: 1 });
    await writer.publishAsync("a/\u202e", Uint8Array.of(0xff) as Buffer, { qos: 1 });
    await put(broker.httpUrl ?? "", T, '{"value":7}');
    const said = (await words(broker.waitFor("key/+/device/+/tag/u", 1))).replace(/HTTP PEER/, "HTTP");
    expect(said.split("\n")).toEqual([
      'No message for waitFor of "key/+/device/+/tag/u" came within 1 ms.',
      "What arrived:",
      `  A: ${T} {"value":"22.5"} (accepted, stored as 22): level 6 of the topic is "t", wanted "u"`,
      '  A: a/\\u202e 0xff (not a value: topic is not key/:key/device/:device/tag/:tag): level 1 of the topic is "a", wanted "key"',
      `  HTTP: ${T} {"value":7} (refused: value is a number, the platform wants a string: {"value":"7"}): it went no further`,
      "Connected:",
      "  A, subscribed to x/#",
      "What happened to connections:",
      "  connected    A from PEER, MQTT 3.1.1, keep-alive 60 s",
    ]);
  });

  it("says why a predicate did not want a message", async () => {
    const broker = await start({ endpoint: false });
    const writer = await client(broker, "A");
    await writer.publishAsync("t", "x", { qos: 1 });
    const no = await words(broker.waitFor(() => false, 1));
    expect(no).toContain("No message for waitFor of a predicate came within 1 ms.");
    expect(no).toContain("  A: t x: the predicate says no");
    const throws = broker.waitFor(({ text }) => {
      expect(text).toBe("y");
      return true;
    }, 1);
    expect(await words(throws)).toContain("  A: t x: the predicate throws: expected 'x' to be 'y'");
  });

  it("says that nothing arrived at all, and who came and went", async () => {
    const broker = await start();
    await (await client(broker, "A")).endAsync();
    await expect.poll(broker.clients).toEqual([]);
    expect((await words(broker.waitFor("t", 1))).split("\n")).toEqual([
      'No message for waitFor of "t" came within 1 ms.',
      "No message arrived at all.",
      "No client is connected.",
      "What happened to connections:",
      "  connected    A from PEER, MQTT 3.1.1, keep-alive 60 s",
      "  closed       A: the client said DISCONNECT",
    ]);
  });

  it("rejects at once for a filter that is none, and when the broker is closed", async () => {
    const broker = await start();
    expect(await words(broker.waitFor("a#"))).toBe(
      'waitFor of "a#": the topic filter has a # that is not its whole last level',
    );
    const wait = words(broker.waitFor("t"));
    await broker.close();
    expect(await wait).toContain("before the broker was closed");
    expect(await words(broker.waitFor("t"))).toContain("before the broker was closed");
    await broker.close();
  });
});

it("an error tells the last arrivals only, and says how many there were", () => {
  const arrivals = createArrivals({ isJudged: false, clients: () => [] });
  const message = { event: "published", client: "A", qos: 0, retain: false, dup: false, subscribers: 0 } as const;
  for (let count = 0; count < 10_050; count++) arrivals.hear({ ...message, topic: `t/${count}`, payload: text("x") });
  expect(arrivals.take("t/49")).toBeUndefined();
  expect(arrivals.take("t/50")).toBeDefined();
  const failed = new Promise<Error>((resolve) => {
    arrivals.wait("u", { found: () => {}, failed: resolve })("today");
  });
  return failed.then(({ message }) => {
    expect(message).toContain("The last 20 of 10050 that arrived:");
    expect(message.match(/level 1 of the topic/g)).toHaveLength(20);
  });
});

it.each([
  ["a/+", "a/b", undefined],
  ["a/b", "a/c", 'level 2 of the topic is "c", wanted "b"'],
  ["a/b/c", "a/b", "the topic has 2 levels, wanted 3"],
  ["a/+", "a/b/c", "the topic has 3 levels, wanted 2"],
  ["a/b/#", "a", "the topic has 1 level, wanted 2 or more"],
  ["+/+", "a", "the topic has 1 level, wanted 2"],
  ["b/#", "a/b", 'level 1 of the topic is "a", wanted "b"'],
  ["a/\u0085", "a/\u0085\u202e", 'level 2 of the topic is "\\x85\\u202e", wanted "\u0085"'],
  ["a/b", `a/${"x".repeat(1000)}`, `level 2 of the topic is "${"x".repeat(64)}...", wanted "b"`],
  ["#", "$SYS/x", "the topic begins with $, which no wildcard meets"],
])("the filter %j and the topic %j: %j", (filter, topic, why) => {
  expect(mismatch(filter, topic)).toBe(why);
});

describe("clients()", () => {
  it("are those that are connected, with their subscriptions", async () => {
    const broker = await start();
    const reader = await client(broker, "A");
    await client(broker, "B");
    await reader.subscribeAsync(["t/#", "u"]);
    await reader.unsubscribeAsync("u");
    expect(broker.clients()).toMatchObject([
      { client: "A", level: 4, clean: true, keepAliveS: 60, filters: ["t/#"] },
      { client: "B", filters: [] },
    ]);
    await reader.endAsync();
    await expect.poll(() => broker.clients().map(({ client }) => client)).toEqual(["B"]);
  });

  it("keep the one that took another's place, in whatever order that is told", () => {
    const all = createClients();
    const connected = (connection: number): BrokerEvent => ({
      event: "connected",
      connection,
      client: "A",
      peer: `peer:${connection}`,
      level: 3,
      clean: true,
      keepAliveS: 0,
      session: false,
    });
    const reason = { kind: "taken-over", text: "" } as const;
    all.hear(connected(1));
    all.hear(connected(2));
    all.hear({ event: "closed", connection: 1, client: "A", peer: "peer:1", reason });
    expect(all.list()).toMatchObject([{ client: "A", peer: "peer:2" }]);
  });
});

describe("the package's tagwire/broker", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  // Within the package, so that its own name leads to what `npm run compile` wrote.
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache/broker-examples-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(name: string, code: string, ...words: string[]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), code);
    // Or vitest would take ours, from above.
    writeFileSync(join(folder, "vitest.config.mjs"), "export default {};");
    const env = { ...process.env, NO_COLOR: "1", NODE_TEST_CONTEXT: undefined, VITEST: undefined };
    const ended = spawnSync(process.execPath, words, { cwd: folder, env, encoding: "utf8", timeout: 25_000 });
    return { status: ended.status, said: `${ended.stdout}${ended.stderr}` };
  }

  const docs = readFileSync(join(root, "docs/testing-with-broker.md"), "utf8");
  const example = (language: string, nth = 1) => docs.split(`\`\`\`${language}\n`)[nth]?.split("```")[0] ?? "";

  it("leaves no socket and no timer behind after close, whatever was under way", () => {
    const code = `
      import { connect } from "node:net";
      import { request } from "node:http";
      import { startBroker } from "tagwire/broker";
      const broker = await startBroker({ keys: { K: "free" }, httpPort: 0, webSocketPort: 0 });
      const socket = connect(broker.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(Buffer.from("101000044d51545404020005000461626364", "hex"));
      const asked = request(broker.httpUrl + "/resources/key/K/device/D/tag/t", { method: "PUT", headers: { "Content-Type": "application/json" } });
      asked.on("error", () => {});
      asked.write("{");
      const idle = connect(Number(new URL(broker.httpUrl).port), "127.0.0.1");
      idle.on("error", () => {});
      await new Promise((resolve) => idle.once("connect", resolve));
      const wait = broker.waitFor("never", 3_600_000).catch((error) => error.message.split("\\n")[0]);
      while (broker.clients().length === 0) await new Promise((resolve) => setImmediate(resolve));
      await broker.close();
      console.log(await wait);
      process.on("exit", () => console.log("nothing is left"));`;
    const { status, said } = run("leave.mjs", code, "leave.mjs");
    expect(said).toBe('No message for waitFor of "never" came before the broker was closed.\nnothing is left\n');
    expect(status).toBe(0);
  });

  it("does what the documentation's example for node:test says", () => {
    const { status, said } = run("example.test.mjs", example("js"), "--test", "example.test.mjs");
    expect(said).toMatch(/pass 1\b/);
    expect(status).toBe(0);
  });

  it("does what the documentation's example with a fault and a record says", () => {
    const { status, said } = run("outage.test.mjs", example("js", 2), "--test", "outage.test.mjs");
    expect(said).toMatch(/pass 1\b/);
    expect(status).toBe(0);
    const replay = [join(root, "dist/cli/main.js"), "broker", "--replay", "outage.jsonl"];
    expect(run("outage.test.mjs", example("js", 2), ...replay)).toMatchObject({ status: 0 });
  });

  it("does what the documentation's example for vitest says", () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const { status, said } = run("example.test.ts", example("ts"), vitest, "run", "--root", ".");
    expect(said).toMatch(/1 passed/);
    expect(status).toBe(0);
  });

  it("is typed: a tier that is none is a mistake before the test runs", () => {
    const code = `import { startBroker } from "tagwire/broker";
      const broker = await startBroker({ keys: { K: "platinum" } });
      const text: number = (await broker.waitFor("t")).text;`;
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const flags = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "node",
    ];
    const { said } = run("typed.mts", code, tsc, ...flags, "typed.mts");
    expect(said.match(/error TS\d+/g)).toEqual(["error TS2322", "error TS2322"]);
  });
});
