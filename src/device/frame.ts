/**
 * The packets in what a broker says, however the network has cut it: the begin of one waits for its rest. What is longer
 * than the bound is looked at as far as the bound, and then passed over to its end without being kept: so there are never
 * more bytes here than the bound and what the board hands over at a time.
 */
import { acknowledge, isKept } from "./aside";
import { deliver } from "./listeners";

// MQTT 3.1, section 3.3
const QOS_1 = 2;

/** The most bytes of a packet that are kept. */
let limit = 512;
/** What was heard and is not done with. */
let held = "";
/** Bytes that are done with: at the front of it, and then of what is to come. */
let done = 0;

/** Messages that came whole, and those that were too long. */
export let received = 0;
export let skipped = 0;
/** Filters that the broker has granted as they were asked for, and those that it has not, on this connection. */
export let granted = 0;
export let refused = 0;

/**
 * How many bytes of a packet are kept, 64 to 65,535; 512 if not called. A message of more, counted with its topic and 6
 * bytes, is passed over.
 */
export function limitMessage(bytes: number): void {
  limit = bytes;
}

/** Whether SUBACK, its body at that place, grants what was asked for (MQTT 3.1, section 3.9). */
function isGranted(suback: string, at: number): boolean {
  return suback.charCodeAt(at + 2) == (isKept() ? 1 : 0);
}

/** The connection has ended, and with it what was begun on it. */
export function forget(): void {
  held = "";
  done = granted = refused = 0;
}

/** Hands on what is no reply, and answers the rest. */
export function sift(news: string): string {
  let replies = "";
  let at: number;
  let byte: number;
  let length: number;
  let end: number;
  let topic: string;
  held += news;
  for (;;) {
    news = held.slice(done);
    done = Math.max(0, done - held.length);
    held = news;
    length = 0;
    at = 1;
    do {
      // behind the end it is NaN: then the length is too small, and yet the packet is not whole
      byte = held.charCodeAt(at++);
      length += (byte & 127) << (7 * at - 14);
    } while (byte > 127 && at < 5);
    length += at;
    news = held.slice(0, length);
    if (news.length < length && news.length < limit) return replies;
    done = length;
    byte = news.charCodeAt(0);
    // neither PUBLISH nor SUBACK nor UNSUBACK
    if ((byte & 80) != 16) replies += news;
    else if (byte < 64) {
      end = at + 2 + news.charCodeAt(at) * 256 + news.charCodeAt(at + 1);
      topic = news.slice(at + 2, end);
      if (isKept() && byte & QOS_1) {
        // where the topic alone is over the bound nobody knows the message id
        if (end + 2 <= news.length) acknowledge(news.substr(end, 2));
        end += 2;
      }
      if (length > limit) skipped++;
      else {
        received++;
        deliver(topic, news.slice(end));
      }
    } else if (byte < 160) {
      if (/* @__PURE__ */ isGranted(news, at)) granted++;
      else refused++;
    }
  }
}
