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
      return `connected    ${shown(event.client)} from ${event.peer}, ${version}, ${keepAlive}`;
    }
    case "refused":
      return `refused      ${event.peer} with return code ${event.returnCode}: ${harmless(event.text)}`;
    case "published": {
      const readers = event.subscribers === 1 ? "1 subscriber" : `${event.subscribers} subscribers`;
      const flags = `${event.qos > 0 ? `, QoS ${event.qos}` : ""}${event.retain ? ", retain" : ""}${event.dup ? ", DUP" : ""}`;
      return `published    ${shown(event.client)}: ${shown(event.topic)} ${shownPayload(event.payload)} (${readers}${flags})`;
    }
    case "delivered": {
      const retained = event.retain ? " (retained)" : "";
      return `delivered    ${shown(event.client)}: ${shown(event.topic)} ${shownPayload(event.payload)}${retained}`;
    }
    case "subscribed": {
      const granted = event.granted === 0 ? `QoS ${event.askedQos} asked, 0 granted` : "refused";
      return `subscribed   ${shown(event.client)}: ${shown(event.filter)} (${granted})`;
    }
    case "unsubscribed":
      return `unsubscribed ${shown(event.client)}: ${shown(event.filter)}${event.found ? "" : " (was not subscribed)"}`;
    case "dropped":
      return `dropped      ${event.messages} messages, ${event.bytes} bytes, for ${shown(event.client)}, which reads too slowly`;
    case "warned":
      return `warning      ${shown(event.client)}: ${harmless(event.text)}${clause(event.clause)}`;
    case "closed": {
      const who = event.client === undefined ? event.peer : shown(event.client);
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
  return JSON.stringify(value).replace(unseen, unicodeEscape);
}

function unicodeEscape(character: string): string {
  let spelled = "";
  for (let i = 0; i < character.length; i++) spelled += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return spelled;
}

function shown(name: string): string {
  return cut(harmless(name), SHOWN_NAME);
}

function shownPayload(payload: Uint8Array): string {
  const text = textOf(payload);
  const head =
    text === undefined ? `0x${hex(payload.subarray(0, SHOWN_PAYLOAD))}` : harmless(text.slice(0, SHOWN_PAYLOAD + 1));
  const seen = cut(head, SHOWN_PAYLOAD);
  return payload.length > SHOWN_PAYLOAD ? `${seen} (${payload.length} bytes)` : seen;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

function textOf(payload: Uint8Array): string | undefined {
  try {
    return utf8.decode(payload);
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

function clause(name: CloseReason["clause"]): string {
  return name === undefined ? "" : ` (${name})`;
}
