/** The regular expressions of a text: literals, and what is given to `RegExp` as a literal. */
import { faultsOf, type PatternFault } from "./pattern.js";
import type { ParsedText, Span } from "./rule.js";

interface Found extends Span {
  readonly pattern: string;
  readonly flags: string;
  readonly faults: ReadonlySet<PatternFault>;
}

const known = new WeakMap<ParsedText, readonly Found[]>();

export function regexpsIn(text: ParsedText): readonly Found[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found: Found[] = [];
  const add = (pattern: string, flags: string, { start, end }: Span) =>
    found.push({ pattern, flags, start, end, faults: faultsOf(pattern, flags.includes("i")) });
  for (const literal of text.all("Literal")) {
    if ("regex" in literal && literal.regex) add(literal.regex.pattern, literal.regex.flags, literal);
  }
  for (const call of [...text.all("NewExpression"), ...text.all("CallExpression")]) {
    const [pattern, flags] = call.arguments;
    if (call.callee.type !== "Identifier" || call.callee.name !== "RegExp" || pattern?.type !== "Literal") continue;
    if (typeof pattern.value !== "string") continue;
    add(pattern.value, flags?.type === "Literal" ? String(flags.value) : "", call);
  }
  known.set(text, found);
  return found;
}

/** The regular expressions that have this fault. */
export function regexpFaults(fault: PatternFault): (text: ParsedText) => Span[] {
  return (text) => regexpsIn(text).filter(({ faults }) => faults.has(fault));
}
