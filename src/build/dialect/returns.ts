/** Bare returns that the interpreter stops at: last of a function, within another statement, without a semicolon. */
import type { Parsed, ParsedText } from "./rule.js";
import { isFunction } from "./scopes.js";

export function returnsMissed({ all, parent, code }: ParsedText): Parsed[] {
  const ends = new Set(
    [...all("FunctionDeclaration"), ...all("FunctionExpression"), ...all("ArrowFunctionExpression")].map(
      ({ end }) => end - 1,
    ),
  );
  return all("ReturnStatement").filter((node) => {
    if (node.argument || code[node.end - 1] === ";" || !ends.has(node.end)) return false;
    const body = parent(node);
    return !(body?.type === "BlockStatement" && isFunction(parent(body) ?? body));
  });
}
