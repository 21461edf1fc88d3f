/** The files of boards/: what they say fits their schema, and what is made of them is up to date. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Board, boardFrom, boardIds, loadBoard } from "../../src/boards.js";
import { packageFolder } from "../../src/build/entries.js";
import { Complaint } from "../../src/complaint.js";

const boards = join(packageFolder, "boards");
const textOf = (file: string) => readFileSync(join(boards, file), "utf8");

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Schema = { readonly [keyword: string]: Json };
const schema = JSON.parse(textOf("schema.json")) as Schema;

/** Whether a value fits a schema, by the keywords that boards/schema.json uses; any other keyword throws. */
function fits(value: Json, rules: Schema): boolean {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const properties = (rules.properties ?? {}) as Record<string, Schema>;
  const types: Readonly<Record<string, boolean>> = {
    object: isObject,
    array: Array.isArray(value),
    string: typeof value === "string",
    boolean: typeof value === "boolean",
    integer: Number.isInteger(value),
  };
  const checks: Readonly<Record<string, (rule: Json) => boolean>> = {
    $schema: () => true,
    $defs: () => true,
    title: () => true,
    description: () => true,
    $ref: (path) => fits(value, ((schema.$defs ?? {}) as Record<string, Schema>)[String(path).slice(8)] as Schema),
    const: (wanted) => value === wanted,
    enum: (wanted) => (wanted as Json[]).includes(value),
    type: (wanted) => types[String(wanted)] === true,
    pattern: (pattern) => new RegExp(String(pattern), "u").test(String(value)),
    minLength: (least) => String(value).length >= Number(least),
    minimum: (least) => Number(value) >= Number(least),
    required: (names) => isObject && (names as string[]).every((name) => Object.hasOwn(value, name)),
    properties: () =>
      isObject &&
      Object.entries(properties).every(
        ([name, rule]) => !Object.hasOwn(value, name) || fits(value[name] ?? null, rule),
      ),
    propertyNames: (rule) => isObject && Object.keys(value).every((name) => fits(name, rule as Schema)),
    additionalProperties: (rule) =>
      isObject &&
      Object.entries(value).every(
        ([name, item]) => Object.hasOwn(properties, name) || (rule !== false && fits(item, rule as Schema)),
      ),
    items: (rule) => Array.isArray(value) && value.every((item) => fits(item, rule as Schema)),
    uniqueItems: () => Array.isArray(value) && new Set(value).size === value.length,
  };
  return Object.entries(rules).every(([keyword, rule]) => {
    const check = checks[keyword];
    if (check === undefined) throw new Error(`schema.json has a keyword that this test does not know: ${keyword}`);
    return check(rule);
  });
}

/** The board's file with changes: a path with dots, and the value there; undefined takes it away. */
function changed(path: string, value: Json | undefined, id = "esp32"): string {
  const data = JSON.parse(textOf(`${id}.json`)) as Record<string, Json>;
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  let at = data;
  for (const step of steps) at = at[step] as Record<string, Json>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.stringify(data);
}

function complaintAbout(text: string): Complaint {
  try {
    boardFrom(text, "boards/esp32.json");
  } catch (error) {
    if (error instanceof Complaint) return error;
    throw error;
  }
  throw new Error("There was nothing to complain of.");
}

describe.each(boardIds())("boards/%s.json", (id) => {
  const board: Board = loadBoard(id);

  it("fits schema.json too", () => {
    expect(fits(JSON.parse(textOf(`${id}.json`)) as Json, schema)).toBe(true);
  });

  it("has its pins, its aliases and its buses where they should be", () => {
    expect(board.pins).toEqual(Object.keys(board.pinData));
    for (const alias of Object.keys(board.aliases)) expect(board.globals).toContain(alias);
    for (const bus of Object.keys(board.buses)) expect(board.globals).toContain(bus);
    for (const pin of board.pins) expect(board.globals).not.toContain(pin);
  });

  it("says of each pin that can nothing why", () => {
    for (const { can, note } of Object.values(board.pinData)) if (can.length === 0) expect(note).toBeTruthy();
  });
});

