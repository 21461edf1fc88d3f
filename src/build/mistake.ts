/** A mistake in the sketch as people read it: file, line and column, what is wrong, and the line itself. */
import ts from "typescript";
import { Complaint, type ComplaintName, type Place } from "../complaint.js";
import { shown } from "./shown.js";

/** Most mistakes that are told at once. */
const MOST = 10;

export interface Mistake {
  readonly file: Pick<ts.SourceFile, "fileName" | "text">;
  readonly start: number;
  readonly length: number;
  readonly sentence: string;
  /** The place is a key or a password: it is not shown. */
  readonly secret?: boolean;
}

function picture(mistake: Mistake): string {
  const { file, start, length, sentence, secret } = mistake;
  const { line, column } = placeOf(mistake);
  const character = column - 1;
  const from = start - character;
  const whole = secret ? file.text.slice(0, start) + "*".repeat(length) + file.text.slice(start + length) : file.text;
  const text = whole.slice(from).split(/\r?\n/, 1)[0] ?? "";
  // A line as long as a file is shown around the mistake only.
  const skip = Math.max(0, character - 80);
  const excerpt = text.slice(skip, skip + 120).replaceAll("\t", " ");
  const marks = "^".repeat(Math.max(1, Math.min(length, excerpt.length - (character - skip))));
  const number = String(line);
  return [
    `${shown(file.fileName)}:${line}:${column}: ${sentence}`,
    `  ${number} | ${excerpt}`,
    `  ${" ".repeat(number.length)} | ${" ".repeat(character - skip)}${marks}`,
  ].join("\n");
}

/** The complaint about one or more mistakes. */
export function complaintAbout(
  mistakes: readonly Mistake[],
  remedy: string,
  name: ComplaintName = "sketch-error",
): Complaint {
  const more = mistakes.length - MOST;
  const pictures = mistakes.slice(0, MOST).map(picture);
  if (more > 0) pictures.push(`and ${more} more`);
  return new Complaint(name, pictures.join("\n"), remedy, mistakes[0] && placeOf(mistakes[0]));
}

/** The complaint about what stands at one node. */
export function complaintAt(
  node: ts.Node,
  sentence: string,
  remedy: string,
  { secret = false, name }: { readonly secret?: boolean; readonly name?: ComplaintName } = {},
): Complaint {
  const mistake = { file: node.getSourceFile(), start: node.getStart(), length: node.getWidth(), sentence, secret };
  return complaintAbout([mistake], remedy, name);
}

function placeOf({ file, start }: Mistake): Place {
  const lines = file.text.slice(0, start).split(/\r\n|[\n\r\u2028\u2029]/);
  return { file: file.fileName, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** What TypeScript has to say, as mistakes; `better` has a sentence of ours for some. */
export function mistakesOf(
  diagnostics: readonly ts.Diagnostic[],
  better: (diagnostic: ts.Diagnostic) => string | undefined = () => undefined,
): Mistake[] {
  return diagnostics.flatMap((diagnostic) => {
    const { file, start, length, messageText, code } = diagnostic;
    if (file === undefined || start === undefined) return [];
    const sentence =
      better(diagnostic) ??
      // "... Do you need to change your target library?": nothing that could be installed or set would help a board.
      `${ts.flattenDiagnosticMessageText(messageText, "\n    ").replace(/ Do you need to .*$/s, "")} (TS${code})`;
    return [{ file, start, length: length ?? 1, sentence }];
  });
}
