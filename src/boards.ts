/** The boards that Tagwire knows, as data: one file per board in `boards/`; docs/boards.md says what stands in it. */
import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { Complaint } from "./complaint.js";

const text = v.pipe(v.string("a text"), v.minLength(1, "a text that is not empty"));
const count = v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(1, "a whole number from 1"));
/** A name of the language's. */
const name = v.pipe(v.string("a name"), v.regex(/^[A-Za-z_$][\w$]*$/, "a name"));
const names = v.pipe(
  v.array(name, "a list of names"),
  v.check((list) => new Set(list).size === list.length, "a list that has each name once"),
);

/** What a pin may be able to do: `pwm` and `dac` are what `analogWrite` needs one of, `analog` what `analogRead` needs. */
export const abilities = ["input", "output", "analog", "pwm", "dac"] as const;
export type Ability = (typeof abilities)[number];

const pin = v.strictObject(
  {
    can: v.pipe(
      v.array(v.picklist(abilities, abilities.join(", ")), "a list of abilities"),
      v.check((list) => new Set(list).size === list.length, "a list that has each ability once"),
    ),
    note: v.optional(text),
  },
  "can and perhaps note",
);

const fields = {
  $schema: v.literal("./schema.json", "./schema.json"),
  id: v.pipe(v.string("a text"), v.regex(/^[a-z0-9]+$/, "lower-case letters and digits")),
  name: text,
  chip: text,
  firmwareName: text,
  firmwareSince: v.pipe(v.string("a version"), v.regex(/^\d+v\d+$/, "a version, 2v10 for one")),
  strings: v.picklist(["bytes", "unicode"], "bytes or unicode"),
  chunkBytes: count,
  connectFailure: v.picklist(["throws", "emits"], "throws or emits"),
  resetIsError: v.boolean("true or false"),
  hasDebugger: v.boolean("true or false"),
  jsVars: count,
  jsVarBytes: count,
  storage: v.strictObject({ bytes: count, pageBytes: count }, "bytes and pageBytes"),
  console: v.strictObject({ port: text, baud: v.optional(count) }, "port and perhaps baud"),
  buses: v.record(name, v.record(text, name, "pins by what they do"), "buses by name"),
  aliases: v.record(name, name, "pins by other names"),
  modules: names,
  pins: v.record(name, pin, "pins by name"),
  globals: names,
};
const schema = v.strictObject(fields, "a board");

/** What one pin can do. */
export interface PinData {
  readonly can: readonly Ability[];
  /** What else to know: what it is wired to, or what a boot strap does. Of a pin that can nothing: why. */
  readonly note?: string | undefined;
}

/** What the build and the virtual board need to know of a board. */
export interface Board {
  /** The name that `--board` takes, and the file's name. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** The microcontroller, or `Linux`. */
  readonly chip: string;
  /** The oldest firmware that is supported, as `process.version` has it. */
  readonly firmwareSince: string;
  /** `bytes`: one char per byte, UTF-8 travels as it is. `unicode`: one char per code point. */
  readonly strings: "bytes" | "unicode";
  /** Most bytes that one `data` event brings and that one idle pass sends. */
  readonly chunkBytes: number;
  /** `throws`: `net.connect` blocks, and throws what failed. `emits`: it returns at once, and `error`, `end`, `close` tell. */
  readonly connectFailure: "throws" | "emits";
  /** Whether a reset by the peer is told as an `error`; elsewhere it looks like a clean close. */
  readonly resetIsError: boolean;
  /** Whether Ctrl-C leads from code that runs into the firmware's debugger; elsewhere it ends the code. */
  readonly hasDebugger: boolean;
  /** JsVars in all, and what one takes; on `linux` the pool grows. */
  readonly jsVars: number;
  readonly jsVarBytes: number;
  /** Flash for files; a page is what is erased at once. */
  readonly storage: { readonly bytes: number; readonly pageBytes: number };
  /** Where the console is after a reset, and its baud rate where it has one. */
  readonly console: { readonly port: string; readonly baud?: number | undefined };
  /** The pins that a bus uses if `setup` names none: `{ SPI1: { sck: "D14" } }`. */
  readonly buses: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `process.env.BOARD` as the firmware says it. */
  readonly firmwareName: string;
  /** Modules inside the firmware; without `tls` it has no TLS. */
  readonly modules: readonly string[];
  /** Pins by name. */
  readonly pins: readonly string[];
  /** What each of them can do. */
  readonly pinData: Readonly<Record<string, PinData>>;
  /** Globals that are pins: `{ LED1: "D2" }`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Every other global name of the firmware: a bundle must not take one for its own. */
  readonly globals: readonly string[];
}

const folder = new URL("../boards/", import.meta.url);

/** The ids of all boards, in alphabetical order. */
export function boardIds(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file !== "schema.json" && !file.endsWith(".tsconfig.json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** The board of that id. Throws a Complaint that lists the boards there are. */
export function loadBoard(id: string): Board {
  if (!boardIds().includes(id)) {
    throw new Complaint(
      "unknown-board",
      `No board is called "${id}"; known are ${boardIds().join(", ")}.`,
      "Choose one of them with --board ID.",
    );
  }
  return boardFrom(readFileSync(new URL(`${id}.json`, folder), "utf8"), `boards/${id}.json`);
}

/** The board that a file describes; `file` is its name in complaints. Throws a Complaint at the first thing that is wrong. */
export function boardFrom(json: string, file: string): Board {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw misfit(file, `is no JSON: ${(error as Error).message}`);
  }
  if (Array.isArray(data)) throw misfit(file, "the file is a list; wanted is a board");
  const { success, output, issues } = parsed(data);
  if (!success) {
    const [issue] = issues;
    const field = v.getDotPath(issue) ?? "the file";
    const isUnknown = issue.expected === "never";
    const value = isUnknown ? issue.path?.at(-1)?.value : issue.input;
    const wanted = isUnknown ? "no such field" : issue.message;
    throw misfit(file, `${field} is ${value === undefined ? "missing" : seen(value)}; wanted is ${wanted}`);
  }
  const { $schema, pins, ...board } = output;
  if (`${board.id}.json` !== file.split("/").at(-1)) {
    throw misfit(file, `id is ${seen(board.id)}; wanted is the file's name without .json`);
  }
  const unknown = [
    ...Object.entries(board.aliases),
    ...Object.values(board.buses).flatMap((bus) => Object.entries(bus)),
  ];
  for (const [use, pin] of unknown) {
    if (!Object.hasOwn(pins, pin)) throw misfit(file, `${use} is ${seen(pin)}; wanted is one of its pins`);
  }
  return { ...board, pins: Object.keys(pins), pinData: pins };
}

function parsed(data: unknown): v.SafeParseResult<typeof schema> {
  const result = v.safeParse(schema, data);
  const [issue] = result.issues ?? [];
  const place = issue?.type === "strict_object" && issue.input === undefined ? issue.path?.at(-1) : undefined;
  if (place === undefined || Object.hasOwn(place.input as object, place.key as string)) return result;
  // Of a field that is missing the object's schema tells; its own knows what it wanted, if it is given undefined.
  (place.input as Record<string, unknown>)[place.key as string] = undefined;
  return parsed(data);
}

function seen(value: unknown): string {
  const spelled = JSON.stringify(value);
  return spelled.length > 60 ? `${spelled.slice(0, 57)}...` : spelled;
}

function misfit(file: string, what: string): Complaint {
  return new Complaint("board-file", `${file}: ${what}.`, "Mend it as boards/schema.json and docs/boards.md say.");
}
