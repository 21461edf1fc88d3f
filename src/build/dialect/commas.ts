/** Commas that the interpreter stops at: in an index, and between case and its colon, where no parenthesis is around. */
import type { Parsed, ParsedText } from "./rule.js";

export function commasMissed({ all, parent, code }: ParsedText): Parsed[] {
  return all("SequenceExpression").filter((node) => {
    const around = parent(node);
    const isInside =
      (around?.type === "MemberExpression" && around.property === node) ||
      (around?.type === "SwitchCase" && around.test === node);
    return isInside && !/\(\s*$/.test(code.slice(0, node.start));
  });
}
