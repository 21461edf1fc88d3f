/**
 * A fault as data: what goes wrong, for whom, and for how long. It is checked when it comes in, and what was left out is
 * filled in, so that a listed fault says all that it does. docs/faults.md has the same table for people.
 *
 * `up` is from the client to the broker, `down` from the broker to the client.
 */

import * as v from "valibot";
import { harmlessJson } from "../line.js";
import { topicFilterFlaw } from "../topics.js";

/** Largest time and the largest count that a fault may name: a day in milliseconds, and a thousand million. */
const MOST_MS = 24 * 60 * 60 * 1000;
const MOST = 1_000_000_000;

function whole(least: number, most: number) {
  const wanted = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted));
}

const ms = whole(0, MOST_MS);
const count = whole(1, MOST);

function oneOf<const T extends readonly string[]>(...names: T) {
  return v.picklist(names, `one of ${names.join(", ")}`);
}

const PATTERN = "a text of 1 to 256 characters, where * stands for any and ? for one";
const pattern = v.pipe(v.string(PATTERN), v.minLength(1, PATTERN), v.maxLength(256, PATTERN));

const way = oneOf("up", "down");
const ways = oneOf("up", "down", "both");

/** What the broker says in answer. */
const answers = ["CONNACK", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBACK", "UNSUBACK", "PINGRESP"] as const;
const answer = oneOf(...answers);
/** Of those, the ones that name what they answer. */
const acknowledgement = oneOf("PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBACK", "UNSUBACK");

const upOnly = ["CONNECT", "SUBSCRIBE", "UNSUBSCRIBE", "PINGREQ", "DISCONNECT"] as const;
const bothWays = ["PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"] as const;
const downOnly = ["CONNACK", "SUBACK", "UNSUBACK", "PINGRESP"] as const;

/** What every fault may say. */
const common = {
  /** Its name; F1, F2 and so on if not given. */
  id: v.optional(v.pipe(v.string("a name"), v.regex(/^[\w.-]{1,64}$/, "1 to 64 letters, digits and any of . _ -"))),
  /** Whose connections it meets, by client identifier; everyone's if neither this nor `address` is given. */
  client: v.optional(pattern),
  /** Whose connections it meets, by the address that they come from. */
  address: v.optional(pattern),
  /** So long after it was put it begins. */
  afterMs: v.optional(ms),
  /** So long after it began it ends. */
  forMs: v.optional(whole(1, MOST_MS)),
  /** After it acted so often it ends: on so many packets, or on so many connections where it acts on those. */
  times: v.optional(count),
};

/** A kind with its own fields. */
function kind<const K extends string, E extends v.ObjectEntries>(name: K, fields: E) {
  return v.strictObject({ kind: v.literal(name), ...common, ...fields }, "an object");
}

/** How a connection is cut, and the word for it afterwards. */
export const cutWords = { close: "closed", reset: "reset" } as const;

const cut = v.pipe(
  kind("cut", {
    /** Whether its peer sees an orderly end or a reset. */
    how: v.optional(oneOf("close", "reset"), "close"),
    /** After so many bytes of that direction. */
    afterBytes: v.optional(count),
    /** At a packet of that type. */
    packet: v.optional(oneOf(...upOnly, ...bothWays, ...downOnly)),
    /** `middle`: of the packet half is said, or it is not heard for half of it was not there. */
    where: v.optional(oneOf("before", "middle", "after")),
    direction: v.optional(way),
  }),
  v.check(
    ({ afterBytes, packet }) => afterBytes === undefined || packet === undefined,
    "either afterBytes or packet, not both",
  ),
  v.check(({ packet, where }) => packet !== undefined || where === undefined, "where only beside packet"),
  v.check(
    ({ packet, afterBytes, direction }) => direction === undefined || (packet ?? afterBytes) !== undefined,
    "direction only beside packet or afterBytes",
  ),
  v.check(({ packet, direction }) => {
    if (packet === undefined || direction === undefined) return true;
    return !(direction === "down" ? isIn(upOnly, packet) : isIn(downOnly, packet));
  }, "a direction in which that packet goes"),
  v.transform((fault) => {
    if (fault.packet === undefined)
      return fault.afterBytes === undefined ? fault : { direction: "down" as const, ...fault };
    // Acknowledgements are the broker's own unless told otherwise, messages the client's.
    const goesDown = fault.packet !== "PUBLISH" && !isIn(upOnly, fault.packet);
    return { where: "middle" as const, direction: goesDown ? ("down" as const) : ("up" as const), ...fault };
  }),
);

function isIn(list: readonly string[], name: string): boolean {
  return list.includes(name);
}

const filter = v.pipe(
  v.string("a topic filter"),
  v.check((text) => topicFilterFlaw(text) === undefined, "a topic filter, key/+/device/# for one"),
);

const kinds = {
  /** Answers CONNECT with that return code, and closes. */
  refuse: kind("refuse", { returnCode: whole(1, 5) }),
  /** Takes the connection, and hears and says nothing. */
  silence: kind("silence", {}),
  /** Does not say that answer. */
  withhold: kind("withhold", { packet: answer }),
  /** Says that answer so much later; what comes behind it overtakes it. */
  late: kind("late", { packet: answer, ms: whole(1, MOST_MS) }),
  /** Says that answer twice. */
  twice: kind("twice", { packet: answer }),
  /** Says that answer only behind the next of its type, or alone when that does not come in time. */
  swap: kind("swap", { packet: answer, ms: v.optional(whole(1, MOST_MS), 1000) }),
  /** Says that answer, and behind it another for an identifier that nobody has used. */
  stray: kind("stray", { packet: acknowledgement }),
  /** Answers SUBSCRIBE with a SUBACK that grants nothing. */
  deny: kind("deny", {}),
  /** From CONNACK on all bytes of that direction are lost, the end of the connection among them. */
  "half-open": kind("half-open", { direction: v.optional(ways, "both") }),
  /** Bytes come in pieces of so many, one every so many milliseconds. */
  drip: kind("drip", {
    bytes: v.optional(whole(1, 65_536), 1),
    everyMs: whole(1, 60_000),
    direction: v.optional(way, "down"),
  }),
  /** Bytes come so much later. */
  delay: kind("delay", { ms: whole(1, MOST_MS), direction: v.optional(ways, "down") }),
  /** Ends the connection after so many bytes or at a packet; without either at once, those that are there. */
  cut,
  /** Loses the nth message of each connection. */
  drop: kind("drop", { nth: count, direction: v.optional(way, "down") }),
  /** Hears or says the nth message of each connection twice. */
  duplicate: kind("duplicate", { nth: count, direction: v.optional(way, "down") }),
  /** Closes the connection that publishes to such a topic or subscribes to a part of the filter. */
  forbid: kind("forbid", { filter }),
  /** Reads so slowly that the client's own sending stalls. */
  "slow-reader": kind("slow-reader", { bytesPerS: whole(1, MOST) }),
  /** What a restart of the broker is to these clients; with `forMs` they are cut for so long. */
  restart: kind("restart", { state: v.optional(oneOf("kept", "lost"), "kept") }),
} as const;

export const faultKinds = Object.keys(kinds) as readonly FaultKind[];

export type FaultKind = keyof typeof kinds;

/** A fault as it may be written: what has a default may be missing. */
export type FaultForm = { [K in FaultKind]: v.InferInput<(typeof kinds)[K]> }[FaultKind];

/** A fault, checked and complete. */
export type Fault = { [K in FaultKind]: v.InferOutput<(typeof kinds)[K]> }[FaultKind];

/** What is wrong with a fault: the field, the value seen and the value wanted. */
export class FaultMistake extends Error {
  override readonly name = "FaultMistake";
}

/** Checks a fault. Throws a FaultMistake at the first thing that is wrong. */
export function checkFault(form: unknown): Fault {
  if (typeof form !== "object" || form === null || Array.isArray(form)) {
    throw new FaultMistake(`the fault is ${seen(form)}, wanted an object with kind`);
  }
  const { kind } = form as { kind?: unknown };
  if (typeof kind !== "string" || !isKind(kind)) {
    throw new FaultMistake(`kind is ${seen(kind)}, wanted one of ${faultKinds.join(", ")}`);
  }
  const { success, output, issues } = v.safeParse(kinds[kind] as v.GenericSchema<unknown, Fault>, form);
  if (success) return output;
  const [issue] = issues;
  const key = issue.path?.at(-1)?.key;
  if (issue.type === "strict_object" && key !== undefined) {
    // Of a field too many `input` is the name; of one that is missing there is none.
    if (issue.input !== undefined) throw new FaultMistake(`${kind} has no ${seen(key)}, wanted ${fieldsOf(kind)}`);
    throw new FaultMistake(`${String(key)} is missing, wanted ${wantedOf(kind, String(key))}`);
  }
  const field = key === undefined ? kind : String(key);
  throw new FaultMistake(`${field} is ${seen(issue.input)}, wanted ${issue.message}`);
}

function isKind(name: string): name is FaultKind {
  return Object.hasOwn(kinds, name);
}

/** What the schema of a field says that it wants. */
function wantedOf(kind: FaultKind, field: string): string {
  const entry = (kinds[kind].entries as v.ObjectEntries)[field];
  const { issues } = v.safeParse(entry as v.GenericSchema, undefined);
  return issues?.[0].message ?? "a value";
}

/** The fields that a kind of fault may have. */
export function fieldsOf(kind: FaultKind): string {
  return Object.keys(kinds[kind].entries).join(", ");
}

function seen(value: unknown): string {
  if (value === undefined) return "missing";
  const spelled = harmlessJson(value);
  return spelled.length > 60 ? `${spelled.slice(0, 57)}...` : spelled;
}
