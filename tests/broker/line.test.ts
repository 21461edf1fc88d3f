import { describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../src/broker/event.js";
import { eventJson, eventLine, harmless } from "../../src/broker/line.js";
import { text } from "./bench.js";

function published(topic: string, payload: Uint8Array): BrokerEvent {
  return { event: "published", client: "A", topic, payload, qos: 0, retain: false, dup: false, subscribers: 2 };
}

describe("a line for people", () => {
  it("says who published what to how many", () => {
    expect(eventLine(published("temperature", text("22.5")))).toBe("published    A: temperature 22.5 (2 subscribers)");
  });

  it("shows escapes, line ends and characters that turn text around instead of obeying them", () => {
    const nasty = "a\u001b[31mb\r\nc\u009b2J\u202ed\u2028e\u0000";
    const line = eventLine(published(nasty, text(nasty)));
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(line).toContain("a\\x1b[31mb\\x0d\\x0ac\\x9b2J\\u202ed\\u2028e\\x00");
    const reason = { kind: "protocol-error" as const, text: nasty, clause: "MQTT-1.5.3-2" };
    expect(eventLine({ event: "closed", connection: 1, peer: "127.0.0.1:5", reason })).not.toMatch(/\p{Cc}/u);
  });

  it("cuts a long payload and says how long it was", () => {
    const line = eventLine(published("t", text("x".repeat(5000))));
    expect(line).toContain(`${"x".repeat(80)}... (5000 bytes)`);
    expect(line.length).toBeLessThan(160);
  });

  it("shows a payload that is not UTF-8 as hex", () => {
    expect(eventLine(published("t", Uint8Array.of(0xff, 0, 0x61)))).toContain("t 0xff0061 (2");
  });

  it("leaves what is visible as it is", () => {
    expect(harmless("Gewächshaus 温度 \\ 🌱")).toBe("Gewächshaus 温度 \\ 🌱");
  });
});

describe("a line of JSON", () => {
  const at = "2026-01-01T00:00:00.000Z";

  it("has the event's fields, the time, and the payload as text", () => {
    expect(JSON.parse(eventJson(published("t", text('{"value":"12"}')), at))).toEqual({
      event: "published",
      at,
      client: "A",
      topic: "t",
      payload: '{"value":"12"}',
      qos: 0,
      retain: false,
      dup: false,
      subscribers: 2,
    });
  });

  it("has a payload that is not UTF-8 as hex", () => {
    const parsed = JSON.parse(eventJson(published("t", Uint8Array.of(0xff, 1)), at));
    expect(parsed.payloadHex).toBe("ff01");
    expect(parsed).not.toHaveProperty("payload");
  });

  it("is one line of visible characters, and the same value when parsed", () => {
    const nasty = "a\u001b\u009b\u2028\u202e\n\u{e0001}";
    const line = eventJson(published(nasty, text(nasty)), at);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(line)).toMatchObject({ topic: nasty, payload: nasty });
  });
});
