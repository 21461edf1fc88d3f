/**
 * What a value looks like in the fast lane (session.ts): its whole packet, and one behind the other. Only numbers go there,
 * of tags that are short and without a JSON_TAIL; so the length in a packet's head is one byte (MQTT 3.1, section 2.1), and
 * the tail is the border between two.
 */
import { put } from "./buffer";
import { char, sized } from "./packet";
import { heads, JSON_TAIL } from "./values";

/** Bytes of a packet ahead of its topic's length. */
const FIXED = 2;
/** Bytes of a value's head beside the topic: its length, and `{"value":"`. */
const HEAD_MORE = 12;

/** So many bytes less than such a packet without its tail has a record, and those of the topic. */
const RECORD_LESS = FIXED + HEAD_MORE - 3;

/** How many values there are. */
export function valuesIn(packets: string): number {
  // an empty text splits into nothing
  return packets ? packets.split(JSON_TAIL).length - 1 : 0;
}

/** The bytes of the records that they would have been in the buffer. */
export function bytesIn(packets: string): number {
  const all = packets.split(JSON_TAIL);
  let bytes = 0;
  for (let n = 0; n < all.length - 1; n++) bytes += all[n].length - RECORD_LESS - all[n].charCodeAt(FIXED + 1);
  return bytes;
}

/** Puts all of them into the buffer, as the records that they would have been. */
export function unload(packets: string): void {
  const all = packets.split(JSON_TAIL);
  for (let n = 0; n < all.length - 1; n++) {
    const head = all[n].substr(FIXED, HEAD_MORE + all[n].charCodeAt(FIXED + 1));
    put(sized(char(heads.indexOf(head) + 1) + all[n].slice(FIXED + head.length)));
  }
}
