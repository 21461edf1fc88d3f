/**
 * The text of an Espruino module as a module of the bundle: its names go to the bundle's top level, where a function
 * costs no closure. `exports` becomes a variable; or, where it is only ever given single properties, one variable for
 * each, so that what nobody reads goes away. `this` at top level, and `module.exports`, are `exports` on the board.
 */
import ts from "typescript";
import type { RequiredModules } from "../modules.js";
import { replaced } from "./imports.js";
import { isAssignment, isReference, isWritten, meaningByName, namesIn } from "./uses.js";

/** The properties that a module's `exports` is given, if it can be one variable for each; else undefined. */
export function singleExports(file: ts.SourceFile): ReadonlySet<string> | undefined {
  const names = namesIn(file);
  if (names.bound.has("exports")) return undefined;
  const given = new Map<string, ts.Expression>();
  for (const expression of file.statements.flatMap(expressionsOf)) {
    if (!isExportOf(expression) || given.has(expression.left.name.text)) continue;
    if (names.bound.has(variableOf(expression.left.name.text))) return undefined;
    given.set(expression.left.name.text, expression.right);
  }
  const functions = functionsOf(file);
  const isPlain = [...given.values()].every((value) => ignoresThis(value, functions));
  return isPlain && onlyGiven(file, given) ? new Set(given.keys()) : undefined;
}

/** Whether `exports` is nothing but read, and given these properties, once each. */
function onlyGiven(file: ts.SourceFile, given: ReadonlyMap<string, ts.Expression>): boolean {
  let only = true;
  const visit = (node: ts.Node, isOwnThis: boolean): void => {
    if (isOwnThis && node.kind === ts.SyntaxKind.ThisKeyword) only = false;
    if (isExports(node)) {
      const { parent } = node;
      const read = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent : undefined;
      const value = read && given.get(read.name.text);
      if (read === undefined || value === undefined || (isWritten(read) && value.parent !== read.parent)) only = false;
    } else ts.forEachChild(node, (child) => visit(child, isOwnThis && !hasOwnThis(node)));
  };
  visit(file, true);
  return only;
}

type ExportOf = ts.BinaryExpression & { readonly left: ts.PropertyAccessExpression };

/** `exports.NAME = value` */
function isExportOf(node: ts.Node): node is ExportOf {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  return ts.isPropertyAccessExpression(node.left) && isExports(node.left.expression) && ts.isIdentifier(node.left.name);
}

/** `exports` or `module.exports` */
function isExports(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return node.text === "exports" && isReference(node);
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "exports") return false;
  return ts.isIdentifier(node.expression) && node.expression.text === "module";
}

/** The expressions that a statement is made of; minifiers put commas for semicolons. */
function expressionsOf(statement: ts.Statement): ts.Expression[] {
  if (!ts.isExpressionStatement(statement)) return [];
  const parts = (expression: ts.Expression): ts.Expression[] =>
    ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.CommaToken
      ? [...parts(expression.left), ...parts(expression.right)]
      : [expression];
  return parts(statement.expression);
}

function functionsOf({ statements }: ts.SourceFile): ReadonlyMap<string, ts.Node> {
  const found = new Map<string, ts.Node>();
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) found.set(statement.name.text, statement);
  }
  return found;
}

/**
 * Whether a value is the same to call as `exports.NAME(...)` and as `NAME(...)`. What can't be seen may be a function
 * that asks for its `this`.
 */
function ignoresThis(value: ts.Expression, functions: ReadonlyMap<string, ts.Node>): boolean {
  if (ts.isParenthesizedExpression(value)) return ignoresThis(value.expression, functions);
  if (ts.isIdentifier(value)) {
    const meant = functions.get(value.text);
    return meant !== undefined && !ts.forEachChild(meant, asksThis);
  }
  if (ts.isFunctionExpression(value)) return !ts.forEachChild(value, asksThis);
  if (ts.isArrowFunction(value)) return true;
  return (
    ts.isLiteralExpression(value) ||
    ts.isPrefixUnaryExpression(value) ||
    ts.isObjectLiteralExpression(value) ||
    ts.isArrayLiteralExpression(value) ||
    ts.isNewExpression(value) ||
    ts.isClassExpression(value) ||
    (ts.isBinaryExpression(value) && !isAssignment(value) && !answersOperand.has(value.operatorToken.kind))
  );
}

