/** What the recorder writes down: nothing that may not be shown, all else as it was, and not without end. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, expect, it, vi } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { readRecord } from "../../src/broker/record/read-record.js";
import { openRecord } from "../../src/broker/record/record-file.js";
import { createRecorder } from "../../src/broker/record/recorder.js";
import { replayIntoCore } from "../../src/broker/record/replay-core.js";
import { startBroker, type TestBrokerOptions } from "../../src/broker/test-broker.js";

const folder = mkdtempSync(join(tmpdir(), "recorder-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The record of one client's session. */
async function recorded(
  options: TestBrokerOptions,
  session: (client: Awaited<ReturnType<typeof connectAsync>>) => Promise<unknown>,
): Promise<string> {
  const file = join(folder, "session.jsonl");
  const broker = await startBroker({ ...options, record: { file } });
  const client = await connectAsync(broker.url, { reconnectPeriod: 0 });
  await session(client);
  await client.endAsync();
  await vi.waitFor(() => expect(broker.clients()).toEqual([]));
  await broker.close();
  return readFileSync(file, "utf8");
}

it.each(["tagwire", "packet", "close", "PUBLISH", "PUBACK", "free", "1234"])(
  "a key that is %s leaves the record's own words and bytes alone",
  async (key) => {
    const faults = ["late,packet=PUBACK,ms=1,times=1"];
    const text = await recorded({ keys: { [key]: "free" }, faults }, (client) =>
      // In hex that value has 1234 in it.
      client.publishAsync(`key/${key}/device/D/tag/t`, '{"value":"a#O"}', { qos: 1 }),
    );
    const record = readRecord(text);
    expect(record.cutOff).toBeUndefined();
    expect(replayIntoCore(record)).toMatchObject({ differences: [], connections: 1, answers: 3 });
    expect(text).toContain("key/K1/device/D/tag/t");
    expect(text).not.toContain(`key/${key}`);
  },
);

it("a key in a payload that is no text is not shown either", async () => {
  const payload = Buffer.concat([Buffer.of(0xff), Buffer.from("sesame-open")]);
  const text = await recorded({ keys: { "sesame-open": "free" } }, (client) => client.publishAsync("t", payload));
  expect(text).toContain('"payloadHex":"ff4b31');
  expect(text).not.toContain(Buffer.from("sesame-open").toString("hex"));
});

it("a payload by HTTP that begins as a CONNECT does is as it was", () => {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line) > 0, giveUp: () => {} };
  const recorder = createRecorder({ at: "now", strict: false, limits: {}, keys: new Map() }, 0, sink);
  const payload = Buffer.from("\x1b is where this begins, and more follows");
  const text = "refused: message is not JSON";
  const topic = "key/K/device/D/tag/t";
  const told = { event: "verdict", client: "HTTP", by: "HTTP", topic, payload, text } as const;
  recorder.told({ ...told, verdict: "refused", reason: "message" }, 0);
  expect(lines.at(-1)).toContain(`"bytes":"${payload.toString("hex")}"`);
});

it("more keys than a record can have end it, which is told, and the broker goes on", async () => {
  const file = join(folder, "keys.jsonl");
  const events: BrokerEvent[] = [];
  const broker = await startBroker({
    record: { file },
    onEvent: (event) => event.event === "record" && events.push(event),
  });
  const client = await connectAsync(broker.url);
  const topics = Array.from({ length: 1_001 }, (_, n) => `key/k${n}/device/D/tag/t`);
  for (const topic of topics) client.publish(topic, '{"value":"1"}');
  await client.publishAsync("last", "", { qos: 1 });
  expect(events).toMatchObject([{ what: "ended", text: expect.stringContaining("more than 1000 keys came") }]);
  await broker.record(join(folder, "next.jsonl")).stop();
  await client.endAsync();
  await broker.close();
  const { cutOff, entries } = readRecord(readFileSync(file, "utf8"));
  expect(cutOff).toBeUndefined();
  expect(entries.filter(({ what }) => what === "key")).toHaveLength(1_000);
});

it.runIf(existsSync("/proc/self/fd"))("a disk that is too slow ends the record, and the file is let go", async () => {
  const file = join(folder, "slow.jsonl");
  const events: unknown[] = [];
  const record = openRecord(file, 64 * 2 ** 20, (event) => events.push(event));
  record.begin();
  const line = "x".repeat(2 ** 20);
  for (let n = 0; n < 20; n++) record.write(line);
  expect(events).toMatchObject([{ what: "ended", text: expect.stringContaining("the disk is too slow") }]);
  const open = () =>
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return []; // that of this list
      }
    });
  await vi.waitFor(() => expect(open()).not.toContain(file), 10_000);
});
