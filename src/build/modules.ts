/**
 * `require("NAME")` as the Espruino world writes it. A module of the board's firmware stays a `require`; every other is
 * found, checked like the sketch, and becomes a part of the bundle.
 */
import type { RollupError } from "rollup";
import ts from "typescript";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { Complaint } from "../complaint.js";
import type { Source } from "./bundle.js";
import { isDeclared } from "./dialect/source/reading.js";
import { entries } from "./entries.js";
import type { Inputs } from "./inputs.js";
import { complaintAbout, type Mistake, mistakesOf } from "./mistake.js";
import { asModule, singleExports } from "./modules/exports.js";
import { type Found, findElsewhere, findOwn } from "./modules/find.js";
import { moduleNameOf, withImports } from "./modules/imports.js";
import { type Meaning, meaningByName, namesIn, type Use, usesIn } from "./modules/uses.js";
import { compilerOptions, type Program } from "./program.js";
import { foldersOf, packageFolderOf } from "./project.js";
import { shown } from "./shown.js";

/** A module that goes into the bundle. */
export interface Required extends Found {
  /** The names of its exports if the bundle may take each by itself; undefined if they are one object. */
  readonly single: ReadonlySet<string> | undefined;
}

/** The modules that go into the bundle by the name they are required by. */
export type RequiredModules = ReadonlyMap<string, Required>;

/** Finds what a sketch requires, and what that requires. Throws a Complaint that names the line and the way out. */
export async function requiredModules(
  program: Program,
  board: Board,
  sketch: string,
  inputs: Inputs,
): Promise<RequiredModules> {
  const builtIn = new Set(board.modules);
  const meaning = meaningByTypes(program.checker);
  const found = new Map<string, Found>();
  const single = new Map<string, ReadonlySet<string> | undefined>();
  const seek = async (file: ts.SourceFile, meaning: Meaning, path: readonly string[]): Promise<void> => {
    const { uses, mistakes } = usesIn(file, meaning, builtIn);
    if (mistakes.length > 0) throw complaintAbout(mistakes, "Mend it, then build again; docs/modules.md says why.");
    for (const use of uses.filter(({ name }) => !builtIn.has(name))) {
      const { name } = use;
      mustEnd([...path, name], use, file);
      let module = found.get(name);
      if (module === undefined) {
        module = await find(use, file, board, sketch, inputs);
        found.set(name, module);
      }
      const text = ts.createSourceFile(module.path, module.text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
      if (!single.has(name)) {
        mustBeModule(text, module);
        single.set(name, singleExports(text));
        await seek(text, meaningByName(text), [...path, name]);
      }
      const given = single.get(name);
      const isTaken = use.reads !== undefined && [...use.reads].every((read) => given?.has(read));
      if (!isTaken) single.set(name, undefined);
    }
  };
  for (const file of program.sketchFiles) if (!file.isDeclarationFile) await seek(file, meaning, []);
  return new Map([...found].map(([name, module]) => [name, { ...module, single: single.get(name) }]));
}

/** The text of the modules, and of the imports that stand for `require`, for rollup; `after` are the board's transformers. */
export function modulesPlugin(
  modules: RequiredModules,
  after: readonly ts.TransformerFactory<ts.SourceFile>[],
): Source {
  const byPath = new Map([...modules.values()].map((module) => [module.path, module]));
  return {
    name: "tagwire-modules",
    resolveId: (specifier) => {
      const module = modules.get(moduleNameOf(specifier) ?? "");
      // A module may be required for what it does to the board's own objects.
      return module === undefined ? null : { id: module.path, moduleSideEffects: true };
    },
    load: (path) => byPath.get(path)?.text ?? null,
    // A transform, so that rollup names the lines of the module's own text.
    transform: (path) => {
      const module = byPath.get(path);
      if (module === undefined) return null;
      const { outputText, sourceMapText } = transpiled(module, [asModule(module.single, modules), ...after]);
      return { code: outputText, map: sourceMapText ?? "" };
    },
  };
}

/** The complaint that an error of rollup's is, if a module caused it: a bundle is stricter than a board. */
export function moduleComplaint(error: unknown, modules: RequiredModules): unknown {
  if (error instanceof Complaint) return error;
  const { loc, message } = error as Partial<RollupError>;
  const module = [...modules.values()].find(({ path }) => path === loc?.file);
  if (module === undefined || loc === undefined) return error;
  const file = ts.createSourceFile(module.path, module.text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const start = file.getPositionOfLineAndCharacter(loc.line - 1, loc.column);
  const sentence = (message ?? "").replace(/^.*?\(\d+:\d+\): /, "");
  return complaintAbout([{ file, start, length: 1, sentence }], `Mend ${shown(module.path)}.`, "module-error");
}

/** Puts the imports into the sketch's own files. */
export function requiresAsImports(modules: RequiredModules, program: Program): ts.TransformerFactory<ts.SourceFile> {
  return withImports(modules, meaningByTypes(program.checker));
}

function transpiled({ path, text }: Found, before: ts.TransformerFactory<ts.SourceFile>[]): ts.TranspileOutput {
  return ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { ...compilerOptions, allowJs: true },
    transformers: { before },
  });
}

