/** Parts from plain data: a list of what hangs on a board, checked as far as it can be before anything runs. */
import * as v from "valibot";
import type { Board } from "../../boards.js";
import { Complaint } from "../../complaint.js";
import { type Feed, type Feeding, feed, readFeed } from "./feed.js";
import { type Input, type KindName, kindNames, kinds, pinFields } from "./kinds.js";

type Fields<Name extends KindName> = (typeof kinds)[Name]["fields"] extends infer Entries extends v.ObjectEntries
  ? v.InferInput<v.ObjectSchema<Entries, undefined>>
  : never;
type Inputs<Name extends KindName> = keyof (typeof kinds)[Name]["inputs"];

/** A part as it is written: `{ part: "dht22", pin: "D4", temperature: 21.5 }`. Those of a kind need names. */
export type PartForm = {
  readonly [Name in KindName]: {
    readonly part: Name;
    /** What it is called; the name of its kind, if not given. */
    readonly name?: string;
  } & Readonly<Fields<Name>> & { readonly [Input in Inputs<Name>]?: Feed };
}[KindName];

/** A part that was read, and is ready to be made. */
export interface ReadPart {
  readonly name: string;
  readonly kind: KindName;
  /** How many of its kind come before it. */
  readonly index: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly feedings: Readonly<Record<string, Feeding>>;
}

function complaint(sentence: string): Complaint {
  return new Complaint("bad-parts", sentence, "docs/parts.md has the parts and their fields.");
}

/**
 * Reads parts. Throws a Complaint at the first mistake, and where two of them are in each other's way.
 * @param name where they come from, for the sentence
 * @param readText the text of a file that a part names
 */
export function parseParts(data: unknown, name: string, board: Board, readText: (file: string) => string): ReadPart[] {
  if (!Array.isArray(data))
    throw complaint(
      `${name} is ${shortened(data)}; wanted is a list of parts, [{ "part": "dht22", "pin": "D4", "temperature": 21.5 }].`,
    );
  const parts: ReadPart[] = [];
  for (const [at, one] of data.entries()) {
    const place = `${name}[${at}]`;
    const part = parsePart(one, place, board, parts, readText);
    if (parts.some((other) => other.name === part.name))
      throw complaint(
        `${place} is the second part called ${JSON.stringify(part.name)}; wanted is a "name" of its own.`,
      );
    parts.push(part);
  }
  complainOfNeighbours(parts, name, board);
  return parts;
}

function parsePart(
  data: unknown,
  place: string,
  board: Board,
  before: readonly ReadPart[],
  readText: (file: string) => string,
): ReadPart {
  const given = (data as { part?: unknown } | null)?.part;
  const kind = kindNames.find((one) => one === given);
  if (kind === undefined)
    throw complaint(`${place} has ${shortened(given)} for "part"; known are ${kindNames.join(", ")}.`);
  const { fields, inputs } = kinds[kind];
  const ofInputs = Object.fromEntries(Object.keys(inputs).map((input) => [input, v.optional(feed)]));
  const named = { part: v.literal(kind), name: v.optional(v.pipe(v.string("a text"), v.minLength(1, "a text"))) };
  const read = v.safeParse(v.strictObject({ ...named, ...fields, ...ofInputs }), data);
  if (!read.success) throw misfit(read.issues[0], place, kind, data as object);
  const values = read.output as Record<string, unknown>;
  for (const field of pinFields) {
    const pin = values[field];
    if (pin !== undefined && !board.pins.includes(String(pin)))
      throw complaint(`${place}.${field} is ${shortened(pin)}; wanted is a pin of ${board.id}, as ${board.pins[0]}.`);
  }
  const feedings: Record<string, Feeding> = {};
  for (const [input, bounds] of Object.entries<Input>(inputs)) {
    feedings[input] = readFeed(
      (values[input] as Feed | undefined) ?? bounds.usual,
      `${place}.${input}`,
      bounds,
      readText,
    );
  }
  return {
    name: String(values.name ?? kind),
    kind,
    index: before.filter((other) => other.kind === kind).length,
    fields: values,
    inputs,
    feedings,
  };
}

function misfit(issue: v.BaseIssue<unknown>, place: string, kind: KindName, data: object): Complaint {
  const field = String(issue.path?.[0]?.key ?? "");
  const { fields, inputs } = kinds[kind];
  const known = ["part", "name", ...Object.keys(fields), ...Object.keys(inputs)];
  const has = Object.hasOwn(data, field);
  const seen = has ? shortened((data as Record<string, unknown>)[field]) : "missing";
  const wanted = !has ? "that field" : known.includes(field) ? issue.message : `none but ${known.join(", ")}`;
  return complaint(`${place}.${field} of the part ${kind} is ${seen}; wanted is ${wanted}.`);
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** Two parts cannot have the same pin, unless OneWire has it; nor the same address of a bus. */
function complainOfNeighbours(parts: readonly ReadPart[], name: string, board: Board): void {
  const taken = new Map<string, number>();
  parts.forEach(({ kind, fields }, at) => {
    const { pin, cs, scl = board.buses.I2C1?.scl, sda = board.buses.I2C1?.sda, address = 0x76 } = fields;
    const { sck = board.buses.SPI1?.sck, miso = board.buses.SPI1?.miso, mosi = board.buses.SPI1?.mosi } = fields;
    const isOnI2c = kind === "bme280" && cs === undefined;
    if (isOnI2c && (scl === undefined || sda === undefined))
      throw complaint(
        `${name}[${at}] is on I2C, and ${board.id} has no pins of its own for it; wanted are scl and sda.`,
      );
    if (kind === "bme280" && cs !== undefined && [sck, miso, mosi].includes(undefined))
      throw complaint(
        `${name}[${at}] is on SPI, and ${board.id} has no pins of its own for it; wanted are sck, miso and mosi.`,
      );
    const claim = isOnI2c ? `address ${address} of ${scl} and ${sda}` : `pin ${pin ?? cs}`;
    const other = taken.get(claim);
    if (other !== undefined && !(kind === "ds18b20" && parts[other]?.kind === "ds18b20"))
      throw complaint(`${name}[${other}] and ${name}[${at}] are both on ${claim}; wanted is one of them elsewhere.`);
    taken.set(claim, at);
  });
}
