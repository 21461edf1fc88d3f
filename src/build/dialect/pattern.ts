/**
 * What of a regular expression the interpreter does otherwise. Its matcher (src/jswrap_regexp.c) goes through the
 * pattern char by char, so it is told here what it does well: chars, classes, `*` and `+` behind one of these, groups
 * without anything special, and alternatives at the top that can't get into each other's way.
 */

export type PatternFault =
  | "alternative"
  | "anchor"
  | "class"
  | "counted"
  | "end"
  | "escape"
  | "group"
  | "lookaround"
  | "optional"
  | "plus"
  | "repeated-group";

/** One char's worth of a pattern. */
interface Item {
  readonly kind: "char" | "open" | "close" | "start" | "end" | "or";
  readonly text: string;
  /** `*`, `+`, `?` or `{2,3}`, with a `?` behind it if it is lazy. */
  readonly quantifier: string;
}

const token =
  /(\\(?:x[\da-f]{2}|u\{[\da-f]+\}|u[\da-f]{4}|c[a-z]|k<[^>]*>|p\{[^}]*\}|\d+|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<[^=!>][^>]*>|<?[=!:]))?|[\s\S])([*+?]\??|\{\d+(?:,\d*)?\}\??)?/giy;

function itemsOf(pattern: string): Item[] {
  return [...pattern.matchAll(token)].map(([, text = "", quantifier = ""]) => {
    const kinds: Record<string, Item["kind"]> = { ")": "close", "^": "start", $: "end", "|": "or" };
    return { kind: text.startsWith("(") ? "open" : (kinds[text] ?? "char"), text, quantifier };
  });
}

/** Everything in the pattern that the interpreter does otherwise. */
export function faultsOf(pattern: string, ignoreCase: boolean): Set<PatternFault> {
  const faults = new Set<PatternFault>();
  const items = itemsOf(pattern);
  let depth = 0;
  let groups = 0;
  for (const [index, { kind, text, quantifier }] of items.entries()) {
    if (/\?$/.test(quantifier)) faults.add("optional");
    if (quantifier.startsWith("{")) faults.add("counted");
    if (kind === "open") {
      depth++;
      if (/^\(\?<?[=!]/.test(text)) faults.add("lookaround");
      else if (text !== "(" || depth > 1 || ++groups > 9) faults.add("group");
    } else if (kind === "close") {
      depth--;
      if (quantifier !== "") faults.add("repeated-group");
    } else if (kind === "or" && depth > 0) faults.add("group");
    else if (kind === "start" && index > 0) faults.add("anchor");
    else if (kind === "end" && items[index + 1] !== undefined && items[index + 1]?.kind !== "or") faults.add("anchor");
    else if (kind === "char") charFaults(text, ignoreCase, faults);
  }
  // Only what is read well can be judged further.
  if (faults.size > 0) return faults;
  alternativeFaults(items, faults);
  if (isEndMissed(items)) faults.add("end");
  for (const [index, { quantifier }] of items.entries()) {
    if (quantifier === "+" && isPlusWrong(items.slice(index), ignoreCase)) faults.add("plus");
  }
  return faults;
}

function charFaults(text: string, ignoreCase: boolean, faults: Set<PatternFault>): void {
  if (text.startsWith("[")) classFaults(text.slice(1, -1).replace(/^\^/, ""), ignoreCase, faults);
  else if (!isEscapeKnown(text) || text === "\\b") faults.add("escape");
}

/** `\0`, `\x41`, the classes and controls, and whatever is no letter or digit. */
function isEscapeKnown(text: string): boolean {
  return !text.startsWith("\\") || /^\\(?:0|x[\da-f]{2}|[dDwWsSfnrtvb]|[^\da-z])$/i.test(text);
}

function classFaults(inside: string, ignoreCase: boolean, faults: Set<PatternFault>): void {
  const one = String.raw`\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[a-zA-Z]|\d+|[\s\S])|[\s\S]`;
  for (const [, from = "", to] of inside.matchAll(new RegExp(`(${one})(?:-(${one}))?`, "g"))) {
    for (const end of [from, to ?? from]) {
      if (!isEscapeKnown(end)) faults.add("escape");
      // It would open a class within the class.
      if (end === "[") faults.add("class");
    }
    if (to === undefined) continue;
    const isChar = (text: string) => text !== "." && !/^\\[dDwWsS]$/.test(text);
    const isOneCase = /^[^a-z]+$/i.test(from + to) || /^[a-z]{2}$/.test(from + to) || /^[A-Z]{2}$/.test(from + to);
    // From a char to itself matches nothing, a dot in a range is any char, and case is changed at the ends only.
    if (!isChar(from) || !isChar(to) || from === to || (ignoreCase && !isOneCase)) faults.add("class");
  }
}

/**
 * Where one alternative does not match, the next `|` is looked for in the text of the pattern, but after `^` not at
 * all; and where `*` or `+` could give chars back, the next alternative is tried each time.
 */
function alternativeFaults(items: readonly Item[], faults: Set<PatternFault>): void {
  const last = items.findLastIndex(({ kind }) => kind === "or");
  for (const [index, { kind, text, quantifier }] of items.entries()) {
    if (last < 0 || index > last) continue;
    const isLastOfItsOwn = items[index + 1]?.kind === "or";
    if (kind === "start" || (quantifier !== "" && !isLastOfItsOwn) || /^\[.*\|/.test(text)) faults.add("alternative");
  }
  if (last >= 0 && items.some(({ kind }) => kind === "open")) faults.add("alternative");
}

/** Nothing is looked for behind the last char: `$` with nothing that must stand before it is found in an empty text only. */
function isEndMissed(items: readonly Item[]): boolean {
  // Alone it goes another way, which is right.
  if (items.length === 1) return false;
  return items.some(({ kind }, end) => {
    if (kind !== "end") return false;
    const or = items.slice(0, end).findLastIndex((item) => item.kind === "or");
    return items
      .slice(or + 1, end)
      .every((item) => item.quantifier === "*" || item.kind === "open" || item.kind === "close");
  });
}

/**
 * `x+` is tried with none first, as long as there is one: so it matches none if what follows can begin with an `x` and
 * matches then only; and at the end of the text, where the char is NUL, if `x` may be a NUL.
 */
function isPlusWrong([item, ...behind]: readonly Item[], ignoreCase: boolean): boolean {
  const or = behind.findIndex(({ kind }) => kind === "or");
  const rest = (or < 0 ? behind : behind.slice(0, or)).filter(({ kind }) => kind === "char");
  const own = charsOf(item?.text ?? "", ignoreCase);
  const needed = rest.findIndex(({ quantifier }) => quantifier !== "*");
  if (needed < 0) return own.has(0);
  // At the text's end a `+` may match nothing either.
  if (
    own.has(0) &&
    rest.every(({ quantifier, text }) => quantifier !== "" && (quantifier === "*" || charsOf(text, ignoreCase).has(0)))
  ) {
    return true;
  }
  return rest.slice(0, needed + 1).some(({ text }) => [...charsOf(text, ignoreCase)].some((char) => own.has(char)));
}

/** The chars that one item matches, of those of one byte. */
function charsOf(text: string, ignoreCase: boolean): Set<number> {
  const one = new RegExp(`^${text}$`, ignoreCase ? "is" : "s");
  return new Set(Array.from({ length: 256 }, (_, code) => code).filter((code) => one.test(String.fromCharCode(code))));
}
