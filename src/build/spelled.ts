/**
 * What the build can see of `connect({...})`: the options that the sketch's one call spells, and their values where
 * they are literals. A spread, a computed key, a variable, a second call or a `connect` that goes elsewhere hides them.
 */
import ts from "typescript";
import { bytesOfLiteral, rawText } from "./literals.js";
import type { Program } from "./program.js";
import { shown } from "./shown.js";

/** The outcome: what the constants of the SDK depend on. */
export interface Spelled {
  /** The options that are spelled; undefined if they can't be known. */
  readonly options: ReadonlySet<string> | undefined;
  /** Whether every value was seen and found good: the board need not check them again. */
  readonly checked: boolean;
  /** Why something stays that a sketch with literals does without, with file and line; undefined if nothing does. */
  readonly stays?: string | undefined;
}

export type OptionValue = string | number | boolean;

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
  const [use, other] = usesOfConnect(program, entry);
  if (use === undefined) return undefined;
  if (!ts.isCallExpression(use)) return hiddenBy("connect is used for more than a call", use);
  if (other !== undefined) return hiddenBy("connect stands a second time", other);
  const [literal] = use.arguments;
  if (use.arguments.length !== 1 || literal === undefined || !ts.isObjectLiteralExpression(literal)) {
    return hiddenBy("connect is given no object literal", use);
  }
  const options = new Map<string, SpelledOption>();
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) return hiddenBy("connect is given a spread", property);
    if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) {
      return hiddenBy("connect is given a method", property);
    }
    if (!ts.isIdentifier(property.name) && !ts.isStringLiteral(property.name)) {
      return hiddenBy("connect is given a computed key", property);
    }
    const node = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    options.set(
      property.name.text,
      settingValue(program, node, strings) ?? { node, value: literalValue(node, strings) },
    );
  }
  return options;
}

function hiddenBy(what: string, node: ts.Node): string {
  return `every option stays: ${what} (${placeOf(node)})`;
}

/** Why the check stays, if an option's value is no literal. */
export function hiddenValue(options: ReadonlyMap<string, SpelledOption>): string | undefined {
  for (const [name, { node, value }] of options) {
    if (value === undefined) return `the check stays: ${name} is no literal (${placeOf(node)})`;
  }
  return undefined;
}

/** "sketch.ts:2" */
function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${shown(file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** Every place that calls the SDK's `connect` or takes it for something else: the call where it is one. */
function usesOfConnect({ checker, sketchFiles, sourceFile }: Program, entry: string): ts.Node[] {
  const file = sourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  const connect = module?.exports?.get("connect" as ts.__String);
  if (connect === undefined) return [];
  const uses: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      // `import * as tagwire`: the whole may go anywhere, and `tagwire.connect` is not looked for.
      if (bindings && ts.isNamespaceImport(bindings) && isModule(checker, bindings.name, module)) uses.push(node);
      return;
    }
    if (ts.isIdentifier(node) && meaning(checker, node) === connect) {
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

function isModule(checker: ts.TypeChecker, node: ts.Identifier, module: ts.Symbol | undefined): boolean {
  return meaning(checker, node) === module;
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
  return undefined;
}
