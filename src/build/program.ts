/**
 * The sketch as TypeScript sees it: its files and the SDK's in one program, checked, and printed as ES5 modules. The
 * SDK's own files are not checked here: its tsconfig.json does that, with the board's names only.
 */
import { type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { Complaint } from "../complaint.js";
import { entries, isOfSdk, sketchTypes, typesFolder } from "./entries.js";
import { recordedHost } from "./host.js";
import { type Inputs, recordInputs } from "./inputs.js";
import { complaintAbout, mistakesOf } from "./mistake.js";
import { ambientOf, writeAmbient } from "./settings/ambient.js";
import { checkSettings, readSettings, type Settings } from "./settings.js";

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES5,
  ignoreDeprecations: "6.0",
  lib: ["lib.es5.d.ts"],
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
export function readProgram(path: string, inputs: Inputs = recordInputs()): Program {
  const first = resolve(path);
  mustBeSketch(path, first);
  const host = recordedHost(compilerOptions, inputs);
  const cache = ts.createModuleResolutionCache(dirname(first), (name) => name, compilerOptions);
  const find = (specifier: string, importer: string): ts.ResolvedModuleFull | undefined => {
    const own = entries[specifier];
    return own === undefined
      ? ts.resolveModuleName(specifier, importer, compilerOptions, host, cache).resolvedModule
      : { resolvedFileName: own, extension: ts.Extension.Ts };
  };
  host.resolveModuleNameLiterals = (literals, importer) =>
    literals.map((literal) => ({ resolvedModule: find(literal.text, importer) }));

  const settings = readSettings(first);
  const ambient = ambientOf(first, settings);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === ambient.path
      ? ts.createSourceFile(name, ambient.text, compilerOptions.target ?? ts.ScriptTarget.ES5)
      : getSourceFile(name, ...more);

  const program = ts.createProgram([sketchTypes, ambient.path, first], compilerOptions, host);
  const declarations = [sketchTypes, ambient.path, ...ambient.modules];
  const sketchFiles = program
    .getSourceFiles()
    .filter(
      ({ fileName }) => !isOfSdk(fileName) && !declarations.includes(fileName) && !fileName.includes("/node_modules/"),
    )
    .sort((a, b) => Number(b.fileName === first) - Number(a.fileName === first));
  if (checkSettings(sketchFiles, settings) || ambient.modules.length > 0) writeAmbient(ambient);
  complainOfTypes(program, sketchFiles);
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

function mustBeSketch(path: string, resolved: string): void {
  let stat: Stats | undefined;
  try {
    stat = statSync(resolved);
  } catch {
    // Not there, or below a file, or not for us to see: not found.
  }
  if (stat === undefined) {
    throw new Complaint("sketch-not-found", `There is no sketch ${path}.`, `Check the path: it means ${resolved}.`);
  }
  if (!stat.isFile()) {
    const file = join(path, "SKETCH.ts");
    throw new Complaint(
      "sketch-not-found",
      `${path} is a directory; a sketch is a file.`,
      `Name the file in it: tagwire build ${file}`,
    );
  }
  if (!/(?<!\.d)\.ts$/.test(resolved)) {
    throw new Complaint("sketch-not-found", `${path} is no sketch: its name does not end in .ts.`, "Name a .ts file.");
  }
}

function complainOfTypes(program: ts.Program, files: readonly ts.SourceFile[]): void {
  const syntax = files.flatMap((file) => program.getSyntacticDiagnostics(file));
  // Types mean little until the text can be read.
  const found = syntax.length > 0 ? syntax : files.flatMap((file) => program.getSemanticDiagnostics(file));
  const mistakes = mistakesOf(found);
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
