/**
 * What a value looks like while it waits: one char that says which head its message has, and the text. A head is all
 * that is the same for each value of a tag: the topic, and the beginning of the JSON. The first 32 tags get a number of
 * their own, from 1; a value of a later tag, and each message to another topic, waits whole, under number 0.
 */
import { options } from "./options";
import { char, encoded, utf } from "./packet";

const MOST_TAGS = 32;
/** Where an identifier goes, which stands behind the topic: no topic has these, and its length is them at 11,043 bytes only. */
export const PLACE = "+#";
/** What stands ahead of a value's text in its message. */
const JSON_HEAD = QOS1 ? PLACE + '{"value":"' : '{"value":"';
/** Behind it. */
export const JSON_TAIL = HAS_STAMP ? "}" : '"}';
/** The clock of a board that nobody has set begins in 1970; what it says before 2001 is no time. */
const CLOCK_IS_SET = 1e9;

/** The longest head, in bytes, that leaves a number so much room that its packet's length is one byte (MQTT 3.1, section 2.1). */
const SHORT_HEAD = HAS_STAMP ? 80 : 100;

/** By number, from 1 on. */
export let heads: string[];
/** The short ones of them, for the fast lane, by device and tag. Between these is what is in neither: no name of an object's own is like it. */
export let quick: { [key: string]: string };

/** Where the values of a device go, the sketch's own if it is not named: `key/:key/device/:device/tag/`. */
function prefixOf(device?: string): string {
  return "key/" + options.key + "/device/" + ((NAMES_DEVICES && device) || options.device) + "/tag/";
}

/** Begins anew: the heads are those of the options of now. */
export function address(): void {
  heads = [];
  if (LANE) quick = {};
}

function escape(char: string): string {
  return JSON.stringify(char).slice(1, -1);
}

/** What stands behind a value's text where it may say when it was put. */
export function stamp(): string {
  return '"' + (options.stamp && getTime() > CLOCK_IS_SET ? ',"time":' + (getTime() >>> 0) : "");
}

/** The record of a value: its text, escaped as JSON (only what JSON demands: the rest goes as the UTF-8 it is). */
export function valueRecord(tag: string, value: unknown, device?: string): string {
  const text =
    (typeof value == "number" ? "" + value : encoded(value).replace(/["\\\x00-\x1f]/g, escape)) +
    (HAS_STAMP ? stamp() : "");
  const head = utf(prefixOf(device) + tag) + JSON_HEAD;
  const number = heads.indexOf(head) + 1 || (!heads[MOST_TAGS - 1] && heads.push(head));
  if (LANE && number && !head[SHORT_HEAD] && !head.split(JSON_TAIL)[1])
    // the one of the list, not its equal: a tag has its head in memory once
    quick[(NAMES_DEVICES && device ? device : "") + "\0" + tag] = heads[(number as number) - 1];
  return char(number as number) + (number ? text : head + text + JSON_TAIL);
}

/** The record of any other message. */
export function messageRecord(topic: string, message: unknown): string {
  return "\0" + utf(topic) + (QOS1 ? PLACE : "") + encoded(message);
}

/** The tag of a record's value, or its message's topic: for a person to read. */
export function nameOf(number: number, text: string): string {
  if (number) text = heads[number - 1];
  text = text.substr(2, text.charCodeAt(0) * 256 + text.charCodeAt(1));
  // the key is nobody's business
  let start = encoded(prefixOf());
  if (NAMES_DEVICES && text.slice(0, start.length) != start) start = encoded("key/" + options.key + "/device/");
  if (text.slice(0, start.length) == start) text = text.slice(start.length);
  // what waited in a file may have been put under another
  else if (HAS_SPOOL && text.slice(0, 4) == "key/") text = "key/***" + text.slice((text + "/").indexOf("/", 4));
  return BOARD_UNICODE ? E.asUTF8(text) : text;
}
