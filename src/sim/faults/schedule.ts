/**
 * Faults as data: what goes wrong, and when, in milliseconds since the sketch first booted. Most last from `fromMs` to
 * `toMs`; some happen at `atMs`. docs/simulator.md has the list in words.
 */
import * as v from "valibot";
import { readFault } from "../../broker/faults/spelling.js";
import { Complaint } from "../../complaint.js";

const ms = v.pipe(v.number("milliseconds"), v.finite("milliseconds"), v.minValue(0, "0 or more milliseconds"));
const whole = (least: number, most: number) => {
  const wanted = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted));
};
const text = v.pipe(v.string("a text"), v.minLength(1, "a text that is not empty"));
const yesOrNo = v.boolean("true or false");
const direction = v.picklist(["up", "down", "both"], "up, down or both");
const how = v.picklist(["reset", "close", "silence"], "reset, close or silence");

/** The access point is not there, or does not let the board in. */
const wifiReason = v.picklist(["gone", "wrong-password"], "gone or wrong-password");

/** A fault of the broker's own, as docs/faults.md has them: its short form. */
const does = v.pipe(
  text,
  v.rawTransform(({ dataset, addIssue }) => {
    try {
      readFault(dataset.value);
    } catch (error) {
      addIssue({ message: `a fault of docs/faults.md: ${(error as Error).message}` });
    }
    return dataset.value;
  }),
);

const at = { atMs: ms };
const span = { fromMs: ms, toMs: ms };

function form<const Name extends string, Fields extends v.ObjectEntries>(fault: Name, fields: Fields) {
  return v.strictObject({ fault: v.literal(fault), ...fields });
}

const forms = {
  // the network
  latency: form("latency", { ...span, ms: ms, jitterMs: v.optional(ms) }),
  drip: form("drip", { ...span, everyMs: ms }),
  stall: form("stall", { ...span, direction: v.optional(direction) }),
  refused: form("refused", { ...span, host: v.optional(text) }),
  unreachable: form("unreachable", { ...span, host: v.optional(text) }),
  "no-dns": form("no-dns", { ...span, host: v.optional(text) }),
  reset: form("reset", at),
  close: form("close", at),
  "half-open": form("half-open", { ...at, direction: v.optional(direction) }),
  cut: form("cut", { ...span, direction: v.picklist(["up", "down"], "up or down"), bytes: whole(0, 1e9), how }),
  // the broker
  "broker-down": form("broker-down", { ...span, keepsState: v.optional(yesOrNo) }),
  "broker-stopped": form("broker-stopped", span),
  broker: form("broker", { ...at, does }),
  // the board and what is around it
  "wifi-lost": form("wifi-lost", { ...span, reason: v.optional(wifiReason) }),
  "board-reset": form("board-reset", at),
  "power-cut": form("power-cut", { ...span, atStorageByte: v.optional(whole(1, 1e9)) }),
  "clock-step": form("clock-step", { ...at, byMs: v.pipe(v.number("milliseconds"), v.finite("milliseconds")) }),
  sensor: form("sensor", {
    ...span,
    pin: text,
    gives: v.union(
      [v.picklist(["nan", "throws"]), v.pipe(v.number(), v.minValue(0), v.maxValue(1))],
      '"nan", "throws" or a number from 0 to 1',
    ),
  }),
  part: form("part", {
    ...span,
    part: text,
    is: v.union(
      [v.picklist(["absent", "garbage"]), v.record(v.string(), v.number())],
      '"absent", "garbage", or inputs at a value, as { "temperature": 85 }',
    ),
  }),
  console: form("console", { ...at, types: text }),
} as const;

export type FaultName = keyof typeof forms;
export const faultNames = Object.keys(forms) as readonly FaultName[];

/** One thing that goes wrong. */
export type Fault = Readonly<v.InferOutput<(typeof forms)[FaultName]>>;
export type FaultOf<Name extends FaultName> = Extract<Fault, { readonly fault: Name }>;

