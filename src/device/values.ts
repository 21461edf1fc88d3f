/**
 * What a value looks like: one char that says which tag, and the text, while it waits; topic and JSON are spelled only
 * when it goes out. The first 32 tags get a number of their own, from 1; a value of a later tag, and each message to
 * another topic, waits as the whole body of its packet, under number 0.
 */
import { options } from "./options";
import { char, encoded, packet, utf } from "./packet";

const MOST_TAGS = 32;

let prefix: string;
let retain: boolean | undefined;
let tags: string[] = [];

/** Where the values go from now on: `key/:key/device/:device/tag/`, with or without MQTT's retain flag. */
export function address(): void {
  prefix = "key/" + options.key + "/device/" + options.device + "/tag/";
  if (HAS_RETAIN) retain = options.retain;
}

function escape(char: string): string {
  return JSON.stringify(char).slice(1, -1);
}

/** The record of a value: its text, escaped as JSON (only what JSON demands: the rest goes as the UTF-8 it is). */
export function valueRecord(tag: string, value: unknown): string {
  const text = typeof value == "number" ? "" + value : encoded(value).replace(/["\\\x00-\x1f]/g, escape);
  const number = tags.indexOf(tag) + 1 || (tags.length < MOST_TAGS && tags.push(tag));
  return number ? char(number) + text : "\0" + body(tag, text);
}

/** What follows the fixed header in a value's packet: the endpoint's topic and message. */
function body(tag: string, text: string): string {
  return utf(prefix + tag) + '{"value":"' + text + '"}';
}

/** The record of any other message. */
export function messageRecord(topic: string, message: unknown): string {
  return "\0" + utf(topic) + encoded(message);
}

/** The PUBLISH packet of a record, QoS 0 (MQTT 3.1, section 3.3). */
export function spell(record: string): string {
  const number = record.charCodeAt(0);
  const text = record.substr(1);
  return packet(HAS_RETAIN && retain ? "\x31" : "\x30", number ? body(tags[number - 1], text) : text);
}

/** The tag of a record's value, or its message's topic: for a person to read. */
export function nameOf(record: string): string {
  const number = record.charCodeAt(0);
  return number ? tags[number - 1] : record.substr(3, record.charCodeAt(1) * 256 + record.charCodeAt(2));
}
