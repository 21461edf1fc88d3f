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
import { label } from "./text/label.js";
import { order } from "./text/order.js";

/** Every rule of the text, as docs/dialect.md lists them. */
export const textRules: readonly TextRule[] = [order, label];

/** A file of the sketch by its name in the source map: where it is, and its text; undefined if nobody has it. */
export type SourceByName = (source: string) => Mistake["file"] | undefined;

/**
 * Throws a Complaint about every place that the board's interpreter would get wrong.
 * @param text the script, with its source map or "" for none
 */
export function checkText(text: Text, board: Board, sourceByName: SourceByName = () => undefined): void {
  const origin = originOf(text, sourceByName);
  const parsed = parseText(text.code, (offset) => wordAt(origin(offset)));
  const mistakes: Mistake[] = [];
  for (const { name, reason, instead, strings, find } of textRules) {
    if (strings !== undefined && strings !== board.strings) continue;
    for (const { start, end, sentence = reason } of find(parsed, board)) {
      const place = origin(start) ?? { file: { fileName: "the built text", text: text.code }, start };
      const length = place.file.text === text.code ? end - start : (wordAt(place)?.length ?? 1);
      mistakes.push({ ...place, length, sentence: `${sentence} ${instead} (${name})` });
    }
  }
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
