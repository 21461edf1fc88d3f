/**
 * A sketch's settings: the names of `.env` and `.env.local`, the latter first, beside the sketch or in its package's
 * folder. `import { HOST } from "tagwire:env"` puts a value in at build time. Every value is a text, whatever it looks
 * like: a type must not depend on what somebody's file says. No value is ever printed, nor in a source map.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import ts from "typescript";
import { Complaint } from "../complaint.js";
import { complaintAbout, type Mistake } from "./mistake.js";
import { foldersOf, packageFolderOf } from "./project.js";
import { mustBeIgnored } from "./settings/ignored.js";
import { shown } from "./shown.js";

/** What a sketch imports. */
export const SETTINGS = "tagwire:env";

/** The files, of which the last wins. */
export const settingsNames = [".env", ".env.local"];

export interface Settings {
  /** The folder of the files, or where they would be. */
  readonly folder: string;
  /** The files that are there. */
  readonly files: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

/** Reads the settings of a sketch, given as an absolute path; `given` counts before the files. */
export function readSettings(sketch: string, given: Readonly<Record<string, string>> = {}): Settings {
  for (const folder of foldersOf(sketch)) {
    const files = settingsNames.map((name) => join(folder, name));
    const texts = files.map(textOf);
    if (texts.every((text) => text === undefined)) continue;
    const entries = texts.flatMap((text) => Object.entries(parseEnv(text ?? "")));
    const values = namesIn([...entries, ...Object.entries(given)]);
    return { folder, files: files.filter((_, index) => texts[index] !== undefined), values };
  }
  return { folder: packageFolderOf(sketch), files: [], values: namesIn(Object.entries(given)) };
}

function namesIn(entries: readonly (readonly [string, string | undefined])[]): Map<string, string> {
  return new Map(entries.filter(([name]) => isName(name)).map(([name, value]) => [name, value ?? ""]));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Complaint("setting-missing", `${shown(file)} can't be read: ${message}.`, "Let this user read the file.");
  }
}

/** Whether a name can be exported: what else a file has is for others. */
function isName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && ts.identifierToKeywordKind(ts.factory.createIdentifier(name)) === undefined;
}

/**
 * Checks what the files of a sketch import of the settings. Throws a Complaint where git would take a file of settings
 * along, and about every name that is missing, with the line to write. Answers whether any is imported.
 */
export function checkSettings(files: readonly ts.SourceFile[], { folder, files: sources, values }: Settings): boolean {
  const missing = new Set<string>();
  const mistakes: Mistake[] = [];
  let isUsed = false;
  for (const file of files) {
    for (const statement of file.statements) {
      if (!importsSettings(statement)) continue;
      isUsed = true;
      for (const element of elementsOf(statement)) {
        const name = element.propertyName ?? element.name;
        if (values.has(name.text)) continue;
        missing.add(name.text);
        const sentence = `the setting ${name.text} is neither in .env nor in .env.local`;
        mistakes.push({ file, start: name.getStart(file), length: name.getWidth(file), sentence });
      }
    }
  }
  if (isUsed) mustBeIgnored(sources);
  if (mistakes.length === 0) return isUsed;
  const lines = [...missing].map((name) => `${name}=...`).join("\n  ");
  const place = shown(join(folder, ".env.local"));
  throw complaintAbout(mistakes, `Write into ${place}, which git must ignore:\n  ${lines}`, "setting-missing");
}

function importsSettings(statement: ts.Statement): statement is ts.ImportDeclaration | ts.ExportDeclaration {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return false;
  const { moduleSpecifier } = statement;
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === SETTINGS;
}

function elementsOf(
  statement: ts.ImportDeclaration | ts.ExportDeclaration,
): readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] {
  const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
  return bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? bindings.elements : [];
}
