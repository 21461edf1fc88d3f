/**
 * The packets in what a broker says, however the network has cut it: the begin of one waits for its rest. What is longer
 * than the bound is looked at as far as the bound, and then passed over to its end without being kept: so there are never
 * more bytes here than the bound and what the board hands over at a time.
 *
 * A filter is matched here too, for a broker does not say which of several it was that a message has come for.
 */
import { listeners, only } from "./listeners";
import { isKept } from "./options";

/** No packet is shorter that is a message or a SUBACK; all replies are, and UNSUBACK. */
const SHORTEST = 5;
// MQTT 3.1, sections 3.3, 3.4, 3.9 and 3.11
const QOS_1 = 2;
const PUBACK = "\x40\x02";
const SUBACK = 0x90;
const UNSUBACK = 0xb0;

/** Chars of acknowledgements that wait; one more may come on top. */
const MOST_ACKS = 400;

/** The fewest bytes of a packet that are too many. */
let over = 513;
/** What was heard and is not done with. */
let held: string;
/** Bytes of what is to come that are passed over. */
let rest = 0;
/** Acknowledgements that are to be said. */
export let acks = "";

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
  over = bytes + 1;
}

/** A connection begins: what was begun on the one before is forgotten. */
export function renew(): void {
  held = acks = "";
  rest = 0;
}

/** They have been said, or in vain. */
export function clearAcks(): void {
  acks = "";
}

/** The connection has ended. */
export function forget(): void {
  granted = refused = 0;
}

/** Hands on what is no reply, and answers the replies. */
export function sift(news: string): string {
  let end = rest;
  let at: number;
  let body: number;
  let bytes: Uint8Array;
  let topic!: string;
  let levels: string[];
  let wanted: string[];
  held += news;
  news = "";
  for (;;) {
    rest = held[end] ? 0 : end - held.length;
    held = held.slice(end);
    // no more than what is looked at below: a copy of all would be as large again
    bytes = E.toUint8Array(held.slice(0, 7));
    end = at = 0;
    for (;;) {
      // behind the end it is undefined, and counts as 0: the length is too small then, and yet the packet is not whole
      end += (bytes[++at] % 128) << (7 * at - 7);
      if (!(bytes[at] >> 7 && at < 4)) break;
    }
    if (!held[(end += at)] && !held[over - 2]) return news;
    if (++end < SHORTEST) {
      if (!UNSUBSCRIBES || bytes[0] != UNSUBACK) news += held.slice(0, end);
    } else {
      body = 256 * bytes[++at] + bytes[++at] + ++at;
      if (COUNTS && bytes[0] == SUBACK) {
        topic = held.slice(at, end);
        at = topic.split(isKept() ? "\x01" : "\0").length - 1;
        granted += at;
        refused += topic.length - at;
      } else {
        if (!ONE_FILTER) topic = held.slice(at, body);
        if (isKept() && bytes[0] & QOS_1) {
          // where the topic alone is over the bound nobody knows the message id
          // and where nobody lets us speak, the broker says those again that are not acknowledged
          if (body + 2 <= held.length && !acks[MOST_ACKS]) acks += PUBACK + held.substr(body, 2);
          body += 2;
        }
        if (COUNTS && end >= over) skipped++;
        if (end < over && body <= end) {
          if (COUNTS) received++;
          if (BOARD_UNICODE && !ONE_FILTER) topic = E.asUTF8(topic);
          if (ONE_FILTER) {
            setTimeout(
              only,
              0,
              BOARD_UNICODE ? E.asUTF8(held.slice(at, body)) : held.slice(at, body),
              BOARD_UNICODE ? E.asUTF8(held.slice(body, end)) : held.slice(body, end),
            );
          } else if (!WILDCARDS) {
            if (listeners[topic])
              setTimeout(
                listeners[topic],
                0,
                topic,
                BOARD_UNICODE ? E.asUTF8(held.slice(body, end)) : held.slice(body, end),
              );
          } else {
            levels = topic.split("/");
            for (const filter in listeners) {
              wanted = filter.split("/");
              for (at = -1; levels[++at] + 1 && (levels[at] == wanted[at] || wanted[at] == "+"); );
              // both are at their end, or the filter wants all that follows: `a/#` means `a` too
              if (levels[at] == wanted[at] || wanted[at] == "#")
                setTimeout(
                  listeners[filter],
                  0,
                  topic,
                  BOARD_UNICODE ? E.asUTF8(held.slice(body, end)) : held.slice(body, end),
                );
            }
          }
        }
      }
    }
  }
}
