/**
 * A record, read back. A line that is no record's is a mistake; one that is cut off at the end of the file is not: a
 * broker that died in the middle has left it, and what is before is worth playing.
 */

import * as v from "valibot";
import { isTier, type Tier } from "../endpoint/tier.js";
import { type Fault, FaultMistake } from "../faults/fault.js";
import { readForm } from "../faults/spelling.js";
import { defaultLimits } from "../limits.js";
import { RECORD_VERSION } from "./recorder.js";

/** What is wrong with a record, and in which line, counted from 1. */
export class RecordMistake extends Error {
  override readonly name = "RecordMistake";
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const whole = v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(0, "a whole number from 0"));
const hexBytes = v.pipe(
  v.string("bytes in hex"),
  // Not as pairs: of a group that repeats V8's stack overflows at some megabytes.
  v.check((hex) => hex.length % 2 === 0 && /^[0-9a-f]*$/.test(hex), "bytes in hex"),
  v.transform(bytesOf),
);
const at = { t: v.pipe(v.number("milliseconds"), v.minValue(0, "milliseconds from 0")) };
const way = v.picklist(["up", "down"], "up or down");

const fault = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Fault => {
    try {
      return readForm(dataset.value);
    } catch (error) {
      if (!(error instanceof FaultMistake)) throw error;
      addIssue({ message: `a fault: ${error.message}` });
      return NEVER;
    }
  }),
);

/** The entries that a replay does something with; others are for people. */
const entries = {
  connection: v.object({ ...at, what: v.literal("connection"), connection: whole, peer: v.string("a text") }),
  packet: v.looseObject({
    ...at,
    what: v.literal("packet"),
    connection: whole,
    way,
    type: v.string("a packet type"),
    bytes: hexBytes,
  }),
  bytes: v.object({ ...at, what: v.literal("bytes"), connection: whole, way, bytes: hexBytes }),
  close: v.object({
    ...at,
    what: v.literal("close"),
    connection: whole,
    by: v.picklist(["client", "broker"], "client or broker"),
    how: v.string("a text"),
    kind: v.string("a text"),
    text: v.string("a text"),
  }),
  verdict: v.object({
    ...at,
    what: v.literal("verdict"),
    client: v.string("a text"),
    by: v.picklist(["MQTT", "HTTP"], "MQTT or HTTP"),
    topic: v.string("a text"),
    verdict: v.string("a text"),
    text: v.string("a text"),
    bytes: v.optional(hexBytes),
  }),
  key: v.object({ what: v.literal("key"), key: v.string("a text"), standIn: v.string("a text") }),
  end: v.object({ what: v.literal("end"), text: v.string("a text") }),
} as const;

const faultPut = v.object({ ...at, what: v.literal("fault"), did: v.literal("put"), fault });
const faultRemoved = v.object({
  ...at,
  what: v.literal("fault"),
  did: v.literal("removed"),
  fault: v.object({ id: v.string("an id") }),
});

type Entries = { [K in keyof typeof entries]: v.InferOutput<(typeof entries)[K]> };

export type Entry = { readonly line: number } & (
  | Entries[keyof Entries]
  | v.InferOutput<typeof faultPut>
  | v.InferOutput<typeof faultRemoved>
);

const header = v.object({
  record: v.literal("tagwire", "tagwire"),
  version: v.pipe(v.number("a whole number"), v.integer("a whole number")),
  at: v.string("a time"),
  strict: v.boolean("true or false"),
  limits: v.record(v.picklist(Object.keys(defaultLimits) as (keyof typeof defaultLimits)[]), v.number("a number")),
  keys: v.optional(
    v.record(
      v.string(),
      v.custom<Tier>((tier) => typeof tier === "string" && isTier(tier), "a tier"),
    ),
  ),
});

export interface SessionRecord {
  readonly header: v.InferOutput<typeof header>;
  readonly entries: readonly Entry[];
  /** Where and why it is not complete; undefined if it is. */
  readonly cutOff: { readonly line: number; readonly text: string } | undefined;
}

/** Reads a record. Throws a RecordMistake. */
export function readRecord(text: string): SessionRecord {
  const lines = text.split("\n");
  const isWhole = lines.at(-1) === "";
  if (isWhole) lines.pop();
  const [first = ""] = lines;
  const head = readHeader(first);
  const found: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const number = index + 1;
    const json = jsonOf(line);
    if (json === undefined && number === lines.length && !isWhole) {
      return { header: head, entries: found, cutOff: { line: number, text: "the line ends in its middle" } };
    }
    const entry = readEntry(json, number);
    if (entry !== undefined) found.push(entry);
  }
  if (found.at(-1)?.what === "end") return { header: head, entries: found, cutOff: undefined };
  return { header: head, entries: found, cutOff: { line: lines.length, text: "no end stands behind it" } };
}

function readHeader(line: string): SessionRecord["header"] {
  const json = jsonOf(line);
  const version = typeof json === "object" && json !== null && "record" in json && "version" in json && json.version;
  if (typeof version === "number" && version > RECORD_VERSION) {
    throw new RecordMistake(1, `the record has version ${version}, this tagwire reads up to ${RECORD_VERSION}`);
  }
  const { success, output, issues } = v.safeParse(header, json);
  if (success) return output;
  throw new RecordMistake(1, `this is no record's first line: ${mistakeOf(issues[0])}`);
}

function readEntry(json: unknown, line: number): Entry | undefined {
  if (typeof json !== "object" || json === null || !("what" in json) || typeof json.what !== "string") {
    throw new RecordMistake(line, "the line is no object with what, wanted an entry of a record");
  }
  const schema = schemaOf(json as { what: string; did?: unknown });
  if (schema === undefined) return undefined; // for people, or of what is not replayed
  const { success, output, issues } = v.safeParse(schema, json);
  if (success) return { ...output, line };
  throw new RecordMistake(line, mistakeOf(issues[0]));
}

function schemaOf({ what, did }: { readonly what: string; readonly did?: unknown }) {
  if (what === "fault") return did === "put" ? faultPut : did === "removed" ? faultRemoved : undefined;
  return Object.hasOwn(entries, what) ? entries[what as keyof Entries] : undefined;
}

function mistakeOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue) ?? "the line";
  const seen = issue.input === undefined ? "missing" : JSON.stringify(issue.input)?.slice(0, 60);
  return `${field} is ${seen}, wanted ${issue.message}`;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
