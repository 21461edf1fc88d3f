/**
 * The modules of a program as one text, in the order in which they run, without what nobody uses. Rollup does it; what
 * is here gives it our printed modules and keeps the board's names free.
 */
import { type LoadResult, type OutputOptions, type Plugin, type ResolveIdResult, rollup } from "rollup";
import type ts from "typescript";
import { Complaint } from "../complaint.js";
import { isOfSdk } from "./entries.js";
import type { Program } from "./program.js";
import { shown } from "./shown.js";

/** Where modules come from: a plugin of rollup that only finds and reads. Null leaves a module to the next one. */
export interface Source {
  readonly name: string;
  resolveId(specifier: string, importer?: string): ResolveIdResult;
  load(id: string): LoadResult;
  /** What becomes of a text that was loaded, for those that load a text as its author knows it. */
  transform?(id: string): { code: string; map: string } | null;
}

/** Gives rollup the files of a program, printed as ES5. */
export function programModules(
  program: Program,
  transformersFor: (path: string) => readonly ts.TransformerFactory<ts.SourceFile>[],
): Source {
  return {
    name: "tagwire-program",
    resolveId: (specifier, importer) => {
      const path = importer === undefined ? specifier : program.locate(specifier, importer);
      // What a sketch imports for its effects runs; the SDK has none but through its functions.
      return path === undefined ? null : { id: path, moduleSideEffects: !isOfSdk(path) };
    },
    load: (path) => {
      // A module that a plugin of rollup has made up is that plugin's.
      if (path.startsWith("\0")) return null;
      if (program.sourceFile(path) === undefined || /\.(d\.ts|js)$/.test(path)) {
        throw new Complaint("sketch-error", `${shown(path)} is no TypeScript source.`, "Import a .ts file instead.");
      }
      return program.print(path, transformersFor(path));
    },
  };
}

const namesId = "\0tagwire-names";
const mention = "__TAGWIRE_NAMES__";

/**
 * Keeps names free: a module that mentions each as a global makes rollup rename those of the sketch's own top-level
 * names that are among them. `namesTaken` takes the mention away again.
 */
export function keepFree(names: readonly string[]): Source {
  return {
    name: "tagwire-names",
    resolveId: (specifier) => (specifier === namesId ? specifier : null),
    load: (id) => (id === namesId ? { code: `${mention}(${names.join(", ")});\n`, moduleSideEffects: true } : null),
  };
}

/** The module that stands for the sketch: it also imports the names that are kept free, and what runs ahead of it. */
export function withNamesFree(...modules: readonly string[]): string {
  return [namesId, ...modules].map((id) => `import ${JSON.stringify(id)};\n`).join("");
}

/** The joined text with blanks in place of the names that were mentioned, so that no position moves. */
export function withoutMention(code: string): string {
  const start = code.indexOf(`${mention}(`);
  const end = start + code.slice(start).search(/\n|$/);
  return code.slice(0, start) + " ".repeat(end - start) + code.slice(end);
}

/** One text and its source map. */
export interface Text {
  readonly code: string;
  readonly map: string;
}

/** What rollup is to add to a script: nothing. */
export const plainOutput = {
  strict: false,
  esModule: false,
  externalLiveBindings: false,
  freeze: false,
} as const satisfies OutputOptions;

export async function bundle(input: string, plugins: Plugin[], output: OutputOptions): Promise<Text> {
  const build = await rollup({ input, plugins, onLog: () => {} });
  try {
    const { output: chunks } = await build.generate({ ...plainOutput, sourcemap: true, ...output });
    return { code: chunks[0].code, map: chunks[0].map?.toString() ?? "" };
  } finally {
    await build.close();
  }
}
