/**
 * Puts the script's variables in front of its functions, those that are mentioned most often first. The interpreter keeps
 * the names of a script in one list, in the order in which they are declared, and walks along it for each mention: what
 * stands first is found first. It costs no byte, and spares a tenth of the instructions.
 */
import MagicString from "magic-string";
import type { Text } from "./bundle.js";
import { children, parseText } from "./dialect/parsed.js";
import type { Parsed } from "./dialect/rule.js";
import { readScopes } from "./dialect/scopes.js";
import { edited } from "./edited.js";

/** The kinds of expression that may be worked out earlier: nothing happens by them, and no function is wanted. */
const still: ReadonlySet<string> = new Set(["Literal", "ArrayExpression", "ObjectExpression", "Property"]);

/** The text with its first `var` in front, as far as its values do not depend on what runs ahead of it. */
export function front(text: Text): Text {
  const parsed = parseText(text.code);
  const declaration = (parsed.tree.body as Parsed[]).find(({ type }) => type !== "FunctionDeclaration");
  if (declaration?.type !== "VariableDeclaration") return text;
  const { all: [script] = [], references } = readScopes(parsed);
  const mentions = new Map<string, number>();
  for (const { name, of } of references) if (of === script) mentions.set(name, (mentions.get(name) ?? 0) + 1);

  const mayGo = (node: Parsed): boolean => {
    if (node.type === "Identifier") return script === undefined || !isDeclared(node.name, script);
    if (node.type === "MemberExpression") return !node.computed && mayGo(node.object as Parsed);
    if (node.type === "UnaryExpression") return mayGo(node.argument as Parsed);
    if (node.type === "Property") return !node.computed && mayGo(node.value as Parsed);
    return still.has(node.type) && children(node).every(mayGo);
  };
  const one = ({ init }: { init?: unknown }) => !init || mayGo(init as Parsed);
  const declarators = declaration.declarations as Parsed<"VariableDeclarator">[];
  const going = declarators.filter((each) => each.id.type === "Identifier" && one(each));
  if (going.length === 0) return text;
  const name = (each: Parsed<"VariableDeclarator">) => (each.id.type === "Identifier" ? each.id.name : "");
  const often = (each: Parsed<"VariableDeclarator">) => mentions.get(name(each)) ?? 0;
  const sorted = [...going].sort((a, b) => often(b) - often(a));
  const edits = new MagicString(text.code);
  // moved and not written anew, so that the map knows them
  for (const [index, { start, end }] of sorted.entries()) {
    edits.prependRight(start, index === 0 ? "var " : ",").move(start, end, 0);
  }
  edits.prependRight(0, ";");
  const staying = declarators.filter((each) => !going.includes(each));
  let at = declaration.start;
  for (const { start, end } of declarators) {
    edits.remove(at, start);
    at = end;
  }
  if (staying.length === 0) edits.remove(at, declaration.end);
  for (const [index, { start }] of staying.entries()) edits.prependRight(start, index === 0 ? "var " : ",");
  return edited(text, edits);
}

function isDeclared(
  name: string,
  { vars, functions }: { vars: ReadonlySet<string>; functions: ReadonlyMap<string, unknown> },
): boolean {
  return vars.has(name) || functions.has(name);
}
