/**
 * What may be touched before it is there. On the interpreter a variable exists once its `var` has run, and a function
 * once its declaration has: before that a read throws, and inside a function a write makes a global. Each body is followed
 * in the order in which it runs, with the set of what surely was declared by then. Functions run, as far as this can
 * tell, where they are called by name, and at once where their value goes anywhere else; but at the script's top those
 * that are given to a timer, a watch or an event run after the script. So what this does not find is proven, as far as
 * the text goes; hoist.ts mends what it finds, and the rule refuses what is left.
 */
import type { Node } from "estree";
import { children } from "./parsed.js";
import type { Parsed, ParsedText } from "./rule.js";
import { type FunctionNode, isFunction, readScopes, type Scope, type Scopes } from "./scopes.js";

/** A mention that may come too early. */
export interface Early {
  readonly node: Parsed<"Identifier">;
  readonly name: string;
  /** The script or function that declares it. */
  readonly scope: Scope;
  /** It is declared by `var` alone: that could be put first. */
  readonly isVar: boolean;
}

/** The first mention of each name that may come too early. */
export function earlyIn(text: ParsedText): Early[] {
  const scopes = readScopes(text);
  const calls = readCalls(text, scopes);
  return scopes.all.flatMap((scope) => followBody(scope, scopes, calls));
}

function followBody(scope: Scope, scopes: Scopes, calls: Calls): Early[] {
  const early = new Map<string, Early>();
  const isScript = scope.parent === undefined;
  const body = isScript ? scope.node : (scope.node as FunctionNode).body;
  /** What was declared when a function may have run. */
  const runs = new Map<Node, ReadonlySet<string>[]>();

  const touch = (node: Parsed<"Identifier">, declared: ReadonlySet<string>): void => {
    const reference = scopes.reference(node);
    // A write at the script's top makes the global that its `var` would make.
    if (reference?.of !== scope || (isScript && reference.onlySet)) return;
    const { name } = reference;
    if (declared.has(name) || early.has(name)) return;
    early.set(name, { node, name, scope, isVar: !scope.functions.has(name) });
  };

  /** All that a function mentions, and what it calls, and functions that it makes. */
  const run = (node: FunctionNode, declared: ReadonlySet<string>): void => {
    const before = runs.get(node) ?? [];
    if (before.some((then) => [...then].every((name) => declared.has(name)))) return;
    runs.set(node, [...before, new Set(declared)]);
    for (const child of children(node)) mention(child, declared);
  };
  const mention = (node: Parsed, declared: ReadonlySet<string>): void => {
    if (isFunction(node)) {
      if (waits(node)) return;
      run(node, declared);
    } else if (node.type === "Identifier") name(node, declared);
    else for (const child of children(node)) mention(child, declared);
  };
  const name = (node: Parsed<"Identifier">, declared: ReadonlySet<string>): void => {
    touch(node, declared);
    const reference = scopes.reference(node);
    if (reference?.of !== scope || reference.onlySet || (isScript && calls.later.has(node))) return;
    for (const held of calls.heldBy(scope, reference.name)) run(held, declared);
  };
  /** Whether a function does not run where it stands: its name is called, or it comes after the script. */
  const waits = (node: FunctionNode): boolean => calls.holder(node) === scope || (isScript && calls.later.has(node));

  /** Follows a node as it runs. `declared` grows by what it surely declares. Answers whether what follows it may run. */
  const follow = (node: Parsed, declared: Set<string>): boolean => {
    switch (node.type) {
      case "FunctionDeclaration":
        declared.add(node.id.name);
        return true;
      case "ReturnStatement":
      case "ThrowStatement":
      case "BreakStatement":
      case "ContinueStatement":
        for (const child of children(node)) follow(child, declared);
        return false;
      case "VariableDeclarator":
        if (node.init) follow(node.init as Parsed, declared);
        for (const id of children(node)) if (id !== node.init) declare(id, declared);
        return true;
      case "ClassDeclaration":
        for (const child of children(node)) mention(child, declared);
        declared.add(node.id.name);
        return true;
      case "IfStatement": {
        follow(node.test as Parsed, declared);
        const ways = [node.consequent, node.alternate].map((way) => {
          const here = new Set(declared);
          return { here, goesOn: way ? follow(way as Parsed, here) : true };
        });
        const open = ways.filter(({ goesOn }) => goesOn).map(({ here }) => here);
        const [first, second] = open;
        for (const known of first ?? []) if (second === undefined || second.has(known)) declared.add(known);
        return open.length > 0;
      }
      case "ForStatement": {
        if (node.init) follow(node.init as Parsed, declared);
        if (node.test) follow(node.test as Parsed, declared);
        follow(node.body as Parsed, new Set(declared));
        if (node.update) follow(node.update as Parsed, declared);
        return true;
      }
      case "ForInStatement":
      case "ForOfStatement": {
        follow(node.right as Parsed, declared);
        // A `var` of the head is there though there be no round.
        follow(node.left as Parsed, declared);
        follow(node.body as Parsed, new Set(declared));
        return true;
      }
      case "WhileStatement":
      case "DoWhileStatement":
        follow(node.test as Parsed, declared);
        follow(node.body as Parsed, new Set(declared));
        return true;
      case "SwitchStatement":
        follow(node.discriminant as Parsed, declared);
        for (const { test } of node.cases) if (test) follow(test as Parsed, declared);
        for (const { consequent } of node.cases) followAll(consequent as Parsed[], new Set(declared));
        return true;
      case "TryStatement":
        for (const part of children(node)) follow(part, new Set(declared));
        return true;
      case "LabeledStatement":
        follow(node.body as Parsed, new Set(declared));
        return true;
      case "BlockStatement":
        return followAll(node.body as Parsed[], declared);
      case "Identifier":
        name(node, declared);
        return true;
      default:
        if (isFunction(node)) mention(node, declared);
        else for (const child of children(node)) follow(child, declared);
        return true;
    }
  };
  const followAll = (statements: readonly Parsed[], declared: Set<string>): boolean => {
    let goesOn = true;
    // What stands behind a return never runs.
    for (const statement of statements) if (goesOn) goesOn = follow(statement, declared);
    return goesOn;
  };
  const declare = (pattern: Parsed, declared: Set<string>): void => {
    if (pattern.type === "Identifier") declared.add(pattern.name);
    else for (const child of children(pattern)) declare(child, declared);
  };

  const declared = new Set([...scope.parameters].filter((parameter) => !scope.functions.has(parameter)));
  if (body.type === "Program" || body.type === "BlockStatement") followAll(body.body as Parsed[], declared);
  else follow(body as Parsed, declared);
  // What comes after the script finds all that surely was declared by its end.
  if (isScript) for (const { node, from } of scopes.references) if (from !== scope) touch(node, declared);
  return [...early.values()];
}