/** Operators whose result is one of their operands. */
const answersOperand: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
]);

function asksThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
  return !hasOwnThis(node) && ts.forEachChild(node, asksThis) === true;
}

function hasOwnThis(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && !ts.isArrowFunction(node);
}

function variableOf(name: string): string {
  return `exports_${name}`;
}

/**
 * Prints a module's text as a module of the bundle: with `single`, its exports by name; else one `default`. What it
 * requires becomes imports too.
 */
export function asModule(
  single: ReadonlySet<string> | undefined,
  modules: RequiredModules,
): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const { imports, nodes } = replaced(file, modules, meaningByName(file), factory);
    const isModuleOwn = namesIn(file).bound.has("module");
    const exports = () => factory.createIdentifier("exports");
    const inner = (isOwnThis: boolean) => {
      const visit = (node: ts.Node): ts.Node | undefined => {
        if (nodes.has(node)) return nodes.get(node);
        if (hasOwnThis(node)) return ts.visitEachChild(node, inner(false), context);
        if (isOwnThis && node.kind === ts.SyntaxKind.ThisKeyword) return exports();
        if (single && ts.isPropertyAccessExpression(node) && isExports(node.expression)) {
          return factory.createIdentifier(variableOf(node.name.text));
        }
        if (!isModuleOwn) {
          if (isExports(node) && !ts.isIdentifier(node)) return exports();
          if (ts.isTypeOfExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "module") {
            return factory.createTypeOfExpression(exports());
          }
        }
        return ts.visitEachChild(node, visit, context);
      };
      return visit;
    };
    const visit = inner(true);
    const variable = (name: string, value: ts.Expression) =>
      factory.createVariableStatement(undefined, [
        factory.createVariableDeclaration(name, undefined, undefined, ts.visitNode(value, visit) as ts.Expression),
      ]);
    const whole = single ? undefined : firstWhole(file);
    const statements = file.statements.flatMap((statement) => {
      const parts = expressionsOf(statement);
      if (!parts.some((part) => part === whole || (single && isExportOf(part)))) {
        return (ts.visitNode(statement, visit) as ts.Statement | undefined) ?? [];
      }
      return parts.map((part) => {
        if (part === whole) return ts.setTextRange(variable("exports", whole.right), part);
        if (single && isExportOf(part))
          return ts.setTextRange(variable(variableOf(part.left.name.text), part.right), part);
        return factory.createExpressionStatement(ts.visitNode(part, visit) as ts.Expression);
      });
    });
    if (single) {
      const names = [...single].map((name) => factory.createExportSpecifier(false, variableOf(name), name));
      statements.push(factory.createExportDeclaration(undefined, false, factory.createNamedExports(names)));
    } else {
      if (whole === undefined) statements.unshift(variable("exports", factory.createObjectLiteralExpression()));
      statements.push(factory.createExportAssignment(undefined, false, exports()));
    }
    return factory.updateSourceFile(file, [...imports, ...statements]);
  };
}

/** The `exports = value` of the top level, if nothing touches `exports` above it, not even in a function. */
function firstWhole(file: ts.SourceFile): ts.BinaryExpression | undefined {
  const touches = (node: ts.Node): boolean =>
    isExports(node) || node.kind === ts.SyntaxKind.ThisKeyword || ts.forEachChild(node, touches) === true;
  for (const expression of file.statements.flatMap((statement) => {
    const parts: ts.Node[] = expressionsOf(statement);
    return parts.length > 0 ? parts : [statement];
  })) {
    if (!touches(expression)) continue;
    const isWhole =
      ts.isBinaryExpression(expression) &&
      expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      isExports(expression.left) &&
      !touches(expression.right);
    return isWhole ? expression : undefined;
  }
  return undefined;
}