/** The fields that a fault has; none if nothing goes by that name. */
export function faultFields(name: string): readonly string[] {
  return Object.hasOwn(forms, name) ? Object.keys(forms[name as FaultName].entries) : [];
}

/** When the last of them is over. */
export function healedMs(faults: readonly Fault[]): number {
  return faults.reduce((latest, fault) => Math.max(latest, endMs(fault)), 0);
}

/** When it is over; one of the broker's that has no end of its own ends with the simulation. */
function endMs(fault: Fault): number {
  if (fault.fault !== "broker") return "toMs" in fault ? fault.toMs : fault.atMs;
  const { afterMs = 0, forMs = 0 } = readFault(fault.does);
  return fault.atMs + afterMs + forMs;
}

function complaint(sentence: string): Complaint {
  return new Complaint("bad-faults", sentence, "docs/simulator.md has the faults and their fields.");
}

/** Two of a kind at a time say two things at once, where they have something to say. */
const aloneInTime: ReadonlySet<FaultName> = new Set([
  "latency",
  "drip",
  "power-cut",
  "broker-down",
  "cut",
  "wifi-lost",
]);

/**
 * Reads faults from plain data. Throws a Complaint at the first mistake, and where two of them contradict each other.
 * @param name where it comes from, for the sentence
 */
export function parseFaults(data: unknown, name: string): Fault[] {
  const list = Array.isArray(data) ? data : (data as { faults?: unknown } | null)?.faults;
  if (!Array.isArray(list)) {
    throw complaint(`${name} is ${shortened(data)}; wanted is a list of faults, [{ "fault": "reset", "atMs": 5000 }].`);
  }
  const faults = list.map((one, index) => parseFault(one, `${name}[${index}]`));
  complainOfContradiction(faults, name);
  return faults;
}

function parseFault(data: unknown, place: string): Fault {
  const fault = (data as { fault?: unknown } | null)?.fault;
  const known = faultNames.find((name) => name === fault);
  if (known === undefined) {
    throw complaint(`${place} has ${shortened(fault)} for "fault"; known are ${faultNames.join(", ")}.`);
  }
  const read = v.safeParse(forms[known], data);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const field = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  const fields = faultFields(known);
  const has = field in (data as object);
  const seen = has ? shortened((data as Record<string, unknown>)[field]) : "missing";
  const wanted = !has ? "that field" : fields.includes(field) ? issue.message : `none but ${fields.join(", ")}`;
  throw complaint(`${place}.${field} of the fault ${known} is ${seen}; wanted is ${wanted}.`);
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function complainOfContradiction(faults: readonly Fault[], name: string): void {
  faults.forEach((fault, index) => {
    if (!("toMs" in fault)) return;
    if (fault.toMs <= fault.fromMs) {
      throw complaint(
        `${name}[${index}] lasts from ${fault.fromMs} to ${fault.toMs} ms; wanted is a toMs after its fromMs.`,
      );
    }
    const rival = faults.findIndex(
      (other, at) => at > index && contradict(fault, other) && other.fromMs < fault.toMs && fault.fromMs < other.toMs,
    );
    if (rival >= 0) {
      throw complaint(
        `${name}[${index}] and ${name}[${rival}] contradict each other: ${fault.fault} and ${faults[rival]?.fault} at the same time. Wanted is one after the other.`,
      );
    }
  });
}

type Lasting = Extract<Fault, { readonly toMs: number }>;

function contradict(one: Lasting, other: Fault): other is Lasting {
  if (!("toMs" in other)) return false;
  if (one.fault === other.fault) {
    if (one.fault === "sensor" && other.fault === "sensor") return one.pin === other.pin;
    if (one.fault === "part" && other.fault === "part") return one.part === other.part;
    return aloneInTime.has(one.fault);
  }
  const pair = [one.fault, other.fault].sort().join(" ");
  return pair === "broker-down broker-stopped";
}
