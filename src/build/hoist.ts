/**
 * Puts `var` in front of what needs it. On the interpreter a variable exists once its `var` has run: before that a read
 * throws, and a write makes a global. Terser knows the language only, where a `var` may stand anywhere in its function,
 * and where it inlines it often ends up behind a `return`. Hoisting every one would cost some 6 % of the text, and not
 * inlining 12 %. So the finished text is searched for variables that may be touched before their `var`, on any path, and
 * those alone are declared at the start of their function.
 */
import type MagicString from "magic-string";
import { earlyIn } from "./dialect/order.js";
import type { Parsed, ParsedText } from "./dialect/rule.js";
import type { Scope } from "./dialect/scopes.js";

/** Declares every variable before it may be touched. */
export function hoist(text: ParsedText, edits: MagicString): void {
  const early = new Map<Scope, Set<string>>();
  for (const { scope, name, isVar } of earlyIn(text)) {
    if (isVar) early.set(scope, (early.get(scope) ?? new Set()).add(name));
  }
  for (const [{ node }, names] of early) {
    const body = node.type === "Program" ? node : node.body;
    if (body.type === "Program" || body.type === "BlockStatement") declareFirst(names, body as Body, edits);
  }
}

type Body = Parsed<"Program" | "BlockStatement">;

/** Declares the names at the body's start, and takes away the statements that only declared them further down. */
function declareFirst(names: ReadonlySet<string>, body: Body, text: MagicString): void {
  const statements = body.body as Parsed[];
  const [first] = statements;
  const isVar = first?.type === "VariableDeclaration";
  const list = [...names].join();
  if (first !== undefined)
    text.appendLeft(isVar ? first.start + "var ".length : first.start, isVar ? `${list},` : `var ${list};`);
  for (const [index, statement] of statements.entries()) {
    if (index === 0 || statement.type !== "VariableDeclaration") continue;
    if (!statement.declarations.every(({ id, init }) => !init && id.type === "Identifier" && names.has(id.name)))
      continue;
    // The last of a body has no semicolon of its own; then the one before it goes, if that one may.
    const before = statements[index - 1]?.type ?? "";
    const endsBody = text.original[statement.end - 1] !== ";";
    const start = endsBody && /^(Return|Expression|Throw)/.test(before) ? statement.start - 1 : statement.start;
    text.remove(start, statement.end);
  }
}
