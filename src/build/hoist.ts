/**
 * Puts `var` in front of what needs it. On the interpreter a variable exists once its `var` has run: before that a read
 * throws, and a write makes a global. Terser knows the language only, where a `var` may stand anywhere in its function,
 * and where it inlines it often ends up behind a `return`. Hoisting every one would cost some 6 % of the text, and not
 * inlining 12 %. So the finished text is searched for variables that may be touched before their `var`, on any path, and
 * those alone are declared at the start of their function.
 */
import { parseAst } from "rollup/parseAst";
import type { Text } from "./bundle.js";
import { editMap } from "./mapping.js";

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Text that takes the place of other text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with every variable declared before it may be touched. */
export function hoist({ code, map }: Text): Text {
  const edits: Edit[] = [];
  searchBody(parseAst(code) as unknown as Node, code, edits);
  edits.sort((a, b) => a.start - b.start);
  let hoisted = "";
  let at = 0;
  for (const { start, end, text } of edits) {
    hoisted += code.slice(at, start) + text;
    at = end;
  }
  return { code: hoisted + code.slice(at), map: map && editMap(code, map, edits) };
}

/** Searches the script, or a function, and those within. */
function searchBody(scope: Node, code: string, edits: Edit[]): void {
  const isScript = scope.type === "Program";
  const body = isScript ? scope : (scope.body as Node);
  const own = new Set<string>();
  collectVars(body, own);
  for (const parameter of isScript ? [] : (scope.params as Node[])) own.delete(parameter.name as string);
  const early = new Set<string>();
  const touch = (name: string, declared: ReadonlySet<string>) => {
    if (own.has(name) && !declared.has(name)) early.add(name);
  };

  /** Follows a node in the order in which it runs; `declared` is what surely was declared by then, and grows. */
  const follow = (node: Node, declared: Set<string>): void => {
    if (isFunction(node)) {
      searchBody(node, code, edits);
      // What a function touches, it may touch at once. Those of the script mostly run when all of it has.
      if (!isScript) touchWithin(node, declared);
    } else if (node.type === "CallExpression" && isFunction(node.callee as Node)) {
      for (const child of children(node)) follow(child, declared);
      touchWithin(node.callee as Node, declared);
    } else if (node.type === "Identifier") touch(node.name as string, declared);
    else if (node.type === "VariableDeclaration") {
      for (const declarator of node.declarations as Node[]) {
        if (declarator.init) follow(declarator.init as Node, declared);
        declared.add((declarator.id as Node).name as string);
      }
    } else if (node.type === "ForStatement") {
      if (node.init) follow(node.init as Node, declared);
      if (node.test) follow(node.test as Node, declared);
      const round = new Set(declared);
      follow(node.body as Node, round);
      if (node.update) follow(node.update as Node, round);
    } else if (mayBeSkipped.has(node.type)) {
      const heads: unknown[] = [node.test, node.discriminant, node.left, node.right];
      for (const child of children(node)) follow(child, heads.includes(child) ? declared : new Set(declared));
    } else for (const child of children(node)) follow(child, declared);
  };
  const touchWithin = (node: Node, declared: ReadonlySet<string>): void => {
    if (node.type === "Identifier") touch(node.name as string, declared);
    for (const child of children(node)) touchWithin(child, declared);
  };

  const declared = new Set<string>();
  for (const statement of body.body as Node[]) follow(statement, declared);
  if (early.size > 0) declareFirst(early, body, code, edits);
}

/** Statements that run in part or not at all, but for their heads. */
const mayBeSkipped: ReadonlySet<string> = new Set([
  "IfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
  "SwitchStatement",
  "TryStatement",
]);

function isFunction({ type }: Node): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression";
}

/** The names that a body declares, without those of functions within it. */
function collectVars(node: Node, names: Set<string>): void {
  if (isFunction(node)) return;
  if (node.type === "VariableDeclarator") names.add((node.id as Node).name as string);
  for (const child of children(node)) collectVars(child, names);
}

/** The parts of a node in the order of the text, without names that are no variables. */
function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if ((key === "property" || key === "key") && node.computed !== true) continue;
    if (key === "label" || key === "params" || (key === "id" && isFunction(node))) continue;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (typeof part === "object" && part !== null && typeof (part as Node).type === "string")
        found.push(part as Node);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Declares the names at the body's start, and takes away the statements that only declared them further down. */
function declareFirst(names: ReadonlySet<string>, body: Node, code: string, edits: Edit[]): void {
  const statements = body.body as Node[];
  const [first] = statements;
  const isVar = first?.type === "VariableDeclaration";
  const start = first === undefined ? body.start : isVar ? first.start + "var ".length : first.start;
  edits.push({ start, end: start, text: isVar ? `${[...names].join()},` : `var ${[...names].join()};` });
  for (const [index, { type, start, end, declarations }] of statements.entries()) {
    const isBare = (node: Node) => !node.init && names.has((node.id as Node).name as string);
    if (index === 0 || type !== "VariableDeclaration" || !(declarations as Node[]).every(isBare)) continue;
    // The last of a body has no semicolon of its own; then the one before it goes, if that one may.
    const before = statements[index - 1]?.type ?? "";
    const endsBody = code[end - 1] !== ";";
    edits.push({ start: endsBody && /^(Return|Expression|Throw)/.test(before) ? start - 1 : start, end, text: "" });
  }
}
