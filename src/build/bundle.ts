/**
 * The modules of a program as one text, in the order in which they run, without what nobody uses. Rollup does it; the
 * plugins here give it our printed modules and keep the board's names free.
 */
import { type OutputOptions, type Plugin, rollup } from "rollup";
import type ts from "typescript";
import { Complaint } from "../complaint.js";
import { isOfSdk } from "./entries.js";
import type { Program } from "./program.js";
import { shown } from "./shown.js";

/** Gives rollup the files of a program, printed as ES5. */
export function programModules(
  program: Program,
  transformersFor: (path: string) => readonly ts.TransformerFactory<ts.SourceFile>[],
): Plugin {
  return {
    name: "tagwire-program",
    resolveId: (specifier, importer) => {
      const path = importer === undefined ? specifier : program.locate(specifier, importer);
      // What a sketch imports for its effects runs; the SDK has none but through its functions.
      return path === undefined ? null : { id: path, moduleSideEffects: !isOfSdk(path) };
    },
    load: (path) => {
      if (program.sourceFile(path) === undefined || /\.(d\.ts|js)$/.test(path)) {
        throw new Complaint("sketch-error", `${shown(path)} is no TypeScript source.`, "Import a .ts file instead.");
      }
      return program.print(path, transformersFor(path));
    },
  };
}

/**
 * Keeps names free: a module that mentions each as a global makes rollup rename those of the sketch's own top-level
 * names that are among them. Its one line becomes blanks afterwards, so that no position moves.
 */
export function keepFree(names: readonly string[]): Plugin {
  const id = "\0tagwire-names";
  const mention = "__TAGWIRE_NAMES__";
  const entry = "\0tagwire-entry";
  let sketch = "";
  return {
    name: "tagwire-names",
    options: (options) => {
      sketch = String(options.input);
      return { ...options, input: entry };
    },
    resolveId: { order: "pre", handler: (specifier) => (specifier === id || specifier === entry ? specifier : null) },
    load: (path) => {
      if (path === entry) return `import ${JSON.stringify(id)};\nimport ${JSON.stringify(sketch)};\n`;
      return path === id ? { code: `${mention}(${names.join(", ")});\n`, moduleSideEffects: true } : null;
    },
    renderChunk: (code) => {
      const start = code.indexOf(`${mention}(`);
      const end = start + code.slice(start).search(/\n|$/);
      return { code: code.slice(0, start) + " ".repeat(end - start) + code.slice(end), map: null };
    },
  };
}

/** One text and its source map. */
export interface Text {
  readonly code: string;
  readonly map: string;
}

export async function bundle(input: string, plugins: Plugin[], output: OutputOptions): Promise<Text> {
  const build = await rollup({
    input,
    plugins,
    // A sketch's exports are nobody's.
    preserveEntrySignatures: output.format === "es" ? false : "strict",
    onLog: () => {},
  });
  try {
    const { output: chunks } = await build.generate({
      strict: false,
      esModule: false,
      externalLiveBindings: false,
      freeze: false,
      sourcemap: true,
      ...output,
    });
    return { code: chunks[0].code, map: chunks[0].map?.toString() ?? "" };
  } finally {
    await build.close();
  }
}
