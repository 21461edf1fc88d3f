/**
 * What the build can see of `connect({...})`: the options that the sketch's one call spells, and their values where
 * they are literals. A spread, a computed key, a variable, a second call or a `connect` that goes elsewhere hides them.
 */
import { basename } from "node:path";
import ts from "typescript";
import { entries } from "./entries.js";
import { bytesOfLiteral, rawText } from "./literals.js";
import { optionRules } from "./option-rules.js";
import type { Program } from "./program.js";

/** The outcome: what the constants of the SDK depend on. */
export interface Spelled {
  /** The options that are spelled, with their values where these are literals; undefined if they can't be known. */
  readonly options: ReadonlyMap<string, OptionValue | undefined> | undefined;
  /** Whether every value was seen and found good: the board need not check them again. */
  readonly checked: boolean;
  /** Why something stays that a sketch with literals does without, with file and line; undefined if nothing does. */
  readonly stays?: string | undefined;
}

export type OptionValue = string | number | boolean | readonly string[];

/** One option of the call: where it stands, and its value if that is a literal. */
export interface SpelledOption {
  readonly node: ts.Node;
  readonly value: OptionValue | undefined;
  /** The setting that the value is: not a literal of the sketch's, and nobody else's business. */
  readonly setting?: string;
}

/** The one call's options by name; where they are hidden, by what; undefined if there is no call. */
export function spelledOptions(
  program: Program,
  entry: string,
  strings: "bytes" | "unicode",
): ReadonlyMap<string, SpelledOption> | string | undefined {
  const [use, other] = usesOf("connect", program, entry);
  if (use === undefined) return undefined;
  if (!ts.isCallExpression(use)) return hiddenBy("connect is used for more than a call", use);
  if (other !== undefined) return hiddenBy("connect stands a second time", other);
  const [literal] = use.arguments;
  if (use.arguments.length !== 1 || literal === undefined || !ts.isObjectLiteralExpression(literal)) {
    return hiddenBy("connect is given no object literal", use);
  }
  return spelledIn(literal, "connect", program, strings);
}

/** The options of an object literal that a call of the SDK's is given; where they are hidden, by what. */
export function spelledIn(
  literal: ts.ObjectLiteralExpression,
  call: string,
  program: Program,
  strings: "bytes" | "unicode",
): ReadonlyMap<string, SpelledOption> | string {
  const options = new Map<string, SpelledOption>();
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) return hiddenBy(`${call} is given a spread`, property);
    if (ts.isAccessor(property)) return hiddenBy(`${call} is given an accessor`, property);
    if (!ts.isIdentifier(property.name) && !ts.isStringLiteral(property.name)) {
      return hiddenBy(`${call} is given a computed key`, property);
    }
    const node = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isMethodDeclaration(property)
        ? property
        : property.name;
    options.set(property.name.text, seenOption(program, node, strings));
  }
  return options;
}

/** What is seen of a value: a setting's, or a literal's. */
export function seenOption(program: Program, node: ts.Node, strings: "bytes" | "unicode"): SpelledOption {
  return settingValue(program, node, strings) ?? { node, value: literalValue(node, strings) };
}

/** Whether some value may be put for another device than that of `connect`. */
export function namesDevices(program: Program, entry: string): boolean {
  return usesOf("publishValue", program, entry).some((use) =>
    ts.isCallExpression(use) ? use.arguments.length > 2 : mayBeGiven(3, use, program),
  );
}

/** Whether a function may be called with so many arguments where it is handed on: as its type there has it. */
function mayBeGiven(count: number, use: ts.Node, { checker }: Program): boolean {
  const type = ts.isIdentifier(use) ? checker.getContextualType(use) : undefined;
  const signatures = type?.getCallSignatures() ?? [];
  const takesMore = ({ declaration, parameters }: ts.Signature) =>
    declaration === undefined ||
    parameters.length >= count ||
    declaration.parameters.some((one) => "dotDotDotToken" in one && one.dotDotDotToken !== undefined);
  return signatures.length === 0 || signatures.some(takesMore);
}

/** Whether a value may be put once there is a connection: not by a call that runs with the sketch's own text. */
export function putsLater(program: Program, entry: string): boolean {
  return usesOf("publishValue", program, entry).some(
    (use) => !ts.isCallExpression(use) || ts.findAncestor(use, ts.isFunctionLike) !== undefined,
  );
}

/** Whether `tls` may be given a certificate. */
export function givesTls(program: Program): boolean {
  const uses = usesOf("tls", program, entries["tagwire/tls"] as string);
  return uses.some((use) => !ts.isCallExpression(use) || use.arguments.length > 0);
}

function hiddenBy(what: string, node: ts.Node): string {
  return `every option stays: ${what} (${placeOf(node)})`;
}

/** Why the check stays, if an option's value is no literal. */
export function hiddenValue(options: ReadonlyMap<string, SpelledOption>): string | undefined {
  for (const [name, { node, value }] of options) {
    if (value === undefined && name in optionRules) return `the check stays: ${name} is no literal (${placeOf(node)})`;
  }
  return undefined;
}

/** "sketch.ts:2", wherever the build is started: what is kept of it is told in other folders, too. */
function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${basename(file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/**
 * Every place that calls a function of the SDK's or takes it for something else: the call where it is one.
 * @param entry the file that has it
 */
export function usesOf(name: string, { checker, sketchFiles, sourceFile }: Program, entry: string): ts.Node[] {
  const file = sourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  const exported = module?.exports?.get(name as ts.__String);
  if (exported === undefined) return [];
  const wanted = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const uses: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      // `import * as tagwire`: the whole may go anywhere, and its members are not looked for.
      if (bindings && ts.isNamespaceImport(bindings) && has(checker, bindings.name, wanted)) uses.push(node);
      return;
    }
    if (ts.isIdentifier(node) && meaning(checker, node) === wanted) {
      const { parent } = node;
      uses.push(ts.isCallExpression(parent) && parent.expression === node ? parent : node);
      return;
    }
    ts.forEachChild(node, visit);
  };
  for (const sketchFile of sketchFiles) visit(sketchFile);
  return uses;
}

function meaning(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The option whose value is a setting, `HOST`, or one as a number, `+PORT`. */
function settingValue(
  { checker, settings, settingsFile }: Program,
  node: ts.Node,
  strings: "bytes" | "unicode",
): SpelledOption | undefined {
  const isNumber = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken;
  const expression = isNumber ? node.operand : node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const symbol = ts.isIdentifier(name) ? meaning(checker, name) : undefined;
  if (symbol?.valueDeclaration?.getSourceFile().fileName !== settingsFile) return undefined;
  const text = settings.values.get(symbol.name) ?? "";
  const written = strings === "bytes" ? Buffer.from(text, "utf8").toString("latin1") : text;
  return { node, value: isNumber ? Number(text) : written, setting: symbol.name };
}

/** Whether a module has that function, by its own declaration or by another's: `tagwire/qos1` has those of `tagwire`. */
function has(checker: ts.TypeChecker, module: ts.Identifier, wanted: ts.Symbol): boolean {
  const symbol = meaning(checker, module);
  const exports = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  return exports.some((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one) === wanted);
}

function literalValue(node: ts.Node, strings: "bytes" | "unicode"): OptionValue | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return strings === "bytes" ? bytesOfLiteral(rawText(node, node.getSourceFile())) : node.text;
  }
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map((item) => literalValue(item, strings));
    return items.every((item) => typeof item === "string") ? items : undefined;
  }
  return undefined;
}
