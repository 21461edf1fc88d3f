/**
 * A module ahead of the sketch that hands the SDK's calls, as they are in the script, to who looks on: the simulator
 * (src/sim/probe.ts). It is in no script for a board.
 */
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Source } from "./bundle.js";
import { entries } from "./entries.js";
import type { Program } from "./program.js";
import { hasCalls } from "./sdk-imports.js";

/** The global function that gets the calls by their names, and `options`, which answers those of `connect`. */
export const PROBE = "tagwireProbe";

export const probeId = "\0tagwire-probe";

/** What is looked at though the sketch does not import it. That changes nothing of what the others do; `end` would. */
const always = ["connect", "publishValue", "publish", "status"];

/** Gives rollup the module; an empty one where the sketch has no use for the SDK. */
export function probeModule(program: Program): Source {
  const usesSdk = program.sourceFile(entries.tagwire as string) !== undefined;
  const names = importsEnd(program) ? [...always, "end"] : always;
  const given = names.map((name) => `${name}: ${name}`).join(", ");
  // What the build has put in place of an option is given to `connect` no more.
  const options = JSON.stringify(join(dirname(entries.tagwire as string), "options.ts"));
  const code = [
    `import { ${names.join(", ")} } from "tagwire";`,
    `import { options } from ${options};`,
    `${PROBE}({ ${given}, options: function () { return options; } });`,
    "",
  ].join("\n");
  return {
    name: "tagwire-probe",
    resolveId: (specifier) => (specifier === probeId ? specifier : null),
    load: (id) => (id === probeId ? { code: usesSdk ? code : "", moduleSideEffects: true } : null),
  };
}

function importsEnd({ sketchFiles }: Program): boolean {
  return sketchFiles
    .flatMap(({ statements }) => [...statements])
    .some((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
      const bindings = statement.importClause?.namedBindings;
      if (!hasCalls(statement.moduleSpecifier.text) || statement.importClause?.isTypeOnly || !bindings) return false;
      if (ts.isNamespaceImport(bindings)) return true;
      return bindings.elements.some(({ isTypeOnly, propertyName, name }) => {
        return !isTypeOnly && (propertyName ?? name).text === "end";
      });
    });
}