describe("a board file that does not fit", () => {
  it.each<[string, string, Json | undefined, string]>([
    ["a field that is missing", "strings", undefined, "strings is missing; wanted is bytes or unicode"],
    ["a field that nobody knows", "colour", "red", 'colour is "red"; wanted is no such field'],
    ["a choice that there is not", "connectFailure", "hangs", 'connectFailure is "hangs"; wanted is throws or emits'],
    ["a number that is too small", "jsVars", 0, "jsVars is 0; wanted is a whole number from 1"],
    ["a number that is a text", "chunkBytes", "536", 'chunkBytes is "536"; wanted is a whole number'],
    ["a flag that is none", "resetIsError", 1, "resetIsError is 1; wanted is true or false"],
    ["a version in other words", "firmwareSince", "2.10", 'firmwareSince is "2.10"; wanted is a version, 2v10 for one'],
    ["an ability that there is not", "pins.D4.can", ["touch"], 'pins.D4.can.0 is "touch"; wanted is input, output,'],
    ["a pin without abilities", "pins.D4", {}, "pins.D4.can is missing; wanted is a list of abilities"],
    ["a pin as a text", "pins.D4", "output", 'pins.D4 is "output"; wanted is can and perhaps note'],
    [
      "a page that is missing",
      "storage.pageBytes",
      undefined,
      "storage.pageBytes is missing; wanted is a whole number",
    ],
    ["a global that is no name", "globals", ["a b"], 'globals.0 is "a b"; wanted is a name'],
    ["a module that stands there twice", "modules", ["net", "net"], "wanted is a list that has each name once"],
    ["another schema", "$schema", "schema.json", '$schema is "schema.json"; wanted is ./schema.json'],
  ])("for %s is told with field, value seen and value wanted", (_, path, value, told) => {
    const text = changed(path, value);
    const { complaint, sentence, exitCode } = complaintAbout(text);
    expect([complaint, exitCode]).toEqual(["board-file", 1]);
    expect(sentence).toContain(`boards/esp32.json: ${path.split(".")[0]}`);
    expect(sentence).toContain(told);
    // The schema for editors sees the same.
    expect(fits(JSON.parse(text) as Json, schema)).toBe(false);
  });

  it("is told where it is no JSON", () => {
    expect(complaintAbout("{").sentence).toMatch(/^boards\/esp32\.json: is no JSON: /);
  });

  it("is told where it is no object", () => {
    expect(complaintAbout("[]").sentence).toMatch(/^boards\/esp32\.json: the file is a list; wanted is a board\.$/);
    expect(complaintAbout("null").sentence).toBe("boards/esp32.json: the file is null; wanted is a board.");
    expect(fits([], schema)).toBe(false);
  });

  it("is told where a bus or an alias means no pin of the board", () => {
    expect(complaintAbout(changed("aliases.LED1", "D99")).sentence).toContain(
      'LED1 is "D99"; wanted is one of its pins',
    );
    expect(complaintAbout(changed("buses.SPI1.sck", "D99")).sentence).toContain('sck is "D99"');
  });

  it("is told where its id is not its name", () => {
    expect(complaintAbout(changed("id", "esp31")).sentence).toContain('id is "esp31"');
  });
});

describe("what is made of the boards' files", () => {
  it("is up to date; `npm run board-types` writes it", async () => {
    const tool = (await import("../../tools/board-types.mjs")) as { boardFiles(): Record<string, string> };
    const files = Object.entries(tool.boardFiles());
    expect(files.filter(([name]) => name.startsWith("tagwire")).length).toBe(7);
    expect(files.length).toBe(2 * boardIds().length + 7);
    for (const [name, text] of files) expect(textOf(name), name).toBe(text);
  });

  it("boards/tagwire.d.ts has every call of the SDK", () => {
    const types = readFileSync("boards/tagwire.d.ts", "utf8");
    for (const call of ["connect", "publishValue", "publish", "status", "flush", "end"]) {
      expect(types).toMatch(new RegExp(`^export declare function ${call}\\(`, "m"));
    }
  });
});

describe("docs/boards.md", () => {
  it("has a row for each board, as its file says", () => {
    const docs = readFileSync(join(packageFolder, "docs/boards.md"), "utf8");
    const rows = docs
      .split("\n")
      .filter((line) => /^\| `[a-z0-9]+` +\|.*\b\d+v\d+\b/.test(line))
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const kib = (bytes: number) => `${bytes / 1024} KiB`;
    const wanted = boardIds().map((id) => {
      const board = loadBoard(id);
      const { port, baud } = board.console;
      return [
        `\`${id}\``,
        board.name,
        board.firmwareSince,
        board.strings,
        board.connectFailure,
        `${board.jsVars} of ${board.jsVarBytes} B`,
        `${kib(board.storage.bytes)}, ${kib(board.storage.pageBytes)}`,
        baud === undefined ? port : `${port} at ${baud}`,
        board.modules.includes("tls") ? "yes" : "no",
      ];
    });
    expect(rows).toEqual(wanted);
  });
});
