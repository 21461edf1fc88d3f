/**
 * Whose variable a name is: the functions of a text, the names that each declares, and what every identifier means.
 * Blocks are no scopes here: TypeScript has made `var` of everything.
 */
import type { Identifier, Node } from "estree";
import { children } from "./parsed.js";
import type { Parsed, ParsedText } from "./rule.js";

export type FunctionNode = Parsed<"FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression">;

/** The script, or one function. */
export interface Scope {
  readonly node: FunctionNode | ParsedText["tree"];
  readonly parent: Scope | undefined;
  readonly parameters: ReadonlySet<string>;
  readonly vars: ReadonlySet<string>;
  /** The function declarations directly in it, by name. */
  readonly functions: ReadonlyMap<string, readonly FunctionNode[]>;
}

/** One mention of a variable. */
export interface Reference {
  readonly node: Parsed<"Identifier">;
  readonly name: string;
  /** The function that it stands in. */
  readonly from: Scope;
  /** Whose variable it is; undefined for a global that the text does not declare. */
  readonly of: Scope | undefined;
  /** It is given a value, and its old one is not asked for. */
  readonly onlySet: boolean;
}

export interface Scopes {
  /** The script first, then functions in the order of the text. */
  readonly all: readonly Scope[];
  reference(node: Node): Reference | undefined;
  readonly references: readonly Reference[];
}

export function isFunction(node: Node): node is FunctionNode {
  const { type } = node;
  return type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";
}

const known = new WeakMap<ParsedText, Scopes>();

/** The scopes of a text, read once. */
export function readScopes(text: ParsedText): Scopes {
  const before = known.get(text);
  if (before !== undefined) return before;
  const scopes = read(text);
  known.set(text, scopes);
  return scopes;
}

function read(text: ParsedText): Scopes {
  const all: Scope[] = [];
  const references = new Map<Node, Reference>();

  const open = (node: Scope["node"], parent: Scope | undefined): Scope => {
    const parameters = new Set<string>();
    const vars = new Set<string>();
    const functions = new Map<string, FunctionNode[]>();
    const collect = (inner: Node): void => {
      if (isFunction(inner) || inner.type === "ClassExpression") {
        if (inner.type === "FunctionDeclaration") {
          functions.set(inner.id.name, [...(functions.get(inner.id.name) ?? []), inner]);
        }
        return;
      }
      if (inner.type === "VariableDeclarator") for (const { name } of namesIn(inner.id)) vars.add(name);
      if (inner.type === "ClassDeclaration") vars.add(inner.id.name);
      else for (const child of children(inner)) collect(child);
    };
    if (node.type === "Program") for (const statement of node.body) collect(statement);
    else {
      for (const parameter of node.params) for (const { name } of namesIn(parameter)) parameters.add(name);
      collect(node.body);
      for (const name of parameters) vars.delete(name);
    }
    const scope = { node, parent, parameters, vars, functions };
    all.push(scope);
    return scope;
  };

  const owner = (name: string, from: Scope): Scope | undefined => {
    for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
      const { node, parameters, vars, functions } = scope;
      if (parameters.has(name) || vars.has(name) || functions.has(name)) return scope;
      // A function expression's own name is its alone, and always there.
      if (node.type === "FunctionExpression" && node.id?.name === name) return undefined;
    }
    return undefined;
  };

  const visit = (node: Parsed, from: Scope, caught: readonly string[]): void => {
    if (node.type === "Identifier") {
      if (isName(node, text) || caught.includes(node.name)) return;
      const { name } = node;
      references.set(node, { node, name, from, of: owner(name, from), onlySet: isOnlySet(node, text) });
      return;
    }
    if (isFunction(node)) {
      const scope = open(node, from);
      const own = new Set([...scope.parameters, ...scope.vars, ...scope.functions.keys()]);
      for (const child of children(node))
        visit(
          child,
          scope,
          caught.filter((name) => !own.has(name)),
        );
      return;
    }
    const more = node.type === "CatchClause" && node.param ? namesIn(node.param).map(({ name }) => name) : [];
    for (const child of children(node)) visit(child, from, more.length > 0 ? [...caught, ...more] : caught);
  };

  const script = open(text.tree, undefined);
  for (const child of children(text.tree)) visit(child, script, []);
  return {
    all,
    reference: (node) => references.get(node),
    references: [...references.values()],
  };
}

/** The variables that a pattern declares. */
function namesIn(pattern: Node): Identifier[] {
  if (pattern.type === "Identifier") return [pattern];
  if (pattern.type === "AssignmentPattern") return namesIn(pattern.left);
  if (pattern.type === "Property") return namesIn(pattern.value);
  return children(pattern).flatMap(namesIn);
}

/** Whether an identifier is no variable that is read or set here: a property's name, a label, or a declaration. */
function isName(node: Parsed<"Identifier">, text: ParsedText): boolean {
  const parent = text.parent(node);
  switch (parent?.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.key === node && !parent.computed;
    case "VariableDeclarator":
      return parent.id === node;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return parent.body !== node;
    case "ClassDeclaration":
    case "ClassExpression":
      return parent.id === node;
    case "CatchClause":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return true;
    default:
      return false;
  }
}

function isOnlySet(node: Parsed<"Identifier">, text: ParsedText): boolean {
  const parent = text.parent(node);
  if (parent?.type === "AssignmentExpression") return parent.left === node && parent.operator === "=";
  return (parent?.type === "ForInStatement" || parent?.type === "ForOfStatement") && parent.left === node;
}
