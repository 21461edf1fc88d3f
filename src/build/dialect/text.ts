/**
 * The check of the final text: what the interpreter would get wrong is refused, and told at the place in the TypeScript
 * that it came from. The text is parsed once for all rules.
 */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Board } from "../../boards.js";
import type { Text } from "../bundle.js";
import { complaintAbout, type Mistake } from "../mistake.js";
import { parseText } from "./parsed.js";
import type { TextRule } from "./rule.js";
import { accessorName } from "./text/accessor-name.js";
import { applyMany } from "./text/apply-many.js";
import { arrayLength } from "./text/array-length.js";
import { callee } from "./text/callee.js";
import { caseAfterDefault } from "./text/case-after-default.js";
import { comma } from "./text/comma.js";
import { debuggerStatement } from "./text/debugger.js";
import { doBody } from "./text/do-body.js";
import { doubleDeclaration } from "./text/double-declaration.js";
import { escapes } from "./text/escape.js";
import { forHead } from "./text/for-head.js";
import { inFor } from "./text/in-for.js";
import { label } from "./text/label.js";
import { lineEnd } from "./text/line-end.js";
import { literalSize } from "./text/literal-size.js";
import { loneSurrogate } from "./text/lone-surrogate.js";
import { longName } from "./text/long-name.js";
import { loopVariable } from "./text/loop-variable.js";
import { nativePrototype } from "./text/native-prototype.js";
import { newerSyntax } from "./text/newer-syntax.js";
import { objectClass } from "./text/object-class.js";
import { order } from "./text/order.js";
import { parenthesizedCall } from "./text/parenthesized-call.js";
import { plainAscii } from "./text/plain-ascii.js";
import { regexpAlternative } from "./text/regexp-alternative.js";
import { regexpAnchor } from "./text/regexp-anchor.js";
import { regexpClass } from "./text/regexp-class.js";
import { regexpCounted } from "./text/regexp-counted.js";
import { regexpEnd } from "./text/regexp-end.js";
import { regexpEscape } from "./text/regexp-escape.js";
import { regexpFlag } from "./text/regexp-flag.js";
import { regexpGroup } from "./text/regexp-group.js";
import { regexpLookaround } from "./text/regexp-lookaround.js";
import { regexpOptional } from "./text/regexp-optional.js";
import { regexpPlus } from "./text/regexp-plus.js";
import { regexpRepeatedGroup } from "./text/regexp-repeated-group.js";
import { returnEnd } from "./text/return-end.js";
import { slash } from "./text/slash.js";
import { wideCharacter } from "./text/wide-character.js";

/** Every rule of the text, as docs/dialect.md lists them. */
export const textRules: readonly TextRule[] = [
  order,
  doubleDeclaration,
  nativePrototype,
  objectClass,
  callee,
  label,
  caseAfterDefault,
  inFor,
  forHead,
  doBody,
  comma,
  lineEnd,
  returnEnd,
  slash,
  parenthesizedCall,
  arrayLength,
  applyMany,
  accessorName,
  loopVariable,
  newerSyntax,
  debuggerStatement,
  escapes,
  plainAscii,
  wideCharacter,
  loneSurrogate,
  longName,
  literalSize,
  regexpFlag,
  regexpOptional,
  regexpCounted,
  regexpGroup,
  regexpRepeatedGroup,
  regexpLookaround,
  regexpEscape,
  regexpClass,
  regexpAnchor,
  regexpEnd,
  regexpAlternative,
  regexpPlus,
];

/** A file of the sketch by its name in the source map: where it is, and its text; undefined if nobody has it. */
export type SourceByName = (source: string) => Mistake["file"] | undefined;

/**
 * Throws a Complaint about every place that the board's interpreter would get wrong.
 * @param text the script, with its source map or "" for none
 * @param hide what no message may show of the script becomes something else, of the same length
 */
export function checkText(
  text: Text,
  board: Board,
  sourceByName: SourceByName = () => undefined,
  hide: (code: string) => string = (code) => code,
): void {
  const built = { fileName: "the built text", text: hide(text.code) };
  const origin = originOf(text, sourceByName);
  const parsed = parseText(text.code, (offset) => wordAt(origin(offset)));
  const mistakes: Mistake[] = [];
  for (const { name, reason, instead, strings, find } of textRules) {
    if (strings !== undefined && strings !== board.strings) continue;
    for (const { start, end, sentence = reason } of find(parsed, board)) {
      const place = origin(start) ?? { file: built, start };
      const length = place.file === built ? end - start : (wordAt(place)?.length ?? 1);
      mistakes.push({ ...place, length, sentence: `${sentence} ${instead} (${name})` });
    }
  }
  mistakes.sort((a, b) => (a.file.fileName < b.file.fileName ? -1 : Number(a.file !== b.file)) || a.start - b.start);
  if (mistakes.length > 0) throw complaintAbout(mistakes, "docs/dialect.md says more of each.");
}

interface Place {
  readonly file: Mistake["file"];
  readonly start: number;
}

/** Finds the place in the TypeScript for an offset in the text. */
function originOf({ code, map }: Text, sourceByName: SourceByName): (offset: number) => Place | undefined {
  if (map === "") return () => undefined;
  const trace = new TraceMap(map);
  return (offset) => {
    const before = code.slice(0, offset).split("\n");
    const { source, line, column } = originalPositionFor(trace, {
      line: before.length,
      column: before.at(-1)?.length ?? 0,
    });
    const file = source === null ? undefined : sourceByName(source);
    if (file === undefined || line === null) return undefined;
    const lines = file.text.split("\n").slice(0, line - 1);
    return { file, start: lines.reduce((sum, { length }) => sum + length + 1, 0) + column };
  };
}

/** The name, or the first character, that stands at a place. */
function wordAt(place: Place | undefined): string | undefined {
  return place && /^(?:[\w$]+|.?)/u.exec(place.file.text.slice(place.start))?.[0];
}
