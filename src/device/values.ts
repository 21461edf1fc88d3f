/**
 * What a value looks like while it waits: one char that says which head its message has, and the text. A head is all
 * that is the same for each value of a tag: the topic, and the beginning of the JSON. The first 32 tags get a number of
 * their own, from 1; a value of a later tag, and each message to another topic, waits whole, under number 0.
 */
import { options } from "./options";
import { char, encoded, packet, utf } from "./packet";

const MOST_TAGS = 32;
/** What stands around a value's text in its message. */
const JSON_HEAD = '{"value":"';
const JSON_TAIL = '"}';

let prefix: string;
let retain: boolean | undefined;
let heads: string[];

/** Where the values go from now on: `key/:key/device/:device/tag/`, with or without MQTT's retain flag. */
export function address(): void {
  prefix = "key/" + options.key + "/device/" + options.device + "/tag/";
  heads = [];
  if (HAS_RETAIN) retain = options.retain;
}

function escape(char: string): string {
  return JSON.stringify(char).slice(1, -1);
}

/** The record of a value: its text, escaped as JSON (only what JSON demands: the rest goes as the UTF-8 it is). */
export function valueRecord(tag: string, value: unknown): string {
  const text = typeof value == "number" ? "" + value : encoded(value).replace(/["\\\x00-\x1f]/g, escape);
  const head = utf(prefix + tag) + JSON_HEAD;
  const number = heads.indexOf(head) + 1 || (!heads[MOST_TAGS - 1] && heads.push(head));
  return char(number as number) + (number ? text : head + text + JSON_TAIL);
}

/** The record of any other message. */
export function messageRecord(topic: string, message: unknown): string {
  return "\0" + utf(topic) + encoded(message);
}

/** The PUBLISH packet of a record, given as its number and its text; QoS 0 (MQTT 3.1, section 3.3). */
export function spell(number: number, text: string): string {
  return packet(HAS_RETAIN && retain ? "\x31" : "\x30", number ? heads[number - 1] + text + JSON_TAIL : text);
}

/** The tag of a record's value, or its message's topic: for a person to read. */
export function nameOf(number: number, text: string): string {
  if (number) text = heads[number - 1];
  text = text.substr(2, text.charCodeAt(0) * 256 + text.charCodeAt(1));
  // the key is nobody's business
  const start = encoded(prefix);
  if (text.slice(0, start.length) == start) text = text.slice(start.length);
  return BOARD_UNICODE ? E.asUTF8(text) : text;
}
