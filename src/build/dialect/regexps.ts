/** The regular expressions of a text: literals, and what is given to `RegExp` as a literal. */
import { faultsOf, type PatternFault } from "./pattern.js";
import type { ParsedText, Span } from "./rule.js";

interface Found extends Span {
  readonly pattern: string;
  readonly flags: string;
}

const known = new WeakMap<ParsedText, readonly Found[]>();

export function regexpsIn(text: ParsedText): readonly Found[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found: Found[] = [];
  for (const literal of text.all("Literal")) {
    if ("regex" in literal && literal.regex) found.push({ ...literal.regex, start: literal.start, end: literal.end });
  }
  for (const call of [...text.all("NewExpression"), ...text.all("CallExpression")]) {
    const [pattern, flags] = call.arguments;
    if (call.callee.type !== "Identifier" || call.callee.name !== "RegExp" || pattern?.type !== "Literal") continue;
    if (typeof pattern.value !== "string") continue;
    const given = flags?.type === "Literal" ? String(flags.value) : "";
    found.push({ pattern: pattern.value, flags: given, start: call.start, end: call.end });
  }
  known.set(text, found);
  return found;
}

/** The regular expressions that have this fault. */
export function regexpFaults(fault: PatternFault): (text: ParsedText) => Span[] {
  return (text) => regexpsIn(text).filter(({ pattern, flags }) => faultsOf(pattern, flags.includes("i")).has(fault));
}
