/** A session is written down without its secrets, and played again; what is wrong with a record is told. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { readRecord } from "../../src/broker/record/read-record.js";
import { replayIntoBroker } from "../../src/broker/record/replay-broker.js";
import { replayIntoCore } from "../../src/broker/record/replay-core.js";
import { startBroker } from "../../src/broker/test-broker.js";

const folder = mkdtempSync(join(tmpdir(), "record-"));
afterAll(() => rmSync(folder, { recursive: true }));
const topic = "key/sesame-open/device/D/tag/t";
let text = "";

beforeAll(async () => {
  const file = join(folder, "session.jsonl");
  const broker = await startBroker({
    keys: { "sesame-open": "free" },
    faults: ["withhold,packet=PUBACK,client=writer,times=1"],
    record: { file },
  });
  const at = { host: broker.host, port: broker.port, reconnectPeriod: 0 };
  const reader = await connectAsync({ ...at, clientId: "reader" });
  await reader.subscribeAsync("key/sesame-open/#", { qos: 1 });
  const writer = await connectAsync({ ...at, clientId: "writer", username: "u", password: "geheimnis" });
  for (const value of ["1", "\u001b[2J"]) writer.publish(topic, JSON.stringify({ value }), { qos: 1 });
  await broker.waitFor(topic);
  await broker.waitFor(topic);
  writer.stream.destroy();
  reader.stream.destroy();
  await vi.waitFor(() => expect(broker.clients()).toEqual([]));
  await broker.close();
  text = readFileSync(file, "utf8");
});

describe("a record", () => {
  it("has neither passwords nor keys, in texts or bytes, and nothing that a terminal obeys", () => {
    for (const secret of ["geheimnis", "sesame-open"]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
    }
    expect(text).toContain("key/K1/device/D/tag/t");
    expect(text).not.toContain("\u001b");
    expect(text).toContain('"verdict":"dropped"');
  });

  it("is answered by the core as it was, fault and verdicts included", () => {
    expect(replayIntoCore(readRecord(text))).toMatchObject({ differences: [], connections: 2 });
    const other = new Map([["K1", "a-key-of-another-length"]]);
    expect(replayIntoCore(readRecord(text), other).differences).toEqual([]);
  });

  it("shows where answers differ", () => {
    const changed = text.replace('"returnCode":0,"sessionPresent":false,"bytes":"20020000"', '"bytes":"20020005"');
    expect(replayIntoCore(readRecord(changed)).differences).toMatchObject([{ wanted: expect.stringContaining("5") }]);
  });

  it("is played into a broker that listens, where the fault's missing PUBACK shows", async () => {
    const broker = await startBroker();
    const { differences } = await replayIntoBroker(readRecord(text), broker, { speed: 100 });
    expect(differences).toMatchObject([{ wanted: undefined, seen: expect.stringContaining("PUBACK") }]);
    await broker.close();
  });

  it("that is cut off is read up to there, and says so", () => {
    const cut = readRecord(text.slice(0, -20));
    expect(cut.cutOff?.text).toBe("the line ends in its middle");
    expect(readRecord(text.split("\n").slice(0, 5).join("\n").concat("\n")).cutOff?.line).toBe(5);
  });

  it("of a newer version is refused, and a line that is none with its number", () => {
    expect(() => readRecord(text.replace('"version":1', '"version":2'))).toThrow(
      "version 2, this tagwire reads up to 1",
    );
    expect(() => readRecord(text.replace("\n", "\nnonsense\n"))).toThrow(expect.objectContaining({ line: 2 }));
  });
});

it("one that is stopped a second time does not end the next", async () => {
  const broker = await startBroker();
  const file = join(folder, "second.jsonl");
  const first = broker.record(join(folder, "first.jsonl"));
  await first.stop();
  const second = broker.record(file);
  await first.stop();
  const client = await connectAsync(broker.url, { clientId: "A" });
  await client.endAsync();
  await vi.waitFor(() => expect(broker.clients()).toEqual([]));
  await second.stop();
  await broker.close();
  expect(readFileSync(file, "utf8")).toContain('"client":"A"');
});

it.runIf(existsSync("/dev/full"))(
  "a disk that is full ends the record with a message, and not the broker",
  async () => {
    const events: BrokerEvent[] = [];
    const broker = await startBroker({ record: { file: "/dev/full" }, onEvent: (event) => events.push(event) });
    await vi.waitFor(() => expect(events).toMatchObject([{ event: "record", what: "ended" }]));
    const client = await connectAsync(broker.url);
    await client.publishAsync("t", "x", { qos: 1 });
    await client.endAsync();
    await broker.close();
  },
);
