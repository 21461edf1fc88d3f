/** A mistake in the sketch as people read it: file, line and column, what is wrong, and the line itself. */
import ts from "typescript";
import { Complaint } from "../complaint.js";
import { shown } from "./shown.js";

/** Most mistakes that are told at once. */
const MOST = 10;

export interface Mistake {
  readonly file: ts.SourceFile;
  readonly start: number;
  readonly length: number;
  readonly sentence: string;
  /** The place is a key or a password: it is not shown. */
  readonly secret?: boolean;
}

function picture({ file, start, length, sentence, secret }: Mistake): string {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const from = file.getPositionOfLineAndCharacter(line, 0);
  const whole = secret ? file.text.slice(0, start) + "*".repeat(length) + file.text.slice(start + length) : file.text;
  const text = whole.slice(from).split(/\r?\n/, 1)[0] ?? "";
  // A line as long as a file is shown around the mistake only.
  const skip = Math.max(0, character - 80);
  const excerpt = text.slice(skip, skip + 120).replaceAll("\t", " ");
  const marks = "^".repeat(Math.max(1, Math.min(length, excerpt.length - (character - skip))));
  const number = String(line + 1);
  return [
    `${shown(file.fileName)}:${number}:${character + 1}: ${sentence}`,
    `  ${number} | ${excerpt}`,
    `  ${" ".repeat(number.length)} | ${" ".repeat(character - skip)}${marks}`,
  ].join("\n");
}

/** The complaint about one or more mistakes. */
export function complaintAbout(mistakes: readonly Mistake[], remedy: string): Complaint {
  const more = mistakes.length - MOST;
  const pictures = mistakes.slice(0, MOST).map(picture);
  if (more > 0) pictures.push(`and ${more} more`);
  return new Complaint("sketch-error", pictures.join("\n"), remedy);
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
