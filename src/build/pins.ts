/**
 * What a board's pins can do, as the type checker knows it. `boardTypes` writes the declarations in `boards/ID.d.ts`: a
 * pin that can't do something has there, in place of "yes", the sentence that says so. `pinSentence` finds that sentence
 * again when TypeScript refuses a use of the pin; an editor shows it within TypeScript's own message.
 */
import ts from "typescript";
import type { Board, PinData } from "../boards.js";

/** What is done with pins, and the properties of `Pin` in boards/sketch.d.ts that stand for it. */
const uses = ["input", "output", "analogRead", "analogWrite"] as const;
type Use = (typeof uses)[number];

/** What a board lacks has its reason here. */
const missing = "#missing";

/** Methods of a pin that make it an output. */
const outputMethods = ["set", "reset", "write", "writeAtTime", "toggle"] as const;

/** `an ESP32`, as it stands in a sentence. */
function named({ name }: Board): string {
  if (name.startsWith("Espruino on ")) return name;
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

function can({ can }: PinData, use: Use): boolean {
  if (use === "analogRead") return can.includes("analog");
  return use === "analogWrite" ? can.includes("pwm") || can.includes("dac") : can.includes(use);
}

/** The pins that a use is for, as the end of a sentence. */
function choice(board: Board, use: Use): string {
  const pins = board.pins.filter((name) => can(board.pinData[name] as PinData, use));
  const what: Readonly<Record<Use, string>> = {
    input: "inputs",
    output: "outputs",
    analogRead: "analog inputs",
    analogWrite: board.pins.some((name) => board.pinData[name]?.can.includes("dac"))
      ? "pins with PWM or a DAC"
      : "pins with PWM",
  };
  if (pins.length === 0) return `${named(board)} has no ${what[use]}`;
  return pins.length === 1 ? `the only one of the ${what[use]} is ${pins[0]}` : `${what[use]} are ${pins.join(", ")}`;
}

/** Why a pin can't be used so; undefined if it can. */
export function refusal(board: Board, name: string, use: Use): string | undefined {
  const pin = board.pinData[name] as PinData;
  if (can(pin, use)) return undefined;
  const why: Readonly<Record<Use, string>> = {
    input: "is no digital input",
    output: pin.can.includes("input") ? "is input only" : "is no output",
    analogRead: "has no ADC",
    analogWrite: "has no PWM",
  };
  const reason = pin.can.length === 0 && pin.note !== undefined ? `is ${pin.note}` : why[use];
  return `${name} ${reason}; ${choice(board, use)}`;
}

/** Why there is nothing of that name on the board. */
function absence(board: Board, name: string): string {
  if (isPinName(name)) return `There is no ${name} on ${named(board)}; its pins are ${ranges(board.pins)}`;
  if (board.modules.includes(name)) return `${name} is no global; write require("${name}")`;
  return `There is no ${name} on ${named(board)}`;
}

function isPinName(name: string): boolean {
  return /^[A-H]\d{1,2}$/.test(name);
}

/** `D0 to D16, A0`. */
function ranges(names: readonly string[]): string {
  const runs: [first: string, last: string][] = [];
  for (const name of names) {
    const run = runs.at(-1);
    if (run !== undefined && next(run[1]) === name) run[1] = name;
    else runs.push([name, name]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first} to ${last}`)).join(", ");
}

function next(name: string): string {
  return `${name[0]}${Number(name.slice(1)) + 1}`;
}

/** The names with a value that the given files, `sketch.d.ts` and `@types/espruino`, declare for all boards; sorted. */
export function declaredValues(files: readonly { readonly name: string; readonly text: string }[]): string[] {
  const values = new Set<string>();
  for (const { name, text } of files) {
    for (const statement of ts.createSourceFile(name, text, ts.ScriptTarget.ES5).statements) {
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) values.add((name as ts.Identifier).text);
      } else if (ts.isFunctionDeclaration(statement) && statement.name) values.add(statement.name.text);
      else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) values.add(statement.name.text);
    }
  }
  return [...values].sort();
}

/** The first lines of a file that is made of another. */
export function head(source: string): string {
  return [
    `// Made of ${source} by tools/board-types.mjs; "npm run board-types" writes it anew.`,
    "// biome-ignore-all format: a tool writes this file, and an editor reads it",
    "",
  ].join("\n");
}

/** The text of `boards/ID.d.ts`. */
export function boardTypes(board: Board, values: readonly string[]): string {
  const quoted = (sentence: string) => JSON.stringify(sentence);
  const limited = new Map<string, string[]>();
  for (const name of board.pins) {
    const members = uses.flatMap((use) => {
      const why = refusal(board, name, use);
      return why === undefined ? [] : [`    readonly "#${use}": ${quoted(why)};`];
    });
    if (refusal(board, name, "output") !== undefined)
      members.push(...outputMethods.map((method) => `    ${method}: never;`));
    if (members.length > 0) limited.set(name, members);
  }
  const pinType = (name: string) => (limited.has(name) ? `BoardPins.${name}` : "Pin");
  const known = new Set([...board.pins, ...board.globals]);
  const absent = values.filter((name) => !known.has(name));
  return [
    head(`boards/${board.id}.json`),
    "declare namespace BoardPins {",
    ...[...limited].flatMap(([name, members]) => [`  interface ${name} extends Pin {`, ...members, "  }"]),
    "}",
    "",
    ...board.pins.map((name) => `declare var ${name}: ${pinType(name)};`),
    ...Object.entries(board.aliases).map(([alias, name]) => `declare var ${alias}: ${pinType(name)};`),
    "",
    ...absent.map((name) => `declare var ${name}: Missing<${quoted(absence(board, name))}>;`),
    "",
  ].join("\n");
}

/** What TypeScript means by a diagnostic about a pin or about what the board lacks; undefined if it is about neither. */
export function pinSentence(diagnostic: ts.Diagnostic, checker: ts.TypeChecker, board: Board): string | undefined {
  const { file, start, length, messageText } = diagnostic;
  if (file === undefined || start === undefined) return undefined;
  const node = expressionAt(file, start, length ?? 0);
  if (node === undefined) return undefined;
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (ts.isIdentifier(node) && isPinName(node.text) && /^Cannot find name/.test(text)) {
    return `${absence(board, node.text)}.`;
  }
  const wanted = /#(input|output|analogRead|analogWrite)\b/.exec(text)?.[0];
  for (const part of parts(node)) {
    const type = checker.getTypeAtLocation(part);
    const method = ts.isPropertyAccessExpression(part.parent) && part.parent.expression === part;
    // A pin's method that is not there: all such are of outputs.
    const property = wanted ?? (method ? "#output" : undefined);
    const reason = reasonIn(checker, type, missing) ?? (property && reasonIn(checker, type, property));
    if (reason !== undefined) return `${reason}.`;
  }
  return undefined;
}

/** The sentence that is a property's type. */
function reasonIn(checker: ts.TypeChecker, type: ts.Type, property: string): string | undefined {
  const symbol = checker.getPropertyOfType(type, property);
  const value = symbol && checker.getTypeOfSymbol(symbol);
  return value?.isStringLiteral() && value.value !== "yes" ? value.value : undefined;
}

/** The smallest node that spans what a diagnostic marks. */
function expressionAt(file: ts.SourceFile, start: number, length: number): ts.Node | undefined {
  const within = (node: ts.Node): ts.Node | undefined => {
    if (node.getStart(file) > start || node.end < start + length) return undefined;
    return ts.forEachChild(node, within) ?? node;
  };
  return within(file);
}

/** The node and what is within it, and the object whose property it is. */
function parts(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const collect = (part: ts.Node): void => {
    if (ts.isFunctionLike(part)) return;
    if (ts.isExpression(part)) found.push(part);
    ts.forEachChild(part, collect);
  };
  collect(node);
  if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) found.push(node.parent.expression);
  return found;
}