async function find(use: Use, file: ts.SourceFile, board: Board, sketch: string, inputs: Inputs): Promise<Found> {
  const { name, call } = use;
  const complain = (sentence: string, remedy: string) => {
    const mistake = { file, start: call.getStart(file), length: call.getWidth(file), sentence };
    return complaintAbout([mistake], remedy, "module-not-found");
  };
  if (Object.hasOwn(entries, name)) {
    throw complain(`${name} is part of the build.`, `Write: import { connect } from ${JSON.stringify(name)};`);
  }
  if (!/^[A-Za-z0-9_@][\w@.+-]{0,99}$/.test(name)) {
    throw complain(
      `${JSON.stringify(name)} is no module's name; wanted is one of letters, digits, _, -, + and dots, as DHT22.`,
      'Put the module\'s text into modules/NAME.js and require NAME; a file of your own is imported: import ... from "./file".',
    );
  }
  const own = findOwn(name, foldersOf(sketch), inputs);
  if (own !== undefined) return own;
  const packageFolder = packageFolderOf(sketch);
  const place = shown(`${packageFolder}/modules/${name}.js`);
  // ESP8266_4MB is one of several builds of the same firmware.
  const [firmware] = board.firmwareName.split("_");
  const others = boardIds()
    .map(loadBoard)
    .filter(({ modules }) => modules.includes(name));
  if (others.length > 0) {
    const names = others.map((other) => `${other.name} (${other.id})`).join(", ");
    throw complain(
      `${name} is not in ${firmware} firmware; it is in that of ${names}.`,
      `Choose such a board with --board, do without it, or put a module of that name there: ${place}`,
    );
  }
  const found = await findElsewhere(name, packageFolder);
  if ("path" in found) return found;
  throw complain(
    `there is no module ${name}: it is not in ${firmware} firmware, nor in a modules folder, and ${found.why}.`,
    `Put its text there: ${place}`,
  );
}

/** Espruino evaluates a module where it is first required: in a circle it would find none. */
function mustEnd(path: readonly string[], { call }: Use, file: ts.SourceFile): void {
  const name = path.at(-1) ?? "";
  const from = path.indexOf(name);
  if (from === path.length - 1) return;
  const sentence = `modules require each other in a circle: ${path.slice(from).join(" -> ")}`;
  const mistake = { file, start: call.getStart(file), length: call.getWidth(file), sentence };
  throw complaintAbout([mistake], "Take one of these require(...) away; a board finds no end of it.", "module-error");
}

/** Throws a Complaint about a text that is no module. */
function mustBeModule(text: ts.SourceFile, module: Found): void {
  const mistakes = [...mistakesOf(transpiled(module, []).diagnostics ?? []), ...otherKinds(text)];
  if (mistakes.length === 0) return;
  throw complaintAbout(mistakes, `Mend ${shown(module.path)}, or put another text there.`, "module-error");
}

function otherKinds(file: ts.SourceFile): Mistake[] {
  if (ts.isExternalModule(file)) {
    const sentence = "this module has import or export; wanted is exports.NAME = ..., as Espruino has it";
    const [first] = file.statements.filter(
      (statement) => ts.isImportDeclaration(statement) || ts.canHaveModifiers(statement),
    );
    return [{ file, start: first?.getStart(file) ?? 0, length: 6, sentence }];
  }
  const { references, bound } = namesIn(file);
  if (bound.has("module")) return [];
  return (references.get("module") ?? [])
    .filter(({ parent }) => {
      const isExports = ts.isPropertyAccessExpression(parent) && parent.name.text === "exports";
      return !isExports && !ts.isTypeOfExpression(parent);
    })
    .map((node) => ({
      file,
      start: node.getStart(file),
      length: "module".length,
      sentence: "of module only module.exports is known",
    }));
}

function meaningByTypes(checker: ts.TypeChecker): Meaning {
  return {
    isRequire: (name) => (checker.getSymbolAtLocation(name)?.declarations ?? []).every(isDeclared),
    textsOf: (expression) => {
      const type = checker.getTypeAtLocation(expression);
      const types = type.isUnion() ? type.types : [type];
      return types.every((one) => one.isStringLiteral())
        ? types.map((one) => (one as ts.StringLiteralType).value)
        : undefined;
    },
  };
}
