/**
 * Events as lines, for people and for programs. Clients choose their names, topics and payloads: nothing of theirs may
 * move a terminal's cursor, turn its text around or begin a line of its own.
 */

import type { BrokerEvent, CloseReason } from "./event.js";

/** Longest payload shown to people, in characters. */
const SHOWN_PAYLOAD = 80;

/** Longest name or topic shown to people, in characters. */
const SHOWN_NAME = 120;

// Everything that is no visible character: controls, format characters such as those that turn the direction of
// writing, surrogates without a partner, and separators of lines.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text with what is not visible spelled out, as `\x1b` or `\u202e`. */
export function harmless(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : unicodeEscape(character);
  });
}

/** One line for people. */
export function eventLine(event: BrokerEvent): string {
  switch (event.event) {
    case "connected": {
      const version = event.level === 3 ? "MQTT 3.1" : "MQTT 3.1.1";
      const keepAlive = event.keepAliveS === 0 ? "no keep-alive" : `keep-alive ${event.keepAliveS} s`;
      const session = event.session ? ", with its session" : "";
      return `connected    ${shownName(event.client)} from ${event.peer}, ${version}, ${keepAlive}${session}`;
    }
    case "refused":
      return `refused      ${event.peer} with return code ${event.returnCode}: ${harmless(event.text)}`;
    case "published": {
      const readers = event.subscribers === 1 ? "1 subscriber" : `${event.subscribers} subscribers`;
      const flags = `${event.qos > 0 ? `, QoS ${event.qos}` : ""}${event.retain ? ", retain" : ""}${event.dup ? ", DUP" : ""}`;
      return `published    ${shownName(event.client)}: ${shownName(event.topic)} ${shownPayload(event.payload)} (${readers}${flags})`;
    }
    case "verdict":
      return `verdict      ${shownName(event.client)}: ${shownName(event.topic)} ${shownPayload(event.payload)}: ${harmless(event.text)}`;
    case "delivered": {
      const flags = [event.qos > 0 ? `QoS ${event.qos}` : "", event.retain ? "retained" : "", event.dup ? "DUP" : ""];
      const shownFlags = flags.filter((flag) => flag !== "").join(", ");
      const message = `${shownName(event.topic)} ${shownPayload(event.payload)}`;
      return `delivered    ${shownName(event.client)}: ${message}${shownFlags && ` (${shownFlags})`}`;
    }
    case "subscribed": {
      const granted = event.granted === 0x80 ? "refused" : `QoS ${event.granted}`;
      return `subscribed   ${shownName(event.client)}: ${shownName(event.filter)} (${granted})`;
    }
    case "unsubscribed":
      return `unsubscribed ${shownName(event.client)}: ${shownName(event.filter)}${event.found ? "" : " (was not subscribed)"}`;
    case "dropped":
      return `dropped      ${event.messages} messages, ${event.bytes} bytes, for ${shownName(event.client)}, ${event.from === "socket" ? "which reads too slowly" : "whose session is full"}`;
    case "warned":
      return `warning      ${shownName(event.client)}: ${harmless(event.text)}${clause(event.clause)}`;
    case "record":
      return `record       ${harmless(event.file)} ${event.what}: ${harmless(event.text)}`;
    case "fault": {
      const who = event.client === undefined ? (event.peer ?? "") : shownName(event.client);
      return `fault        ${event.fault} ${event.kind}: ${who && `${who}: `}${harmless(event.text)}`;
    }
    case "closed": {
      const who = event.client === undefined ? event.peer : shownName(event.client);
      return `closed       ${who}: ${harmless(event.reason.text)}${clause(event.reason.clause)}`;
    }
  }
}

/**
 * One line of JSON: the event's fields, with `at` put in. A payload is `payload`, its text, where it is UTF-8, and
 * `payloadHex` where it is not.
 * @param at when it happened, as ISO 8601
 */
export function eventJson(event: BrokerEvent, at: string): string {
  const { event: name, ...fields } = event;
  if (!("payload" in fields)) return harmlessJson({ event: name, at, ...fields });
  const { payload, ...others } = fields;
  const text = textOf(payload);
  return harmlessJson({
    event: name,
    at,
    ...others,
    ...(text === undefined ? { payloadHex: hex(payload) } : { payload: text }),
  });
}

/** JSON in which every character that is not visible is an escape: the same value, and harmless on a terminal. */
export function harmlessJson(value: unknown): string {
  return harmlessMessage(JSON.stringify(value));
}

/** The same for a text that is JSON already. */
export function harmlessMessage(json: string): string {
  // Between its strings JSON has no such characters but these, and they are harmless there.
  return json.replace(unseen, (character) => (/[\t\n\r]/.test(character) ? character : unicodeEscape(character)));
}

function unicodeEscape(character: string): string {
  let spelled = "";
  for (let i = 0; i < character.length; i++) spelled += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return spelled;
}

/** A name or topic for people: harmless, and cut where it is long. */
export function shownName(name: string): string {
  return cut(harmless(name), SHOWN_NAME);
}

/** A payload for people: as text where it is UTF-8, as hex where it is not. */
export function shownPayload(payload: Uint8Array): string {
  const text = textOf(payload);
  const head =
    text === undefined ? `0x${hex(payload.subarray(0, SHOWN_PAYLOAD))}` : harmless(text.slice(0, SHOWN_PAYLOAD + 1));
  const seen = cut(head, SHOWN_PAYLOAD);
  return payload.length > SHOWN_PAYLOAD ? `${seen} (${payload.length} bytes)` : seen;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

/** Text of UTF-8; undefined if it is none. */
export function textOf(payload: Uint8Array): string | undefined {
  try {
    return utf8.decode(payload);
  } catch {
    return undefined;
  }
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

function clause(name: CloseReason["clause"]): string {
  return name === undefined ? "" : ` (${name})`;
}