/** How functions come to run. */
interface Calls {
  /** What is given to a timer, a watch or an event: functions, and names of functions. */
  readonly later: ReadonlySet<Node>;
  /** The functions that a name may mean. */
  heldBy(scope: Scope, name: string): readonly FunctionNode[];
  /** The script or function whose variable has this function for its value, and nothing else has. */
  holder(node: FunctionNode): Scope | undefined;
}

function readCalls(text: ParsedText, scopes: Scopes): Calls {
  const holders = new Map<Node, Scope>();
  const held = new Map<Scope, Map<string, FunctionNode[]>>();
  const hold = (node: FunctionNode, name: string, scope: Scope): void => {
    holders.set(node, scope);
    const names = held.get(scope) ?? new Map<string, FunctionNode[]>();
    held.set(scope, names.set(name, [...(names.get(name) ?? []), node]));
  };
  for (const scope of scopes.all) {
    for (const [name, nodes] of scope.functions) for (const node of nodes) hold(node, name, scope);
    if (scope.parent === undefined) continue;
    const node = scope.node as FunctionNode;
    const parent = text.parent(node);
    if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") {
      hold(node, parent.id.name, scope.parent);
    } else if (parent?.type === "AssignmentExpression" && parent.left.type === "Identifier") {
      const of = scopes.reference(parent.left)?.of;
      if (of !== undefined && text.parent(parent)?.type === "ExpressionStatement") hold(node, parent.left.name, of);
    }
  }
  return {
    later: laterIn(text, scopes),
    heldBy: (scope, name) => held.get(scope)?.get(name) ?? [],
    holder: (node) => holders.get(node),
  };
}

const timers: ReadonlySet<string> = new Set(["setTimeout", "setInterval", "setWatch"]);
const listeners: ReadonlySet<string> = new Set(["on", "then", "catch"]);

function laterIn(text: ParsedText, scopes: Scopes): Set<Node> {
  const later = new Set<Node>();
  // A sketch's own `on` may do anything with what it is given.
  const own = ownKeys(text);
  for (const { callee, arguments: given } of text.all("CallExpression")) {
    if (callee.type === "Identifier") {
      const [first] = given;
      if (first && timers.has(callee.name) && scopes.reference(callee)?.of === undefined) later.add(first);
    } else if (callee.type === "MemberExpression" && callee.property.type === "Identifier" && !callee.computed) {
      const { name } = callee.property;
      if (listeners.has(name) && !own.has(name)) for (const argument of given) later.add(argument);
    }
  }
  return later;
}

/** The property names that the text gives values to. */
function ownKeys(text: ParsedText): Set<string> {
  const keys = new Set<string>();
  const add = (key: Node, computed: boolean) => {
    if (key.type === "Identifier" && !computed) keys.add(key.name);
    else if (key.type === "Literal") keys.add(String(key.value));
    // Any name, and this may be a function.
    else for (const name of listeners) keys.add(name);
  };
  for (const { key, computed } of text.all("Property")) add(key, computed);
  for (const { key, computed } of text.all("MethodDefinition")) add(key, computed);
  for (const { left, right } of text.all("AssignmentExpression")) {
    if (left.type === "MemberExpression" && (!left.computed || isFunction(right))) add(left.property, left.computed);
  }
  return keys;
}
