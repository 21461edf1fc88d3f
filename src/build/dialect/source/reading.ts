/**
 * A file of the sketch, walked once and sorted by the kinds of its nodes, so that a rule reads like a query and every
 * rule together costs one walk; and the questions that more than one rule asks of a node and its type.
 */
import ts from "typescript";

/** The kinds of nodes that rules ask for. */
interface Kinds {
  [ts.SyntaxKind.ArrayLiteralExpression]: ts.ArrayLiteralExpression;
  [ts.SyntaxKind.BinaryExpression]: ts.BinaryExpression;
  [ts.SyntaxKind.CallExpression]: ts.CallExpression;
  [ts.SyntaxKind.DeleteExpression]: ts.DeleteExpression;
  [ts.SyntaxKind.ElementAccessExpression]: ts.ElementAccessExpression;
  [ts.SyntaxKind.ExpressionStatement]: ts.ExpressionStatement;
  [ts.SyntaxKind.ForInStatement]: ts.ForInStatement;
  [ts.SyntaxKind.NewExpression]: ts.NewExpression;
  [ts.SyntaxKind.ObjectBindingPattern]: ts.ObjectBindingPattern;
  [ts.SyntaxKind.PropertyAccessExpression]: ts.PropertyAccessExpression;
  [ts.SyntaxKind.TryStatement]: ts.TryStatement;
}

/** One file of the sketch as rules see it. */
export interface ReadSource {
  readonly checker: ts.TypeChecker;
  /** All nodes of a kind, in the order of the file. */
  all<Kind extends keyof Kinds>(kind: Kind): readonly Kinds[Kind][];
}

/** Walks a file. */
export function readSource(file: ts.SourceFile, checker: ts.TypeChecker): ReadSource {
  const byKind = new Map<ts.SyntaxKind, ts.Node[]>();
  const index = (node: ts.Node): void => {
    const same = byKind.get(node.kind);
    if (same === undefined) byKind.set(node.kind, [node]);
    else same.push(node);
    ts.forEachChild(node, index);
  };
  index(file);
  return {
    checker,
    all: <Kind extends keyof Kinds>(kind: Kind) => (byKind.get(kind) ?? []) as unknown as readonly Kinds[Kind][],
  };
}

/** The expression within parentheses, `as`, `satisfies` and `!`: what is left when the types are gone. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** A call of a method by name: what it is called on, and the method's name. */
export interface MethodCall {
  readonly call: ts.CallExpression;
  readonly on: ts.Expression;
  readonly name: ts.MemberName;
}

/** The calls of methods with one of these names. */
export function methodCalls({ all }: ReadSource, names: ReadonlySet<string>): MethodCall[] {
  return all(ts.SyntaxKind.CallExpression).flatMap((call) => {
    const callee = bare(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !names.has(callee.name.text)) return [];
    return [{ call, on: callee.expression, name: callee.name }];
  });
}

/** Whether a name means the board's or the language's own, and nothing that the sketch declares. */
export function isGlobal(node: ts.Expression, name: string, checker: ts.TypeChecker): node is ts.Identifier {
  if (!ts.isIdentifier(node) || node.text !== name) return false;
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
  return declarations.every((declaration) => isDeclared(declaration));
}

/** Whether it only says that something is there: it stands in a .d.ts, or behind `declare`. */
export function isDeclared(declaration: ts.Declaration): boolean {
  if (declaration.getSourceFile().isDeclarationFile) return true;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0;
}

/** The parts of a union, or the type alone. */
export function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** Whether a value of the type may be one of these: null, undefined, or nothing (`void`). */
export function mayBe(type: ts.Type, flags: ts.TypeFlags): boolean {
  return partsOf(type).some((part) => (part.flags & flags) !== 0);
}

/** Whether the type, or one that it is made from, is a class or an interface of that name. */
export function isNamed(type: ts.Type, names: ReadonlySet<string>, checker: ts.TypeChecker): boolean {
  return partsOf(type).some((part) => {
    if (names.has(part.getSymbol()?.name ?? "")) return true;
    return part.isClassOrInterface() && checker.getBaseTypes(part).some((base) => isNamed(base, names, checker));
  });
}

/** Whether two expressions mean the same variable, or the same property of it. */
export function isSame(one: ts.Expression, other: ts.Expression, checker: ts.TypeChecker): boolean {
  const a = bare(one);
  const b = bare(other);
  if (a.kind === ts.SyntaxKind.ThisKeyword) return b.kind === ts.SyntaxKind.ThisKeyword;
  if (ts.isIdentifier(a) && ts.isIdentifier(b)) {
    const symbol = checker.getSymbolAtLocation(a);
    return symbol !== undefined && symbol === checker.getSymbolAtLocation(b);
  }
  if (!ts.isPropertyAccessExpression(a) || !ts.isPropertyAccessExpression(b)) return false;
  return a.name.text === b.name.text && isSame(a.expression, b.expression, checker);
}

/** The nodes around a node, innermost first. */
export function* around(node: ts.Node): Iterable<ts.Node> {
  for (let at = node.parent; at !== undefined; at = at.parent) yield at;
}

/** Whether a node stands within another. */
export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

/** Whether the loop, or function, is left right after the statement that a node stands in. */
export function leavesAfter(node: ts.Node): boolean {
  let statement = node;
  while (!ts.isStatement(statement)) statement = statement.parent;
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return false;
  const next = parent.statements[parent.statements.indexOf(statement) + 1];
  return next !== undefined && (ts.isBreakStatement(next) || ts.isReturnStatement(next) || ts.isThrowStatement(next));
}
