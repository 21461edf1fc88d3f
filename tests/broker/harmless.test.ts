/** What clients choose, shown in every way that the broker shows it: nothing in it is obeyed, and nothing is lost. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { eventJson, eventLine } from "../../src/broker/line.js";
import { readRecord } from "../../src/broker/record/read-record.js";
import { startBroker } from "../../src/broker/test-broker.js";
import { createLiveView } from "../../src/cli/live-view.js";
import { ask, put } from "../support/http.js";
import { bytes, connect, pingreq, publish } from "./bench.js";
import { dial } from "./wire.js";

const folder = mkdtempSync(join(tmpdir(), "harmless-"));
afterAll(() => rmSync(folder, { recursive: true }));

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

it.each<[what: string, word: string, value: string]>([
  ["markup", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>'],
  ["terminal escapes", "\u001b]0;title\u0007\u009b2J", "\u001b[2J\u009b31m\r\nlistening"],
  ["what turns text around", "\u202eabc\u2066\u200f", "a\u2028b\u2029c\ufeff"],
  ["huge names", "x".repeat(3_000), "y".repeat(100_000)],
  ["lone surrogates", "plain", "\ud800\udfff\udc00"],
  ["what a spreadsheet takes for a formula", "=1", '=HYPERLINK("http://x")'],
])("%s in key, device, tag, identifier and value", async (_what, word, value) => {
  const events: BrokerEvent[] = [];
  const file = join(folder, "session.jsonl");
  const broker = await startBroker({ httpPort: 0, record: { file }, onEvent: (event) => events.push(event) });
  const topic = `key/${word.slice(0, 200)}/device/${word.replaceAll("/", "")}/tag/${word.replaceAll("/", "")}`;
  const message = JSON.stringify({ value });
  const wire = await dial(broker.port);
  wire.say(connect(word.slice(0, 20)), publish(topic, message), publish(topic, value), pingreq);
  await wire.until((received) => received.endsWith("d000"));
  const url = broker.httpUrl ?? "";
  const byHttp = await put(url, topic.split("/").map(encodeURIComponent).join("/"), message);
  const told = await Promise.all(["/values", "/values.csv"].map((path) => ask(url, path)));
  await broker.close();

  const view = createLiveView({ isJudged: true, size: () => ({ columns: 100, rows: 50 }) });
  const shown = [
    ...events.map(eventLine),
    ...events.flatMap((event) => view.lines(event, "19:50:01")),
    ...events.map((event) => eventJson(event, "2026-01-01T00:00:00.000Z")),
    ...lines(readFileSync(file, "utf8")),
    ...[byHttp, ...told].flatMap(({ body }) => body.split(/\r?\n/)),
  ];
  for (const line of shown) expect(line).not.toMatch(unseen);
  for (const event of events) expect(eventLine(event).length).toBeLessThan(1_000);
  for (const { headers } of [byHttp, ...told]) expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(byHttp.status).toBe(200);
  expect(JSON.parse(told[0]?.body ?? "")).toMatchObject([{ value }]);
  expect(events.some((event) => event.event === "verdict" && event.verdict === "accepted")).toBe(true);
  expect(() => readRecord(readFileSync(file, "utf8"))).not.toThrow();
});

it("binary payloads are shown as hex, and bytes that are no packet as what is wrong with them", async () => {
  const events: BrokerEvent[] = [];
  const file = join(folder, "binary.jsonl");
  const broker = await startBroker({ record: { file }, onEvent: (event) => events.push(event) });
  const wire = await dial(broker.port);
  wire.say(connect("A"), bytes("30 06 0001 74 ff 1b 9b"), bytes("30 05 0003 ed a0 80"));
  await wire.end();
  await broker.close();
  const shown = [...events.map(eventLine), ...lines(readFileSync(file, "utf8"))];
  for (const line of shown) expect(line).not.toMatch(unseen);
  expect(shown.join("\n")).toContain("t 0xff1b9b");
  expect(shown.join("\n")).toContain('"payloadHex":"ff1b9b"');
  expect(events.at(-1)).toMatchObject({ event: "closed", reason: { kind: "protocol-error" } });
});
