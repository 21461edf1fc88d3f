/** What a broker answered, as short texts that can be compared, and where two sessions differ. */

import { PacketType } from "../../spec.js";
import { type Framer, next, push } from "../framer.js";
import { harmless } from "../line.js";
import { createDescriber } from "./describe.js";

/** One thing that a broker did on a connection. */
export interface Answer {
  /** What it is, without what a broker may choose freely: packet identifiers of its own messages. */
  readonly text: string;
  /** The packet identifier of a message that it sent with QoS 1 or 2. */
  readonly packetId: number | undefined;
}

/** An answer that was recorded, and the line of the record that has it. */
export interface Wanted extends Answer {
  readonly line: number;
}

export interface Difference {
  readonly line: number;
  /** Undefined where it is of none, as a verdict. */
  readonly connection: number | undefined;
  readonly client: string | undefined;
  /** Undefined where there is nothing on that side. */
  readonly wanted: string | undefined;
  readonly seen: string | undefined;
}

/** Of an answer a line shows so many characters. */
const SHOWN = 300;

const { describe } = createDescriber(Number.POSITIVE_INFINITY);

/** @param named puts names for stand-ins of keys */
export function answerOf(packet: Uint8Array, named: (text: string) => string): Answer {
  const { type, packetId, dup: _, ...fields } = describe(packet, "down");
  const isMessage = (packet[0] ?? 0) >> 4 === PacketType.PUBLISH;
  const shown = isMessage ? fields : { packetId, ...fields };
  const text = Object.entries(shown).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${named(JSON.stringify(value))}`],
  );
  return {
    text: [type, ...text].join(", "),
    packetId: isMessage && typeof packetId === "number" ? packetId : undefined,
  };
}

/** The answers that are whole with these bytes. */
export function answersIn(framer: Framer, bytes: Uint8Array, named: (text: string) => string): Answer[] {
  const found: Answer[] = [];
  push(framer, bytes);
  while (next(framer, Number.POSITIVE_INFINITY) === "packet") {
    found.push(answerOf(framer.bytes.subarray(framer.begin, framer.end), named));
  }
  return found;
}

/** The end that a broker made of a connection; whether it came with a reset is the system's doing. */
export const CLOSED: Answer = { text: "the end of the connection", packetId: undefined };

/** What is owed on a connection and has not come, whatever came between. */
export interface Account {
  owe(answer: Answer): void;
  came(answer: Answer): void;
  readonly missing: () => number;
}

export function createAccount(): Account {
  /** By text: how many came more than are owed; below 0, how many are missing. */
  const surplus = new Map<string, number>();
  let missing = 0;
  const add = (text: string, one: 1 | -1) => {
    const before = surplus.get(text) ?? 0;
    surplus.set(text, before + one);
    missing += Math.max(0, -(before + one)) - Math.max(0, -before);
  };
  return {
    owe: ({ text }) => add(text, -1),
    came: ({ text }) => add(text, 1),
    missing: () => missing,
  };
}

/**
 * Where what was seen is not what was wanted: one after the other, and after the first difference on a connection what is
 * missing and what is too many, so that one answer that is missing is one difference.
 */
export function differences(
  connection: number | undefined,
  client: string | undefined,
  wanted: readonly Wanted[],
  seen: readonly Answer[],
): Difference[] {
  const found: Difference[] = [];
  let at = 0;
  const lastLine = wanted.at(-1)?.line ?? 0;
  for (const [index, one] of wanted.entries()) {
    const here = seen[at];
    if (here?.text === one.text) {
      at += 1;
      continue;
    }
    const isLater = seen.slice(at).some(({ text }) => text === one.text);
    const isWantedLater = here !== undefined && wanted.slice(index + 1).some(({ text }) => text === here.text);
    if (isLater && !isWantedLater) {
      while (seen[at]?.text !== one.text) {
        found.push({ line: one.line, connection, client, wanted: undefined, seen: seen[at]?.text });
        at += 1;
      }
      at += 1;
    } else if (here === undefined || isWantedLater) {
      found.push({ line: one.line, connection, client, wanted: one.text, seen: undefined });
    } else {
      found.push({ line: one.line, connection, client, wanted: one.text, seen: here.text });
      at += 1;
    }
  }
  for (const { text } of seen.slice(at)) {
    found.push({ line: lastLine, connection, client, wanted: undefined, seen: text });
  }
  return found;
}

/** For people: `session.jsonl:17: connection 1 (greenhouse): wanted PUBACK ..., nothing came`. */
export function differenceLine(file: string, { line, connection, client, wanted, seen }: Difference): string {
  const who = client === undefined ? "" : ` (${harmless(client)})`;
  const where = `${harmless(file)}:${line}:${connection === undefined ? "" : ` connection ${connection}${who}:`}`;
  if (wanted === undefined) return `${where} ${shown(seen)} came, which was not there`;
  return `${where} wanted ${shown(wanted)}; ${seen === undefined ? "it did not come" : `${shown(seen)} came`}`;
}

function shown(text = ""): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
