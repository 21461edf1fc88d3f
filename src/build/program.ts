/**
 * The sketch as TypeScript sees it: its files and the SDK's in one program, checked with the library and the pins of the
 * board, and printed as ES5 modules. The SDK's own files are not checked here: its tsconfig.json does that.
 */
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import type { Board } from "../boards.js";
import { Complaint } from "../complaint.js";
import { entries, isOfSdk, packageFolder, typesFolder } from "./entries.js";
import { recordedHost } from "./host.js";
import { type Inputs, recordInputs } from "./inputs.js";
import { complaintAbout, mistakesOf } from "./mistake.js";
import { pinSentence } from "./pins.js";
import { ambientOf, writeAmbient } from "./settings/ambient.js";
import { checkSettings, readSettings, type Settings } from "./settings.js";
import { mustBeSketch } from "./sketch-file.js";

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES5,
  ignoreDeprecations: "6.0",
  noLib: true,
  types: [],
  typeRoots: [typesFolder],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  skipLibCheck: true,
  sourceMap: true,
  removeComments: false,
  newLine: ts.NewLineKind.LineFeed,
};

/** What is there without an import, in the order in which declarations count; `boards/ID.tsconfig.json` has the same. */
function libraries(board: Board): string[] {
  const files = ["lib.espruino.d.ts", `${board.id}.d.ts`, "sketch.d.ts", "espruino.d.ts"];
  return files.map((file) => join(packageFolder, "boards", file));
}

export interface Program {
  readonly checker: ts.TypeChecker;
  /** The sketch's first file, then what it imports; not the SDK, nor anybody's library. */
  readonly sketchFiles: readonly ts.SourceFile[];
  readonly settings: Settings;
  /** The file that declares the settings. */
  readonly settingsFile: string;
  sourceFile(path: string): ts.SourceFile | undefined;
  /** The file that an import means, undefined if there is none. */
  locate(specifier: string, importer: string): string | undefined;
  /** One file as an ES5 module with its source map. */
  print(path: string, transformers: readonly ts.TransformerFactory<ts.SourceFile>[]): { code: string; map: string };
}

/** Reads and checks a program from its first file. Throws a Complaint if it is not there or has mistakes. */
export function readProgram(
  path: string,
  board: Board,
  inputs: Inputs = recordInputs(),
  given: Readonly<Record<string, string>> = {},
): Program {
  const first = resolve(path);
  mustBeSketch(path);
  const host = recordedHost(compilerOptions, inputs);
  const cache = ts.createModuleResolutionCache(dirname(first), (name) => name, compilerOptions);
  const find = (specifier: string, importer: string): ts.ResolvedModuleFull | undefined => {
    const own = entries[specifier];
    if (own !== undefined) return { resolvedFileName: own, extension: ts.Extension.Ts };
    const found = ts.resolveModuleName(specifier, importer, compilerOptions, host, cache).resolvedModule;
    // TypeScript prints nothing of a library's, and what lies below node_modules is one to it: so is the SDK once installed.
    return found && isOfSdk(found.resolvedFileName) ? { ...found, isExternalLibraryImport: false } : found;
  };
  host.resolveModuleNameLiterals = (literals, importer) =>
    literals.map((literal) => ({ resolvedModule: find(literal.text, importer) }));

  const settings = readSettings(first, given);
  const ambient = ambientOf(first, settings);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === ambient.path
      ? ts.createSourceFile(name, ambient.text, compilerOptions.target ?? ts.ScriptTarget.ES5)
      : getSourceFile(name, ...more);

  const known = libraries(board);
  const program = ts.createProgram([...known, ambient.path, first], compilerOptions, host);
  const declarations = [...known, ambient.path, ...ambient.modules];
  const sketchFiles = program
    .getSourceFiles()
    .filter(
      ({ fileName }) => !isOfSdk(fileName) && !declarations.includes(fileName) && !fileName.includes("/node_modules/"),
    )
    .sort((a, b) => Number(b.fileName === first) - Number(a.fileName === first));
  complainIfEmpty(path, program.getSourceFile(first));
  if (checkSettings(sketchFiles, settings) || ambient.modules.length > 0) writeAmbient(ambient);
  complainOfTypes(program, sketchFiles, board);
  return {
    checker: program.getTypeChecker(),
    sketchFiles,
    settings,
    settingsFile: ambient.path,
    sourceFile: (name) => program.getSourceFile(name),
    locate: (specifier, importer) => find(specifier, importer)?.resolvedFileName,
    print: (name, transformers) => print(program, name, transformers),
  };
}

/** An empty script would replace one that runs; text that can't be read has mistakes to tell of instead. */
function complainIfEmpty(path: string, sketch: ts.SourceFile | undefined): void {
  if (sketch?.text.trim() !== "") return;
  throw new Complaint(
    "sketch-error",
    `${path} is empty; wanted is a sketch.`,
    "Save it in the editor, then build again.",
  );
}

function complainOfTypes(program: ts.Program, files: readonly ts.SourceFile[], board: Board): void {
  const syntax = files.flatMap((file) => program.getSyntacticDiagnostics(file));
  // Types mean little until the text can be read.
  const found = syntax.length > 0 ? syntax : files.flatMap((file) => program.getSemanticDiagnostics(file));
  const mistakes = mistakesOf(found, (diagnostic) => pinSentence(diagnostic, program.getTypeChecker(), board));
  if (mistakes.length === 0) return;
  const lines = mistakes.length === 1 ? "the line" : `the ${mistakes.length} lines`;
  throw complaintAbout(mistakes, `Mend ${lines}, then build again.`);
}

function print(
  program: ts.Program,
  name: string,
  before: readonly ts.TransformerFactory<ts.SourceFile>[],
): { code: string; map: string } {
  let code = "";
  let map = "";
  const write: ts.WriteFileCallback = (output, text) => {
    if (output.endsWith(".map")) map = text;
    else code = text.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  };
  program.emit(program.getSourceFile(name), write, undefined, false, { before: [...before] });
  return { code, map };
}
