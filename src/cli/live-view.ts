/**
 * What the broker does, for a person at a terminal: a row for each message, in columns that stay where they are.
 *
 *   time      client        key/device/tag            message   to  what became of it
 *   19:50:00  connected    greenhouse from 192.168.1.20:51324, MQTT 3.1, keep-alive 60 s
 *   19:50:01  greenhouse    K/greenhouse/temperature  22.5       1  accepted, stored as 22
 *   19:50:05  greenhouse    K/greenhouse/temperature  22.6       1  dropped: 4.2 s after this key's last value, a free
 *                                                                   account wants 15 s (paceMs: 15000)
 *
 * Names and messages are cut to their columns; the words are what is to be read, and go on below. Pure: it is told how
 * wide the terminal is, and what time it is.
 */

import { addressOf } from "../broker/endpoint/address.js";
import type { BrokerEvent, PublishedEvent, VerdictEvent } from "../broker/event.js";
import { eventLine, harmless, shownName, shownPayload } from "../broker/line.js";

export interface LiveView {
  /** The lines that an event adds. @param time as people read it, 8 columns */
  lines(event: BrokerEvent, time: string): string[];
}

export interface LiveViewOptions {
  /** Whether each message is followed by its verdict. */
  readonly isJudged: boolean;
  /** The terminal's, which may change. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}

/** A row's cells but for the words. */
interface Cells {
  readonly time: string;
  readonly client: string;
  readonly topic: string;
  readonly message: string;
  readonly to: string;
}

const HEAD: Cells = { time: "time", client: "client", topic: "key/device/tag", message: "message", to: "to" };

const TIME = 8;
const TO = 3;
const GAP = "  ";

/** The words get at least so many columns. */
const LEAST_WORDS = 24;

export function createLiveView({ isJudged, size }: LiveViewOptions): LiveView {
  /** Its verdict comes next. */
  let published: PublishedEvent | undefined;
  /** Lines since the head was shown. */
  let below = Number.POSITIVE_INFINITY;

  /** Words behind a beginning, which go on below themselves. */
  function worded(beginning: string, words: string): string[] {
    const indent = columnsOf(beginning);
    const [first = "", ...more] = wrap(words, Math.max(LEAST_WORDS, size().columns - indent));
    return [`${beginning}${first}`, ...more.map((line) => `${" ".repeat(indent)}${line}`)];
  }

  function row(cells: Cells, words: string): string[] {
    const { client, topic, message } = widths(size().columns);
    const beginning = [
      column(cells.time, TIME),
      column(cells.client, client),
      column(cells.topic, topic, "begin"),
      column(cells.message, message),
      cells.to.padStart(TO),
      "",
    ].join(GAP);
    return worded(beginning, words);
  }

  function rowOf(event: BrokerEvent, time: string): string[] {
    switch (event.event) {
      case "published":
        published = event;
        return isJudged ? [] : row(cellsOf(event, time, event.subscribers), "");
      case "verdict": {
        const isRelayed = event.by === "MQTT" || event.verdict === "accepted";
        const to = isRelayed ? (published?.subscribers ?? 0) : undefined;
        return row(cellsOf(event, time, to), harmless(event.text));
      }
      case "delivered": // the row of the message says to how many it went
        return [];
      default:
        return worded(`${time}${GAP}`, eventLine(event));
    }
  }

  return {
    lines(event, time) {
      const lines = rowOf(event, time);
      if (lines.length === 0) return lines;
      const isHeadDue = below + lines.length > size().rows - 1;
      if (isHeadDue) {
        lines.unshift(...row(HEAD, "what became of it").slice(0, 1));
        below = 0;
      }
      below += lines.length;
      return lines;
    },
  };
}

function cellsOf(event: PublishedEvent | VerdictEvent, time: string, to: number | undefined): Cells {
  const address = addressOf(event.topic);
  const topic = "verdict" in address ? event.topic : `${address.key}/${address.device}/${address.tag}`;
  const value = "value" in event ? event.value : undefined;
  return {
    time,
    client: shownName(event.client),
    topic: shownName(topic),
    message: value === undefined ? shownPayload(event.payload) : shownName(value),
    to: to === undefined ? "-" : String(to),
  };
}

/** Of the columns that may be cut. */
function widths(columns: number): { readonly client: number; readonly topic: number; readonly message: number } {
  const room = Math.max(40, columns - TIME - TO - 5 * GAP.length);
  return {
    client: Math.min(20, Math.floor(room * 0.15)),
    topic: Math.min(48, Math.floor(room * 0.3)),
    message: Math.min(24, Math.floor(room * 0.16)),
  };
}

/** Text in exactly so many columns; what is too long is cut at its end, or its beginning. */
function column(text: string, width: number, cut: "begin" | "end" = "end"): string {
  const seen = columnsOf(text);
  if (seen <= width) return text + " ".repeat(width - seen);
  const characters = cut === "end" ? [...text] : [...text].reverse();
  const kept: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += columnsOf(character);
    if (used > width - DOTS.length) break;
    kept.push(character);
  }
  const part = cut === "end" ? kept.join("") + DOTS : DOTS + kept.reverse().join("");
  return part + " ".repeat(width - columnsOf(part));
}

const DOTS = "...";

/** Lines of at most so many columns, broken between words where that can be. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (columnsOf(line + character) > width) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return [...lines, line];
}

/** Shown on the character before it. */
const narrow = /[\p{Mn}\p{Me}]/u;

/** Shown over two columns: East Asian scripts, full-width forms, pictures (after Unicode's East Asian Width). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How many columns a text takes on a terminal. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character <= "\u00ff") columns += 1;
    else if (!narrow.test(character)) columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}
