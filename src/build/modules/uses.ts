/**
 * Where a text requires modules, and what it reads of them. By name, not by scope: a module's text has no types, and
 * where a name is bound twice the answer is the careful one. Nothing is judged here that a bundle could get wrong.
 */
import ts from "typescript";
import type { Mistake } from "../mistake.js";

/** One `require("NAME")`. */
export interface Use {
  readonly call: ts.CallExpression;
  readonly name: string;
  /** The variable of the file's top level that holds the module and nothing else ever. */
  readonly holder: ts.VariableDeclaration | undefined;
  /** What is read of the module; undefined if it goes elsewhere as a whole, or is written to. */
  readonly reads: ReadonlySet<string> | undefined;
}

export interface Uses {
  readonly uses: readonly Use[];
  readonly mistakes: readonly Mistake[];
}

/** What a file's `require` means, where the file has types. */
export interface Meaning {
  /** Whether this name is the board's `require`. */
  isRequire(name: ts.Identifier): boolean;
  /** The texts that an expression can have by its type; undefined if any. */
  textsOf(expression: ts.Expression): readonly string[] | undefined;
}

/** Without types: a name that the text binds itself is its own. */
export function meaningByName(file: ts.SourceFile): Meaning {
  const own = namesIn(file).bound.has("require");
  return { isRequire: () => !own, textsOf: () => undefined };
}

/** All uses of a file. A name that can't be known is a mistake, unless it can only be one of `builtIn`. */
export function usesIn(file: ts.SourceFile, meaning: Meaning, builtIn: ReadonlySet<string>): Uses {
  const uses: Use[] = [];
  const mistakes: Mistake[] = [];
  const names = namesIn(file);
  const mistake = (node: ts.Node, sentence: string) =>
    mistakes.push({ file, start: node.getStart(file), length: node.getWidth(file), sentence });
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === "require" && isReference(node) && meaning.isRequire(node)) {
      const call = node.parent;
      const [argument, ...more] = ts.isCallExpression(call) && call.expression === node ? call.arguments : [];
      if (!ts.isCallExpression(call) || argument === undefined || more.length > 0) {
        mistake(node, 'require goes elsewhere; wanted is require("NAME"), so that the build can find the module');
      } else if (ts.isStringLiteralLike(argument)) {
        uses.push({ call, name: argument.text, ...readsOf(call, names) });
      } else if (!meaning.textsOf(argument)?.every((text) => builtIn.has(text))) {
        const wanted = 'wanted is require("NAME"), or a name whose type has only modules of the firmware';
        mistake(argument, `the module's name is known only when the sketch runs; ${wanted}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { uses, mistakes };
}

function readsOf(call: ts.CallExpression, { references, bound, assigned }: Names): Pick<Use, "holder" | "reads"> {
  const { parent } = call;
  // Required for what it does.
  if (ts.isExpressionStatement(parent)) return { holder: undefined, reads: new Set() };
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== call) {
    const read = readAt(call);
    return { holder: undefined, reads: read === undefined ? undefined : new Set([read]) };
  }
  const statement = parent.parent.parent;
  const isAlone =
    ts.isIdentifier(parent.name) &&
    ts.isVariableStatement(statement) &&
    ts.isSourceFile(statement.parent) &&
    statement.modifiers === undefined &&
    bound.get(parent.name.text) === 1 &&
    !assigned.has(parent.name.text);
  if (!isAlone) return { holder: undefined, reads: undefined };
  const reads = new Set<string>();
  for (const reference of references.get((parent.name as ts.Identifier).text) ?? []) {
    const read = readAt(reference);
    if (read === undefined) return { holder: parent, reads: undefined };
    reads.add(read);
  }
  return { holder: parent, reads };
}

/** `NAME` of `expression.NAME` that is read. */
function readAt(expression: ts.Expression): string | undefined {
  const { parent } = expression;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== expression) return undefined;
  return isWritten(parent) ? undefined : parent.name.text;
}

/** Whether a place is given a value, or taken away. */
export function isWritten(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignment(parent);
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  }
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
  // A pattern that takes apart may write any of its parts.
  return (
    ts.isDeleteExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    (ts.isParenthesizedExpression(parent) && isWritten(parent))
  );
}

export function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The names of a file, whatever their scope. */
export interface Names {
  /** Where each is used as a variable. */
  readonly references: ReadonlyMap<string, readonly ts.Identifier[]>;
  /** How often each is declared. */
  readonly bound: ReadonlyMap<string, number>;
  readonly assigned: ReadonlySet<string>;
}

export function namesIn(file: ts.SourceFile): Names {
  const references = new Map<string, ts.Identifier[]>();
  const bound = new Map<string, number>();
  const assigned = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isReference(node)) {
        references.set(node.text, [...(references.get(node.text) ?? []), node]);
        if (isWritten(node)) assigned.add(node.text);
      } else if (isBinding(node)) bound.set(node.text, (bound.get(node.text) ?? 0) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { references, bound, assigned };
}

function isBinding(node: ts.Identifier): boolean {
  const { parent } = node;
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isFunctionExpression(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isClassExpression(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isEnumDeclaration(parent) ||
    ts.isModuleDeclaration(parent);
  return declares && parent.name === node;
}

/** Whether an identifier stands for a variable: not a declaration's name, not a property's. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (isBinding(node)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isGetAccessor(parent) ||
    ts.isSetAccessor(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isEnumMember(parent)
  ) {
    return parent.name !== node;
  }
  return !ts.isLabeledStatement(parent) && !ts.isBreakOrContinueStatement(parent) && !ts.isImportSpecifier(parent);
}
