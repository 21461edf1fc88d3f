/**
 * TypeScript's view of the disk, through a record of what it asks. A file that reads as it did is not parsed again: most
 * of a program is libraries and the SDK, and parsing them takes longer than anything else that is done to a sketch.
 */
import ts from "typescript";
import type { Inputs } from "./inputs.js";

/** Most files whose syntax trees are kept; a program has some twenty. */
const MOST = 200;

/** Trees by options and path. TypeScript may share a tree between programs of the same options. */
const parsed = new WeakMap<ts.CompilerOptions, Map<string, ts.SourceFile>>();

/** A host for `ts.createProgram` that asks the disk through `inputs` alone. */
export function recordedHost(options: ts.CompilerOptions, inputs: Inputs): ts.CompilerHost {
  const trees = parsed.get(options) ?? new Map<string, ts.SourceFile>();
  parsed.set(options, trees);
  return {
    ...ts.createCompilerHost(options, true),
    fileExists: inputs.isFile,
    readFile: inputs.text,
    directoryExists: inputs.isFolder,
    realpath: inputs.realPath,
    getSourceFile: (path, languageVersion) => {
      const text = inputs.text(path);
      if (text === undefined) return undefined;
      const before = trees.get(path);
      const tree = before?.text === text ? before : ts.createSourceFile(path, text, languageVersion, true);
      trees.delete(path);
      trees.set(path, tree);
      for (const [oldest] of trees) if (trees.size > MOST) trees.delete(oldest);
      return tree;
    },
  };
}
