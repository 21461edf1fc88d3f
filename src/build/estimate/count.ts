/**
 * JsVars of all that can be reached from the global scope. Each rule has its place in Espruino's source: what a name
 * takes in `jsvMakeIntoVariableName` and `jsvSetValueOfName` (src/jsvar.c), what a function takes in
 * `jspeFunctionArguments` and `jspeFunctionDefinitionInternal` (src/jsparse.c).
 */
import { flatVars, type Layout, nameVars, stringVars } from "./layout.js";
import { isThing, type Node, type Thing, type Value } from "./value.js";

/** Where the text lies: of code in flash a function keeps one JsVar, which points there. */
export type Place = "ram" | "flash";

/** Counts what the roots' slots hold; the roots themselves are the interpreter's. */
export function countJsVars(
  roots: readonly Thing[],
  text: string,
  layout: Layout,
  place: Place,
  unicode: boolean,
): number {
  const seen = new Set<Value>(roots);
  const waiting: Thing[] = [...roots];
  let total = 0;

  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    total += ownVars(value);
    if (isThing(value)) waiting.push(value);
  };
  const ownVars = (value: Value): number => {
    if (value.kind === "undefined") return 0;
    if (value.kind === "string") {
      const bytes = unicode ? Buffer.byteLength(value.text) : value.text.length;
      const wrapper = bytes > value.text.length ? 1 : 0;
      return wrapper + (value.flat ? flatVars(layout, bytes) : stringVars(layout, bytes));
    }
    // Its memory is a string of its own.
    if (value.kind === "buffer") return 1 + flatVars(layout, value.length);
    if (value.kind === "function" && value.code) return 1 + functionVars(value.code.node);
    return 1;
  };
  const functionVars = (node: Node): number => {
    let vars = 0;
    // A parameter's name has a mark in front, so that it is told from a property's.
    for (const parameter of node.params as Node[]) vars += nameVars(layout, String(parameter.name).length + 1);
    if (node.type === "FunctionExpression" && node.id) {
      vars += 1 + stringVars(layout, String((node.id as Node).name).length);
    }
    const chars = codeChars(node, text);
    if (chars > 0) vars += 1 + (place === "ram" ? flatVars(layout, chars) : 1);
    return vars;
  };
  /** A name, and its value if that needs one of its own. */
  const visitSlot = (key: string, value: Value, ofArray: boolean) => {
    const isIndex = /^(0|[1-9]\d{0,8})$/.test(key);
    total += isIndex ? 1 : nameVars(layout, key.length);
    visitSlotValue(value, ofArray || isIndex);
  };
  const visitSlotValue = (value: Value, ofIndex: boolean) => {
    if (value.kind === "number" && !value.float && value.value >= -layout.least && value.value < layout.least) return;
    if (value.kind === "boolean" && ofIndex) return;
    visit(value);
  };

  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [key, value] of next.slots) visitSlot(key, value, next.kind === "array");
    if (next.kind === "scope") for (const value of next.kept) visitSlot("", value, false);
    else for (const value of next.kept) visit(value);
    if (next.code === undefined) continue;
    const { node, scopes, bound } = next.code;
    // One scope is referred to, several are copied into an array.
    if (codeChars(node, text) > 0 && scopes.length > 0) total += scopes.length === 1 ? 1 : 2 + scopes.length;
    for (const scope of codeChars(node, text) > 0 ? scopes : []) visit(scope);
    if (bound) {
      // Its `this`, and in place of a parameter or beyond them a name for each value.
      visitSlot("this", bound.self, false);
      for (const [index, value] of bound.values.entries()) {
        if (index >= (node.params as Node[]).length) visitSlot("", value, false);
        else visitSlotValue(value, false);
      }
    }
  }
  return total;
}

/**
 * Characters of code that a function keeps: from the first token of its body to the end of the last, without a `return`
 * that begins it.
 */
function codeChars(node: Node, text: string): number {
  const { body, end } = node.body as Node & { body: Node[] };
  const [first] = body;
  if (first === undefined) return 0;
  const start = first.type === "ReturnStatement" ? first.start + "return".length : first.start;
  return text.slice(start, end - 1).trim().length;
}
