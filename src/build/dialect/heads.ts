/**
 * Heads of `for` that the interpreter reads otherwise. It takes their first part for a statement, so what begins there
 * with `function` or a brace is no expression; and an `in` there, even within parentheses, for that of `for..in`.
 */
import type { Parsed, ParsedText } from "./rule.js";
import { isFunction } from "./scopes.js";

export function headsMissed({ all }: ParsedText): Parsed[] {
  const starts = new Set(all("ForStatement").map(({ init }) => (init ? (init as Parsed).start : -1)));
  if (starts.size === 0) return [];
  const first = [...all("FunctionExpression"), ...all("ObjectExpression"), ...all("ClassExpression")] as Parsed[];
  return first.filter(({ start }) => starts.has(start));
}

/** An `in` that can't stand where it does, and its loop. */
export interface InHead {
  readonly node: Parsed;
  readonly loop: Parsed<"ForStatement">;
}

export function insInHeads({ all, parent }: ParsedText): InHead[] {
  return all("BinaryExpression").flatMap((node) => {
    if (node.operator !== "in") return [];
    let at = node as Parsed;
    for (let around = parent(at); around !== undefined && !isFunction(around); around = parent(at)) {
      if (around.type === "ForStatement") return around.init === at ? [{ node: node as Parsed, loop: around }] : [];
      at = around;
    }
    return [];
  });
}
